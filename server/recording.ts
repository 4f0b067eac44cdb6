import type { RunId } from '#shared/domain/ids.ts'
import { messageOf } from './errors.ts'
import type { StepDeps } from './step-deps.ts'
import { fromStored } from './store/collections.ts'
import { eventsFolder } from './tracking/tensorboard/events-folder.ts'
import { writeJudgement } from './tracking/tensorboard/judgement.ts'
import { watchRun } from './tracking/watch-run.ts'
import { appendLog } from './training/run-records.ts'
import type { TrainDeps } from './training/train-step.ts'

/** What is kept beside a run of the product: what it uses of the machine, and its TensorBoard files. Nothing of it stops a run. */
export function recording({ store, blobs, config }: Pick<StepDeps, 'store' | 'blobs' | 'config'>) {
  const { dataFolder } = config
  const told = (runId: RunId) => (sentence: string) => void appendLog(store, runId, sentence).catch(() => undefined)
  return {
    watch: (run) => watchRun({ store, dataFolder, onTrouble: told(run.id) }, run),
    /** Writes down what came out, once it has been judged. */
    async judged(runId: RunId): Promise<void> {
      const row = await store.runs.findOne({ _id: runId })
      if (!row) return
      const run = fromStored(row)
      const place = { folder: eventsFolder(dataFolder, run), startedAt: run.startedAt ?? run.createdAt }
      await writeJudgement({ store, blobs }, run, place).catch((error: unknown) =>
        told(runId)(`The TensorBoard file of the judgement was not written: ${messageOf(error)}`),
      )
    },
  } satisfies Pick<TrainDeps, 'watch'> & { judged(runId: RunId): Promise<void> }
}
