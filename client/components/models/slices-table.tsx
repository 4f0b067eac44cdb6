import type { Examination, Slice, SliceBy } from '#shared/domain/examination.ts'
import { count, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { RangeBar } from './range-bar.tsx'
import styles from './slices-table.module.css'

const BY: Readonly<Record<SliceBy, string>> = {
  size: t('Size'),
  source: t('Source'),
  brightness: t('Brightness'),
  annotator: t('Labelled by'),
  time: t('Came in'),
}

// A source or a person may have any name: only these parts have words of their own.
const WORDS: Partial<Record<SliceBy, Readonly<Record<string, string>>>> = {
  size: { small: t('small, up to 32 px'), medium: t('medium'), large: t('large, from 96 px') },
  brightness: { dark: t('darkest third'), middling: t('middle third'), bright: t('brightest third') },
  annotator: { import: t('an import') },
}

/** The main figure on parts of the split with its interval, the worst first. */
export function SlicesTable({ look, metricTitle }: { look: Examination; metricTitle: string }) {
  if (look.slices.length === 0)
    return <p className={styles.none}>{t('Nothing sets parts of this split apart: same source, same people, same light.')}</p>
  const whole = look.figures[0]?.value ?? null
  return (
    <table className={styles.table} data-testid="slices">
      <thead>
        <tr>
          <th>{t('Part')}</th>
          <th />
          <th data-number="true">{t('Images')}</th>
          <th data-number="true">{t('Labels')}</th>
          <th data-number="true">{metricTitle}</th>
          <th>{t('95 % interval')}</th>
        </tr>
      </thead>
      <tbody>
        {look.slices.map((slice) => (
          <tr key={`${slice.by} ${slice.name}`}>
            <td>{WORDS[slice.by]?.[slice.name] ?? slice.name}</td>
            <td className={styles.soft}>{BY[slice.by]}</td>
            <td data-number="true">{slice.by === 'size' ? '' : count(slice.images)}</td>
            <td data-number="true">{count(slice.labels)}</td>
            <td data-number="true" data-worse={isWorse(slice, whole)}>
              <b>{metric(slice.value)}</b>
            </td>
            <td>
              <span className={styles.range}>
                <RangeBar {...slice} width={150} from={Math.min(0, slice.low ?? 0)} />
                {slice.low !== null && slice.high !== null && `${metric(slice.low)} – ${metric(slice.high)}`}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Surely worse than the whole: even the upper end of its interval is below. */
const isWorse = ({ high }: Slice, whole: number | null): boolean => high !== null && whole !== null && high < whole
