import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Estimate, LiveQuality, QualityReport } from '#shared/domain/monitoring.ts'
import type { Ontology } from '#shared/ontology.ts'
import { count, decimal, metric, percent } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import { LabelName } from '../label-name.tsx'
import { RangeBar } from '../models/range-bar.tsx'
import { Panel } from '../page.tsx'
import styles from './live-quality.module.css'
import { QualityWatches } from './quality-watches.tsx'

/** What people's corrections say of the champion: over all labels and label by label, each share with its interval. */
export function LiveQualityPanel({ quality, ontology }: { quality: QualityReport; ontology: Ontology }) {
  const [source, setSource] = useState<'all' | 'byLot'>('all')
  const hasLot = quality.byLot.length > 0
  const rows = source === 'byLot' && hasLot ? quality.byLot : quality.all
  return (
    <Panel
      title={t('Live quality of v{{version}}', { version: quality.version })}
      aside={
        hasLot && (
          <SegmentedControl
            size="xs"
            value={source}
            onChange={(chosen) => setSource(chosen as typeof source)}
            data={[
              { value: 'all', label: t('All decided') },
              { value: 'byLot', label: t('Drawn by lot') },
            ]}
          />
        )
      }
    >
      {quality.decided === 0 ? (
        <p className={styles.none}>
          {t('Once people decide on what this version suggests, this shows how often it is right, and what it misses.')}
        </p>
      ) : (
        <>
          <QualityWatches quality={quality} />
          <QualityTable rows={rows} ontology={ontology} />
          <p className={styles.note}>{sourceWords(quality, source)}</p>
        </>
      )}
    </Panel>
  )
}

function sourceWords({ decided, lotCount }: QualityReport, source: 'all' | 'byLot'): string {
  if (source === 'byLot')
    return plural(
      lotCount,
      'Of {{count}} image drawn by lot, where everything is decided: it stands for all that came.',
      'Of {{count}} images drawn by lot, where everything is decided: they stand for all that came.',
    )
  return plural(
    decided,
    'Of {{count}} decided image, as the queue brought it: the queue asks for what is hard first, so that figures are lower than over all images.',
    'Of {{count}} decided images, as the queue brought them: the queue asks for what is hard first, so that figures are lower than over all images.',
  )
}

function QualityTable({ rows, ontology }: { rows: readonly LiveQuality[]; ontology: Ontology }) {
  return (
    <table className={styles.table} data-testid="live-quality">
      <thead>
        <tr>
          <th>{t('Label')}</th>
          <th>{t('Right of what is suggested')}</th>
          <th>{t('Found of what is there')}</th>
          <th data-number="true">{t('Accepted')}</th>
          <th data-number="true">{t('Corrected')}</th>
          <th data-number="true">{t('False alarms')}</th>
          <th data-number="true">{t('Missed')}</th>
          <th data-number="true">{t('IoU')}</th>
          <th data-number="true">{t('A shape takes')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label ?? ''} data-all={row.label === null}>
            <td>{row.label === null ? t('All labels') : <LabelName name={row.label} ontology={ontology} />}</td>
            <td>
              <Share estimate={row.precision} />
            </td>
            <td>
              <Share estimate={row.recall} />
            </td>
            <td data-number="true">{count(row.accepted)}</td>
            <td data-number="true">{count(row.edited)}</td>
            <td data-number="true">{count(row.rejected)}</td>
            <td data-number="true">{count(row.missed)}</td>
            <td data-number="true">{metric(row.iou)}</td>
            <td data-number="true">{row.seconds === null ? '–' : `${decimal(row.seconds, 1)} s`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Share({ estimate }: { estimate: Estimate }) {
  const { value, low, high } = estimate
  if (value === null || low === null || high === null) return <span className={styles.soft}>–</span>
  return (
    <span className={styles.share} title={t('{{low}} to {{high}}', { low: percent(low), high: percent(high) })}>
      <RangeBar value={value} low={low} high={high} width={110} />
      <b>{percent(value)}</b>
    </span>
  )
}
