import { Select, Skeleton } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Examination } from '#shared/domain/examination.ts'
import type { Model } from '#shared/domain/training.ts'
import type { BesideImage } from '#shared/routes/examinations.ts'
import { count, decimal } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { EmptyState } from '../empty-state.tsx'
import { QueryError } from '../query-error.tsx'
import { BesidePicture } from './beside-picture.tsx'
import styles from './beside-tab.module.css'

interface Props {
  readonly look: Examination
  readonly models: readonly Model[]
  readonly champion: number | null
}

/** Two models image by image on the same split, those first on which they differ most. */
export function BesideTab({ look, models, champion }: Props) {
  const others = models.map(({ version }) => version).filter((version) => version !== look.version)
  const [chosen, setChosen] = useState<number | null>(null)
  const other = chosen ?? others.find((version) => version === champion) ?? others[0]
  if (other === undefined)
    return (
      <EmptyState
        icon={IconArrowsDiff}
        title={t('Nothing to compare with yet')}
        sentence={t('The next training brings a second model.')}
      />
    )
  return (
    <>
      <div className={styles.choice}>
        {t('v{{version}} beside', { version: look.version })}
        <Select
          size="xs"
          w={90}
          aria-label={t('The other model')}
          data={others.map((version) => ({ value: String(version), label: `v${version}` }))}
          value={String(other)}
          onChange={(value) => value && setChosen(Number(value))}
          allowDeselect={false}
        />
        <span className={styles.key}>
          <i data-tone="good" /> {t('right')} <i data-tone="bad" /> {t('wrong')} <i data-tone="missed" /> {t('missed')}
        </span>
      </div>
      <Pairs look={look} other={other} />
    </>
  )
}

function Pairs({ look, other }: { look: Examination; other: number }) {
  const { projectId, version, split } = look
  const pairs = useInfiniteQuery(queries.beside(look, other))
  const theirs = useQuery(queries.examination(projectId, other, split))
  const [open, setOpen] = useState<string | null>(null)
  const items = pairs.data?.pages.flatMap((page) => page.items) ?? []
  const inHand = items.find(({ asset }) => asset.id === open) ?? items[0]
  if (pairs.isPending) return <Skeleton height={360} radius={12} />
  if (pairs.error && !pairs.data)
    return <QueryError what={t('The cases')} error={pairs.error} retry={() => void pairs.refetch()} />
  if (items.length === 0)
    return (
      <EmptyState
        icon={IconArrowsDiff}
        title={t('Nothing to compare')}
        sentence={t('v{{other}} was not examined on this split.', { other })}
      />
    )
  return (
    <>
      {theirs.data && theirs.data.snapshotNumber !== look.snapshotNumber && (
        <p className={styles.note}>
          {t('v{{version}} was examined with the labels of snapshot {{own}}, v{{other}} with those of snapshot {{their}}.', {
            version,
            own: look.snapshotNumber,
            other,
            their: theirs.data.snapshotNumber,
          })}
        </p>
      )}
      <div className={styles.columns}>
        <ul className={styles.list} data-testid="beside-list">
          {items.map((pair) => (
            <li key={pair.asset.id}>
              <button type="button" aria-pressed={pair === inHand} onClick={() => setOpen(pair.asset.id)}>
                <span className={styles.name}>{pair.asset.name.split('/').at(-1)}</span>
                <span className={styles.score}>{difference(pair)}</span>
              </button>
            </li>
          ))}
          {pairs.hasNextPage && (
            <li>
              <button type="button" onClick={() => void pairs.fetchNextPage()}>
                {t('Show more')}
              </button>
            </li>
          )}
        </ul>
        {inHand && (
          <div className={styles.pictures}>
            {[version, other].map((one, place) => (
              <figure key={one}>
                <BesidePicture projectId={projectId} version={one} split={split} asset={inHand.asset} />
                <figcaption>{[`v${one}`, standingWords(place === 0 ? inHand.own : inHand.other)].join(': ')}</figcaption>
              </figure>
            ))}
            <Link to="/projects/$projectId/assets/$assetId" params={{ projectId, assetId: inHand.asset.id }}>
              {t('Open {{name}} in the workbench', { name: inHand.asset.name.split('/').at(-1) })}
            </Link>
          </div>
        )}
      </div>
    </>
  )
}

function standingWords({ right, wrong, error }: BesideImage['own']): string {
  if (error !== null) return t('off by {{error}}', { error: decimal(error, 2) })
  return [t('{{right}} right', { right: count(right) }), plural(wrong, '{{count}} mistake', '{{count}} mistakes')].join(', ')
}

/** How many mistakes fewer (or more) this one made: "−3". */
function difference({ own, other }: BesideImage): string {
  const change = own.error !== null && other.error !== null ? own.error - other.error : own.wrong - other.wrong
  if (change === 0) return '='
  return `${change < 0 ? '−' : '+'}${own.error === null ? Math.abs(change) : decimal(Math.abs(change), 2)}`
}
