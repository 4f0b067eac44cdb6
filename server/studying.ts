import { z } from 'zod'
import { type RunId, StudyId } from '#shared/domain/ids.ts'
import { takeSnapshot } from './datasets/snapshots.ts'
import { type JobHandler, SkipJob } from './jobs/runner.ts'
import type { StepDeps } from './step-deps.ts'
import { settleTrials } from './training/settle-trials.ts'
import { trialRuns } from './training/trial-runs.ts'
import { advanceStudies, advanceStudy } from './tuning/advance-study.ts'
import { loadStudy, updateStudy } from './tuning/study-records.ts'

const Payload = z.object({ studyId: StudyId })

type StudyingDeps = Pick<StepDeps, 'store' | 'queue' | 'blobs' | 'config'>

/** What a worker does for studies beside carrying out their runs. */
export function createStudying({ store, queue }: Pick<StudyingDeps, 'store' | 'queue'>) {
  const trials = trialRuns({ store, queue })
  return {
    /** A run has ended: where it is one of a study, that study goes on. */
    async goOn(runId: RunId): Promise<void> {
      const run = await store.runs.findOne({ _id: runId })
      if (run?.trial) await advanceStudy({ store, trials }, run.trial.studyId)
    },
    /** Does what a process that died was about to do. */
    async lookAround(): Promise<void> {
      await settleTrials({ store, trials })
      await advanceStudies({ store, trials })
    },
  }
}

/** Begins a study, or has it go on: freezes what is approved, then asks for its first runs. */
export function tuneJob({ store, queue, blobs }: StudyingDeps): JobHandler {
  return async ({ job }) => {
    const { studyId } = Payload.parse(job.payload)
    if (job.projectId === null) throw new SkipJob('Expected a project with the study')
    const study = await loadStudy(store, job.projectId, studyId)
    if (!study.snapshot) await freeze({ store, blobs }, study.projectId, studyId)
    await advanceStudy({ store, trials: trialRuns({ store, queue }) }, studyId)
    return { study: study.number }
  }
}

async function freeze(
  { store, blobs }: Pick<StudyingDeps, 'store' | 'blobs'>,
  projectId: Parameters<typeof takeSnapshot>[1],
  studyId: StudyId,
): Promise<void> {
  const { id, number, annotations, assets } = await takeSnapshot({ store, blobs }, projectId)
  const missing = (['train', 'validation'] as const).find((split) => (assets[split] ?? 0) === 0)
  if (!missing) {
    await updateStudy(store, studyId, ['running', 'paused'], { snapshot: { id, number, labels: annotations } })
    return
  }
  const message = `Expected approved images in the ${missing} split, got none`
  await updateStudy(store, studyId, ['running', 'paused'], { state: 'failed', message, finishedAt: Date.now() })
  throw new SkipJob(message)
}
