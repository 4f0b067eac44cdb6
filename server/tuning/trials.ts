import type { Assignment, Study, Trial } from '#shared/domain/study.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { type Climber, rungsOf } from './rungs.ts'
import type { Observation } from './search/search-method.ts'

/** A run of a study. */
export type TrialRun = Run & { readonly trial: Trial }

export const isTrialRun = (run: Run): run is TrialRun => run.trial !== null

/** A run with its rungs, as early stopping sees it. */
export interface TrialClimber extends Climber {
  readonly run: TrialRun
}

/** The runs of a study that stand at a rung or are on their way to one; what failed or was cancelled does not climb. */
export function climbersOf(study: Study, runs: readonly TrialRun[]): TrialClimber[] {
  return runs
    .filter((run) => isActiveRun(run) || run.state === 'succeeded')
    .map((run) => ({
      run,
      rungs: rungsOf(study.earlyStopping, run.trial.number),
      values: run.trial.reached.map(({ value }) => value),
      waits: run.state === 'succeeded',
    }))
}

/** The run with the highest value among those that have come furthest; null while none has come anywhere. */
export function bestOf(runs: readonly TrialRun[]): { run: TrialRun; value: number } | null {
  const furthest = Math.max(0, ...runs.map(({ trial }) => trial.reached.at(-1)?.share ?? 0))
  const candidates = runs.flatMap((run) => {
    const last = run.trial.reached.at(-1)
    return last && last.share === furthest ? [{ run, value: last.value }] : []
  })
  return candidates.reduce<(typeof candidates)[number] | null>(
    (best, next) => (best && best.value >= next.value ? best : next),
    null,
  )
}

/** Spent on training by all runs, in seconds. */
export const secondsSpent = (runs: readonly TrialRun[]): number =>
  runs.reduce((sum, { trial, progress }) => sum + (trial.reached.at(-1)?.seconds ?? progress?.secondsElapsed ?? 0), 0)

/** What a search method learns from. */
export interface Evidence {
  readonly observed: Observation[]
  readonly pending: Assignment[]
}

/**
 * Values of different shares of a training do not compare: those of the greatest share with enough of them count (as in Falkner et al.
 * 2018, arXiv 1807.01774), else those of the share with the most. A run that failed counts as the worst.
 */
export function evidenceOf(runs: readonly TrialRun[], enough: number): Evidence {
  const share = tellingShare(runs, enough)
  const valueThere = ({ trial }: TrialRun) => trial.reached.find((reached) => reached.share === share)?.value
  const observed = runs.flatMap((run) => {
    const value = valueThere(run)
    return value === undefined ? [] : [{ point: run.trial.assignment, value }]
  })
  const worst = Math.min(...observed.map(({ value }) => value))
  const failed = runs.filter((run) => run.state === 'failed' && valueThere(run) === undefined)
  return {
    observed:
      observed.length === 0 ? [] : [...observed, ...failed.map(({ trial }) => ({ point: trial.assignment, value: worst }))],
    pending: runs.filter((run) => isActiveRun(run) && valueThere(run) === undefined).map(({ trial }) => trial.assignment),
  }
}

function tellingShare(runs: readonly TrialRun[], enough: number): number {
  const counts = new Map<number, number>()
  for (const { share } of runs.flatMap(({ trial }) => trial.reached)) counts.set(share, (counts.get(share) ?? 0) + 1)
  const shares = [...counts].sort(([a], [b]) => b - a)
  const most = Math.max(0, ...counts.values())
  return (shares.find(([, count]) => count >= enough) ?? shares.find(([, count]) => count === most))?.[0] ?? 1
}
