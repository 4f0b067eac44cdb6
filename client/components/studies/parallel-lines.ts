import type { SearchParameter, Trial } from '#shared/domain/study.ts'
import type { TrialRun } from '#shared/routes/studies.ts'
import { coordinateOf } from '#shared/search-space.ts'

/** A stretch of an axis that runs must pass through, 0 at the bottom to 1 at the top. */
export interface Stretch {
  readonly from: number
  readonly to: number
}
/** By the name of the axis; axes that are not named let everything through. */
export type Brush = Readonly<Record<string, Stretch>>

/** The axis of the figure that is searched for; no parameter has this name. */
export const FIGURE_AXIS = ' figure'

/** What a line is drawn of: a run of a study, or any other with parameters and a figure. */
export interface PlottedRun {
  readonly id: string
  /** Its number, or what else it is called. */
  readonly number: number | string
  readonly trial: Pick<Trial, 'assignment' | 'reached'> | null
}

/** One run as a line across all axes. */
export interface Line<R extends PlottedRun = PlottedRun> {
  readonly run: R
  readonly value: number
  /** Height on each axis, 0 to 1; null where a parameter is not in force. */
  readonly at: readonly (number | null)[]
  /** How good the figure is among all, 0 to 1. */
  readonly rank: number
  readonly shown: boolean
}

/** Lowest and highest figure of the runs that have one. */
export interface FigureRange {
  readonly low: number
  readonly high: number
}

export function figureRange(runs: readonly PlottedRun[]): FigureRange {
  const values = runs.flatMap((run) => figureOf(run) ?? [])
  if (values.length === 0) return { low: 0, high: 1 }
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return low === high ? { low: low - EVEN_MARGIN, high: high + EVEN_MARGIN } : { low, high }
}

const EVEN_MARGIN = 0.05

/** The figure that a run has reached so far. */
export const figureOf = ({ trial }: Pick<PlottedRun, 'trial'>): number | null => trial?.reached.at(-1)?.value ?? null

/** A line for every run with a figure, worst first, so that the best are drawn on top. */
export function linesOf<R extends PlottedRun>(
  runs: readonly R[],
  space: readonly SearchParameter[],
  brush: Brush,
  isLowBest = false,
): Line<R>[] {
  const range = figureRange(runs)
  const lines = runs.flatMap((run): Line<R>[] => {
    const value = figureOf(run)
    if (value === null) return []
    const height = (value - range.low) / (range.high - range.low)
    const rank = isLowBest ? 1 - height : height
    const at = [...space.map((parameter) => heightOf(parameter, run)), height]
    return [{ run, value, at, rank, shown: passes(at, space, brush) }]
  })
  return lines.sort((a, b) => a.rank - b.rank)
}

function heightOf(parameter: SearchParameter, { trial }: PlottedRun): number | null {
  const value = trial?.assignment[parameter.name]
  return value === undefined ? null : coordinateOf(parameter, value)
}

function passes(at: readonly (number | null)[], space: readonly SearchParameter[], brush: Brush): boolean {
  return [...space.map(({ name }) => name), FIGURE_AXIS].every((name, axis) => {
    const stretch = brush[name]
    const height = at[axis] ?? null
    return !stretch || (height !== null && height >= stretch.from && height <= stretch.to)
  })
}

/** One end of a stretch moved; the ends never cross, and a stretch over the whole axis is none. */
export function moveEnd(brush: Brush, name: string, end: keyof Stretch, to: number): Brush {
  const stretch = brush[name] ?? { from: 0, to: 1 }
  const within = Math.min(1, Math.max(0, to))
  const moved =
    end === 'from' ? { ...stretch, from: Math.min(within, stretch.to) } : { ...stretch, to: Math.max(within, stretch.from) }
  return setStretch(brush, name, moved)
}

/** A stretch between two heights, in whichever order; over the whole axis, or without any length, it is none. */
export function setStretch(brush: Brush, name: string, stretch: Stretch): Brush {
  const { [name]: _before, ...others } = brush
  const [from, to] = [Math.min(stretch.from, stretch.to), Math.max(stretch.from, stretch.to)]
  if ((from <= 0 && to >= 1) || to - from < LEAST_STRETCH) return others
  return { ...others, [name]: { from, to } }
}

/** A click is no stretch. */
const LEAST_STRETCH = 0.02

/** The best figure after each run that came to an end, in the order in which they did. */
export function bestSoFar(runs: readonly TrialRun[]): { runs: number[]; figures: number[]; best: number[] } {
  const ended = runs
    .filter((run) => run.finishedAt !== null && figureOf(run) !== null)
    .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))
  const figures = ended.map((run) => figureOf(run) ?? 0)
  let best = Number.NEGATIVE_INFINITY
  return {
    runs: figures.map((_, place) => place + 1),
    figures,
    best: figures.map((figure) => {
      best = Math.max(best, figure)
      return best
    }),
  }
}
