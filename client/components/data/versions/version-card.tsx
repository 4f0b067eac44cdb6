import { Split } from '#shared/domain/asset.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { VersionCard as Card } from '#shared/routes/versions.ts'
import { count } from '../../../figures.ts'
import { language, plural, t } from '../../../i18n.ts'
import { SPLIT_WORDS } from '../../assets/status-words.ts'
import { FactList } from '../../fact-list.tsx'
import { FigureTable } from '../../figure-table.tsx'
import { useFormatTitle } from '../use-format-title.ts'
import { LIMIT_WORDS, originWord, shapeWord } from './version-words.ts'
import styles from './versions.module.css'

interface Props {
  readonly snapshot: Snapshot
  /** Null for one that an older version of the product took. */
  readonly card: Card | null
}

/** What is in a version: how many, of what, in which split, from whom, and what to beware of. */
export function VersionCard({ snapshot, card }: Props) {
  const titleOf = useFormatTitle()
  return (
    <div className={styles.card}>
      <FigureTable
        columns={[{ title: t('Label') }, ...Split.options.map((split) => ({ title: SPLIT_WORDS[split], number: true }))]}
      >
        <tr className={styles.soft}>
          <td>{t('images')}</td>
          {Split.options.map((split) => (
            <td key={split} data-number>
              {count(snapshot.assets[split])}
            </td>
          ))}
        </tr>
        {snapshot.labels.map((one) => (
          <tr key={one.label}>
            <td>{one.label}</td>
            {Split.options.map((split) => (
              <td key={split} data-number>
                {count(one[split])}
              </td>
            ))}
          </tr>
        ))}
      </FigureTable>
      <div className={styles.facts}>
        <FactList
          facts={[
            [t('Digest'), <code key="digest">{snapshot.digest}</code>],
            [t('Taken'), new Date(snapshot.createdAt).toLocaleString(language())],
            ...(card ? factsOf(card, titleOf) : []),
          ]}
        />
        {card && <Limits card={card} />}
        {!card && <p className={styles.quiet}>{t('An older version of the product took it: more is not known of it.')}</p>}
      </div>
    </div>
  )
}

function factsOf(
  { origins, people, shapes, sizes, otherSizes, objects }: Card,
  titleOf: (format: string) => string,
): [string, string][] {
  const few = objects.filter((one) => one.count === 0).reduce((sum, { images }) => sum + images, 0)
  const [most] = [...objects].sort((a, b) => b.images - a.images)
  return [
    [t('Made by'), origins.map(({ name, count: number }) => `${originWord(name, titleOf)} ${count(number)}`).join('; ')],
    [t('Decided last by'), people.map(({ name, annotations }) => `${name ?? t('nobody')} ${count(annotations)}`).join(', ')],
    [t('Shapes'), shapes.map(({ name, count: number }) => `${shapeWord(name)} ${count(number)}`).join(', ')],
    [
      t('Image sizes'),
      [
        ...sizes.map(({ name, count: number }) => `${name.replace('x', ' × ')} (${count(number)})`),
        ...(otherSizes > 0 ? [plural(otherSizes, '{{count}} more', '{{count}} more')] : []),
      ].join(', '),
    ],
    [
      t('Labels per image'),
      t('mostly {{count}}; {{empty}} images have none', { count: count(most?.count ?? 0), empty: count(few) }),
    ],
  ]
}

function Limits({ card: { limits } }: { card: Card }) {
  return (
    <>
      <h3 className={styles.subtitle}>{t('Known limits')}</h3>
      {limits.length === 0 && <p className={styles.quiet}>{t('None were found by counting.')}</p>}
      <ul className={styles.limits}>
        {limits.map((limit) => (
          <li key={limit.kind}>{LIMIT_WORDS[limit.kind](limit)}</li>
        ))}
      </ul>
    </>
  )
}
