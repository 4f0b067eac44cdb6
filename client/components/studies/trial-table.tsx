import { Link } from '@tanstack/react-router'
import type { SearchParameter } from '#shared/domain/study.ts'
import type { TrialRun, Tunable } from '#shared/routes/studies.ts'
import { duration, metric, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { FigureTable } from '../figure-table.tsx'
import { runStateWord, runTone } from '../run-words.ts'
import { Sparkline } from '../sparkline.tsx'
import { StateTag } from '../state-tag.tsx'
import { figureOf } from './parallel-lines.ts'
import { parameterTitle, valueWord } from './study-words.ts'
import styles from './trial-table.module.css'

interface Props {
  readonly runs: readonly TrialRun[]
  readonly space: readonly SearchParameter[]
  readonly tunables: readonly Tunable[] | undefined
  readonly bestRunId: string | undefined
  readonly hovered: string | null
  readonly onHover: (runId: string | null) => void
  readonly onOpen: (run: TrialRun) => void
}

/** The runs of a study, best first; what is under way or failed stands below. */
export function TrialTable({ runs, space, tunables, bestRunId, hovered, onHover, onOpen }: Props) {
  const columns = [
    { title: t('Run') },
    { title: t('State') },
    { title: t('Validation') },
    { title: t('Figure'), number: true },
    { title: t('Trained'), number: true },
    { title: t('Time'), number: true },
    ...space.map(({ name }) => ({ title: parameterTitle(name, tunables), number: true })),
  ]
  return (
    <FigureTable columns={columns}>
      {bestFirst(runs).map((run) => {
        const reached = run.trial?.reached.at(-1)
        const stopped = run.state === 'succeeded' && (reached?.share ?? 1) < 1
        return (
          <tr
            key={run.id}
            data-link="true"
            data-selected={hovered === run.id}
            data-testid="trial-row"
            onPointerEnter={() => onHover(run.id)}
            onPointerLeave={() => onHover(null)}
            onClick={() => onOpen(run)}
          >
            <td>
              <Link
                to="/projects/$projectId/runs/$runId"
                params={{ projectId: run.projectId, runId: run.id }}
                className={styles.number}
                onClick={(event) => event.stopPropagation()}
                onFocus={() => onHover(run.id)}
                onBlur={() => onHover(null)}
              >
                {run.number}
              </Link>
            </td>
            <td>
              {run.id === bestRunId ? (
                <StateTag tone="good">{t('best')}</StateTag>
              ) : (
                <StateTag tone={stopped ? 'quiet' : runTone(run)}>{stopped ? t('stopped early') : runStateWord(run)}</StateTag>
              )}
            </td>
            <td>
              <Sparkline values={run.sparkline} />
            </td>
            <td data-number="true">{metric(reached?.value)}</td>
            <td data-number="true">{reached ? percent(reached.share) : '–'}</td>
            <td data-number="true">{reached ? duration(reached.seconds) : '–'}</td>
            {space.map(({ name }) => (
              <td key={name} data-number="true">
                {valueWord(run.trial?.assignment[name])}
              </td>
            ))}
          </tr>
        )
      })}
    </FigureTable>
  )
}

function bestFirst(runs: readonly TrialRun[]): TrialRun[] {
  const reach = (run: TrialRun) => run.trial?.reached.at(-1)?.share ?? 0
  const figure = (run: TrialRun) => figureOf(run) ?? Number.NEGATIVE_INFINITY
  return [...runs].sort((a, b) => reach(b) - reach(a) || figure(b) - figure(a) || a.number - b.number)
}
