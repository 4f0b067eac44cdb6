import { Button, Select, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { SnapshotId } from '#shared/domain/ids.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { VersionDifference } from '#shared/domain/version.ts'
import { ago, count } from '../../../figures.ts'
import { plural, t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { QueryError } from '../../query-error.tsx'
import { DifferencePair } from './difference-pair.tsx'
import styles from './versions.module.css'

interface Props {
  readonly snapshot: Snapshot
  /** The version it is held against; null for the one before it. */
  readonly before: SnapshotId | null
  readonly onBefore: (id: SnapshotId) => void
}

/** What changed from another version to this one: in figures, then image by image. */
export function VersionCompare({ snapshot, before, onBefore }: Props) {
  const { data: versions = [] } = useQuery(queries.snapshots(snapshot.projectId))
  const others = versions.filter(({ id }) => id !== snapshot.id)
  const earlier = others.find(({ number }) => number < snapshot.number)
  const chosen = before ?? earlier?.id ?? others[0]?.id ?? null
  if (chosen === null) return <p className={styles.quiet}>{t('There is no other version to hold it against yet.')}</p>
  return (
    <>
      <div className={styles.bar}>
        <Select
          aria-label={t('Held against')}
          size="xs"
          w={320}
          data={others.map(({ id, number, marks, createdAt }) => ({
            value: id,
            label: `${t('Version {{number}}', { number })}${marks?.name ? ` “${marks.name}”` : ''}, ${ago(createdAt)}`,
          }))}
          searchable
          value={chosen}
          onChange={(id) => id && onBefore(id as SnapshotId)}
          data-testid="compare-with"
        />
        <span className={styles.quiet}>{t('what changed from there to this one')}</span>
      </div>
      <Differences snapshot={snapshot} before={chosen} />
    </>
  )
}

function Differences({ snapshot: { projectId, id }, before }: { snapshot: Snapshot; before: SnapshotId }) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    queries.versionDifference(projectId, id, before),
  )
  if (error) return <QueryError what={t('The comparison')} error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={180} />
  const [first] = data.pages
  const assets = data.pages.flatMap((page) => page.assets)
  return (
    <>
      {first && <Figures difference={first.difference} />}
      {assets.length === 0 && <p className={styles.quiet}>{t('They hold the same.')}</p>}
      <ul className={styles.pairs}>
        {assets.map((asset) => (
          <DifferencePair key={asset.assetId} projectId={projectId} asset={asset} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          className={styles.more}
          variant="default"
          size="xs"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('More of {{count}}', { count: count(first?.total ?? 0) })}
        </Button>
      )}
    </>
  )
}

function Figures({ difference: { assets, annotations, labels, testTouched } }: { difference: VersionDifference }) {
  const shifted = labels.filter((one) => one.before !== one.after)
  return (
    <div className={styles.figures} data-testid="difference-figures">
      <span>
        {t('Images')} <Counts counts={assets} />
        {assets.moved > 0 && ` ${plural(assets.moved, '{{count}} in another split', '{{count}} in another split')}`}
      </span>
      <span>
        {t('Labels')} <Counts counts={annotations} />
      </span>
      {shifted.map(({ label, before, after }) => (
        <span key={label}>
          {label} <span className={styles.soft}>{count(before)} →</span> {count(after)}
        </span>
      ))}
      {testTouched > 0 && (
        <span data-tone="changed">
          {plural(
            testTouched,
            '{{count}} image of the test split differs: figures of before and after are not about the same',
            '{{count}} images of the test split differ: figures of before and after are not about the same',
          )}
        </span>
      )}
    </div>
  )
}

function Counts({ counts: { added, removed, changed } }: { counts: { added: number; removed: number; changed: number } }) {
  return (
    <>
      <b data-tone="added">+{count(added)}</b> <b data-tone="removed">−{count(removed)}</b>{' '}
      <b data-tone="changed">~{count(changed)}</b>
    </>
  )
}
