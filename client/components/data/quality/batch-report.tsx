import { Skeleton, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { SignalReport } from '#shared/domain/monitoring.ts'
import type { BatchReport, Occurrence } from '#shared/domain/quality.ts'
import { count, counted } from '../../../figures.ts'
import { plural, t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { HistogramPicture } from '../../monitoring/histogram.tsx'
import { SIGNAL_TITLES, signalFigure, testWords } from '../../monitoring/signal-words.ts'
import { OpenDialog } from '../../open-dialog.tsx'
import { QueryError } from '../../query-error.tsx'
import { StateTag } from '../../state-tag.tsx'
import styles from './batch-report.module.css'
import { RULE_TITLES } from './quality-words.ts'

interface Props {
  readonly projectId: ProjectId
  readonly importId: ImportId
  readonly onClose: () => void
}

/** The validation report of one import: what it is made of, how it differs from the ones before, and what the rules found. */
export function BatchReportDialog({ projectId, importId, onClose }: Props) {
  const { data: report, error, refetch } = useQuery(queries.batchReport(projectId, importId))
  return (
    <OpenDialog onClose={onClose} size={860} title={t('What this import brought')}>
      {report === undefined && !error && <Skeleton height={300} radius={8} />}
      {report === undefined && error && <QueryError what={t('The report')} error={error} retry={() => void refetch()} />}
      {report === null && (
        <p>{t('There is no report: it brought no images that are still here, or nobody has looked at them yet.')}</p>
      )}
      {report && (
        <div className={styles.report} data-testid="batch-report">
          <p className={styles.lead}>{leadOf(report)}</p>
          <Findings report={report} />
          <Made report={report} />
          <Differences report={report} />
        </div>
      )}
    </OpenDialog>
  )
}

function leadOf({ images, annotations, unlabelled, against }: BatchReport): string {
  const made = { images: counted(images, 'image'), labels: counted(annotations, 'label') }
  const brought =
    unlabelled > 0
      ? t('{{images}} with {{labels}}; {{unlabelled}} without any', { ...made, unlabelled: counted(unlabelled, 'image') })
      : t('{{images}} with {{labels}}', made)
  const held = against
    ? plural(
        against.batches,
        'Held against {{images}} images of the import before.',
        'Held against {{images}} images of the {{count}} imports before.',
        { images: count(against.images) },
      )
    : t('The first one: there is nothing to hold it against.')
  return `${brought}. ${held}`
}

function Findings({ report: { projectId, findings } }: { report: BatchReport }) {
  if (findings.length === 0) return <p className={styles.quiet}>{t('No rule found anything.')}</p>
  return (
    <ul className={styles.findings}>
      {findings.map(({ rule, open, dismissed, mended, aside }) => (
        <li key={rule}>
          <Link to="/projects/$projectId/data/quality" params={{ projectId }} search={{ rule }}>
            {RULE_TITLES[rule]}
          </Link>{' '}
          <b>{count(open + dismissed + mended)}</b>
          {aside > 0 && <span>{t('{{count}} set aside', { count: count(aside) })}</span>}
          {dismissed > 0 && <span>{t('{{count}} fine', { count: count(dismissed) })}</span>}
        </li>
      ))}
    </ul>
  )
}

const KINDS = [
  ['labels', t('Labels')],
  ['attributes', t('Attributes')],
  ['formats', t('Formats')],
  ['colourModes', t('Colours')],
  ['sizes', t('Sizes')],
] as const

function Made({ report }: { report: BatchReport }) {
  return (
    <dl className={styles.made}>
      {KINDS.map(([kind, title]) =>
        report[kind].length === 0 ? null : (
          <div key={kind}>
            <dt>{title}</dt>
            <dd>
              {report[kind].map((one) => (
                <Name key={one.name} one={one} />
              ))}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}

function Name({ one: { name, count: number, isNew } }: { one: Occurrence }) {
  return (
    <span className={styles.name} data-new={isNew}>
      {name} <b>{count(number)}</b>
      {isNew && <i>{t('new')}</i>}
    </span>
  )
}

const STATES = {
  steady: { tone: 'quiet', word: t('as before') },
  drifted: { tone: 'warn', word: t('differs') },
  queued: { tone: 'warn', word: t('differs') },
  few: { tone: 'quiet', word: t('too few to judge') },
} as const satisfies Record<SignalReport['state'], { tone: 'quiet' | 'warn'; word: string }>

// What differs stands first.
function Differences({ report: { signals } }: { report: BatchReport }) {
  if (signals.length === 0) return null
  const sorted = [...signals].sort((a, b) => Number(b.state === 'drifted') - Number(a.state === 'drifted'))
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('Range')}</th>
            <th>{t('Before (grey) and now')}</th>
            <th>{t('In the middle')}</th>
            <th>{t('Such a difference comes')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {sorted.map((report) => (
            <Difference key={report.signal} report={report} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Difference({ report }: { report: SignalReport }) {
  const { signal, medians, histogram, state } = report
  const title = SIGNAL_TITLES[signal]
  return (
    <tr data-state={state} data-testid={`difference-${signal}`}>
      <td>{title}</td>
      <td>
        <HistogramPicture histogram={histogram} label={t('{{title}}: before and now', { title })} />
      </td>
      <td className={styles.figures}>
        {medians &&
          t('{{before}} → {{now}}', {
            before: signalFigure(signal, medians.reference),
            now: signalFigure(signal, medians.current),
          })}
      </td>
      <td className={styles.chance}>
        <Tooltip label={testWords(report)} multiline maw={360}>
          <span>{chanceOf(report)}</span>
        </Tooltip>
      </td>
      <td>
        <StateTag tone={STATES[state].tone}>{STATES[state].word}</StateTag>
      </td>
    </tr>
  )
}

const RARE = 0.001
const COMMON = 0.2

/** How often chance alone brings as much, in words. */
function chanceOf({ state, adjusted }: SignalReport): string {
  if (state === 'few') return t('nothing can be said yet')
  if (adjusted < RARE) return t('by chance in fewer than 1 of 1,000 imports')
  if (adjusted < COMMON) return t('by chance in 1 of {{imports}} imports', { imports: count(1 / adjusted) })
  return t('as chance has it')
}
