import type { TrackedRun } from '#shared/domain/tracking.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { runSeconds } from '../run-words.ts'
import { figureWord } from '../runs/run-columns.ts'
import { runName } from '../runs/tracked-words.ts'
import { parameterTitle, valueWord } from '../studies/study-words.ts'
import styles from './difference-table.module.css'
import { type ComparedRow, differencesFirst, isLowBest } from './differences.ts'
import { runColor } from './run-color.ts'

const TITLES: Readonly<Record<string, string>> = {
  architecture: t('Architecture'),
  snapshot: t('Snapshot'),
  labels: t('Labels'),
  seed: t('Seed'),
  engine: t('Engine'),
}

interface Props {
  readonly runs: readonly TrackedRun[]
  /** Whose newest figures stand above all. */
  readonly metrics: readonly string[]
  readonly tunables: readonly Tunable[] | undefined
}

/** What the runs were given and came to, side by side: what differs stands first. */
export function DifferenceTable({ runs, metrics, tunables }: Props) {
  const rows = differencesFirst(runs)
  const title = (name: string) => TITLES[name] ?? parameterTitle(name, tunables)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the page is scrolled by the keyboard
    <section className={styles.frame} tabIndex={0} aria-label={t('Runs side by side')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('Run')}</th>
            {runs.map((run, place) => (
              <th key={run.id} scope="col">
                <span className={styles.swatch} style={{ background: runColor(place) }} />
                {runName(run)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((name) => (
            <tr key={name} data-differs="true">
              <th scope="row">{name}</th>
              {runs.map((run) => (
                <td key={run.id} data-best={isBest(run, runs, name)}>
                  {figureOf(run, name) === null ? '–' : figureWord(figureOf(run, name) ?? 0)}
                </td>
              ))}
            </tr>
          ))}
          <tr data-differs="true">
            <th scope="row">{t('Time')}</th>
            {runs.map((run) => {
              const seconds = runSeconds(run)
              return <td key={run.id}>{seconds === null ? '–' : duration(seconds)}</td>
            })}
          </tr>
          {rows.map((row) => (
            <Row key={row.name} row={row} title={title(row.name)} runs={runs} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const figureOf = ({ metrics }: TrackedRun, name: string): number | null => metrics[name] ?? null

function isBest(run: TrackedRun, runs: readonly TrackedRun[], name: string): boolean {
  const figures = runs.flatMap((each) => figureOf(each, name) ?? [])
  const best = isLowBest(name) ? Math.min(...figures) : Math.max(...figures)
  return figureOf(run, name) === best
}

function Row({ row, title, runs }: { row: ComparedRow; title: string; runs: readonly TrackedRun[] }) {
  return (
    <tr data-differs={row.differs} data-testid="compared-row">
      <th scope="row">{title}</th>
      {row.values.map((value, place) => (
        <td key={runs[place]?.id}>{shown(value)}</td>
      ))}
    </tr>
  )
}

function shown(value: string | undefined): string {
  if (value === undefined) return '–'
  if (value === 'true' || value === 'false') return valueWord(value === 'true')
  return value.trim() !== '' && Number.isFinite(Number(value)) ? valueWord(Number(value)) : value
}
