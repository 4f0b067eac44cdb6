import type { Run } from '#shared/domain/training.ts'
import type { TrialRun } from '#shared/routes/studies.ts'
import type { Queue } from '../jobs/queue.ts'
import { readCurve } from '../store/run-curve.ts'
import type { Store } from '../store/store.ts'
import { sparklineOf } from './routes.ts'
import { stopTrials, trialRuns } from './trial-runs.ts'

/** What people see and do of the runs of a study. */
export function shownTrials({ store, queue }: { store: Pick<Store, 'runs' | 'jobs' | 'curves' | 'count'>; queue: Queue }) {
  return {
    goOn: trialRuns({ store, queue }).goOn,
    stop: (runs: readonly Run[], how: { keep: boolean }) => stopTrials({ store, queue }, runs, how),
    withSparklines: (runs: readonly Run[]): Promise<TrialRun[]> =>
      Promise.all(runs.map(async (run) => ({ ...run, sparkline: sparklineOf(await readCurve(store, run.id)) }))),
  }
}
