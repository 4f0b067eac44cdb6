import { useMemo, useState } from 'react'
import type { SearchParameter } from '#shared/domain/study.ts'
import type { TrackedRun } from '#shared/domain/tracking.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { t } from '../../i18n.ts'
import { Panel } from '../page.tsx'
import { runName } from '../runs/tracked-words.ts'
import { ParallelCoordinates } from '../studies/parallel-coordinates.tsx'
import type { Brush, PlottedRun } from '../studies/parallel-lines.ts'
import { differencesFirst, isLowBest } from './differences.ts'

const MOST_AXES = 8
/** Numbers that lie further apart than this are spread by their powers of ten. */
const LOG_FROM_RATIO = 50

interface Props {
  readonly runs: readonly TrackedRun[]
  readonly metric: string
  readonly tunables: readonly Tunable[] | undefined
  readonly onOpen: (run: TrackedRun) => void
}

/** Every compared run as a line across what it was given differently, to its figure. */
export function ParallelRuns({ runs, metric, tunables, onOpen }: Props) {
  const [brush, setBrush] = useState<Brush>({})
  const [hovered, setHovered] = useState<string | null>(null)
  const space = useMemo(() => axesOf(runs), [runs])
  const plotted = useMemo(() => runs.map((run) => plottedRun(run, metric, space)), [runs, metric, space])
  if (space.length === 0) return null
  return (
    <Panel title={t('What they were given')} aside={t('to {{metric}}', { metric })}>
      <ParallelCoordinates
        runs={plotted}
        space={space}
        tunables={tunables}
        metricTitle={metric}
        isLowBest={isLowBest(metric)}
        brush={brush}
        onBrush={setBrush}
        hovered={hovered}
        onHover={setHovered}
        onOpen={({ run }) => onOpen(run)}
      />
    </Panel>
  )
}

/** An axis for each parameter in which the runs differ: a range where all values are numbers, else a choice. */
export function axesOf(runs: readonly Pick<TrackedRun, 'params'>[]): SearchParameter[] {
  const differing = differencesFirst(runs).filter(({ differs }) => differs)
  return differing.slice(0, MOST_AXES).map(({ name, values }) => {
    const given = [...new Set(values.flatMap((value) => value ?? []))]
    const numbers = given.map(Number)
    if (given.length < 2 || numbers.some((value) => !Number.isFinite(value)))
      return { type: 'choice', name, choices: given.sort() }
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
    return { type: 'float', name, low, high, scale: low > 0 && high / low > LOG_FROM_RATIO ? 'log' : 'linear' }
  })
}

function plottedRun(run: TrackedRun, metric: string, space: readonly SearchParameter[]): PlottedRun & { run: TrackedRun } {
  const value = run.metrics[metric] ?? null
  const assignment = Object.fromEntries(
    space.flatMap(({ name, type }) => {
      const text = run.params[name]
      return text === undefined ? [] : [[name, type === 'float' ? Number(text) : text]]
    }),
  )
  return {
    id: run.id,
    number: runName(run),
    run,
    trial: { assignment, reached: value === null ? [] : [{ share: 1, value, seconds: 0 }] },
  }
}
