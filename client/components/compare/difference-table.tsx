import type { Run } from '#shared/domain/training.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { duration, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { runSeconds } from '../run-words.ts'
import { parameterTitle, valueWord } from '../studies/study-words.ts'
import styles from './difference-table.module.css'
import { type ComparedRow, differencesFirst } from './differences.ts'
import { runColor } from './run-color.ts'

const TITLES: Readonly<Record<string, string>> = {
  architecture: t('Architecture'),
  snapshot: t('Snapshot'),
  labels: t('Labels'),
  seed: t('Seed'),
  engine: t('Engine'),
}

/** What the runs were given and came to, side by side: what differs stands first. */
export function DifferenceTable({ runs, tunables }: { runs: readonly Run[]; tunables: readonly Tunable[] | undefined }) {
  const rows = differencesFirst(runs)
  const figures = runs.map(({ metrics }) => metrics.best)
  const best = Math.max(...figures.map((figure) => figure ?? Number.NEGATIVE_INFINITY))
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
                {run.number}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr data-differs="true">
            <th scope="row">{t('Best')}</th>
            {runs.map((run, place) => (
              <td key={run.id} data-best={figures[place] === best}>
                {metric(figures[place])}
              </td>
            ))}
          </tr>
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

function Row({ row, title, runs }: { row: ComparedRow; title: string; runs: readonly Run[] }) {
  return (
    <tr data-differs={row.differs} data-testid="compared-row">
      <th scope="row">{title}</th>
      {row.values.map((value, place) => (
        <td key={runs[place]?.id}>{shown(value)}</td>
      ))}
    </tr>
  )
}

function shown(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return valueWord(value)
  return value === null || value === undefined ? '–' : JSON.stringify(value)
}
