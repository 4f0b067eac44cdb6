import { Tooltip } from '@mantine/core'
import type { DriftReport, Look, SignalReport } from '#shared/domain/monitoring.ts'
import { t } from '../../i18n.ts'
import { StateTag } from '../state-tag.tsx'
import { HistogramPicture } from './histogram.tsx'
import { LookLine } from './look-line.tsx'
import styles from './signal-table.module.css'
import {
  chanceWords,
  GROUP_TITLES,
  ofGroup,
  SIGNAL_GROUPS,
  SIGNAL_TITLES,
  signalFigure,
  stateWord,
  testWords,
} from './signal-words.ts'

/** One row per signal: both distributions, how they differ in words, the windows tested so far, and the state. */
export function SignalTable({ report, looks }: { report: DriftReport; looks: readonly Look[] }) {
  const own = looks.filter(({ source }) => source === report.source)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{t('Signal')}</th>
          <th>
            <span className={styles.before}>{t('Reference')}</span> <span className={styles.now}>{t('Now')}</span>
          </th>
          <th>{t('In the middle')}</th>
          <th>{t('Such a difference comes')}</th>
          <th>{t('Tested windows')}</th>
          <th>{t('State')}</th>
        </tr>
      </thead>
      {SIGNAL_GROUPS.map((group) => {
        const signals = ofGroup(report.signals, group)
        if (signals.length === 0) return null
        return (
          <tbody key={group}>
            <tr className={styles.group}>
              <th colSpan={6}>{GROUP_TITLES[group]}</th>
            </tr>
            {signals.map((signal) => (
              <SignalRow key={signal.signal} report={signal} looks={own} />
            ))}
          </tbody>
        )
      })}
    </table>
  )
}

function SignalRow({ report, looks }: { report: SignalReport; looks: readonly Look[] }) {
  const { signal, medians, histogram } = report
  const { tone, word } = stateWord(report)
  const title = SIGNAL_TITLES[signal]
  return (
    <tr data-testid={`signal-${signal}`} data-state={report.state}>
      <td>{title}</td>
      <td>
        <HistogramPicture histogram={histogram} label={t('{{title}}: the reference and now', { title })} />
      </td>
      <td className={styles.figures}>
        {medians
          ? t('{{before}} → {{now}}', {
              before: signalFigure(signal, medians.reference),
              now: signalFigure(signal, medians.current),
            })
          : '–'}
      </td>
      <td className={styles.chance}>
        <Tooltip label={testWords(report)} multiline maw={360}>
          <span>{chanceWords(report)}</span>
        </Tooltip>
      </td>
      <td>
        <LookLine looks={looks} signal={signal} />
      </td>
      <td>
        <StateTag tone={tone}>{word}</StateTag>
      </td>
    </tr>
  )
}
