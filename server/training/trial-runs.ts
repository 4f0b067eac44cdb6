import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Assignment, Study } from '#shared/domain/study.ts'
import { ACTIVE_RUN_STATES, isActiveRun, type Run } from '#shared/domain/training.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { toStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'
import { appendLog, newRun, updateRun } from './run-records.ts'
import type { Trained } from './train-step.ts'
import { workFolderOf } from './work-folder.ts'

/** Runs of studies: one per trial, which goes on as often as its study lets it. */
export function trialRuns({ store, queue }: { store: Pick<Store, 'runs' | 'count'>; queue: Queue }) {
  // Patient: the loop's own runs come first. Somebody who looked after a crash may have written the job already.
  const queued = async ({ id, projectId, trial }: Run): Promise<void> => {
    const stage = trial?.stage ?? 1
    const job = {
      name: 'train',
      projectId,
      payload: { runId: id, stage },
      unique: `train:${id}:${stage}`,
      patient: true,
    } as const
    await queue.add(job).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error
    })
  }
  return {
    /** A run for a study's next trial; false where somebody else made it at the same time. */
    async ask(
      study: Study,
      { number, assignment, share }: { number: number; assignment: Assignment; share: number },
    ): Promise<boolean> {
      const { architecture, ...searched } = assignment
      const request = {
        architecture: typeof architecture === 'string' ? architecture : study.architecture,
        parameters: { ...study.fixed, ...searched },
        seed: study.seed,
        promote: false,
      }
      const reason = { type: 'study', reason: `Study ${study.number}, trial ${number}` } as const
      const { snapshot } = study
      const run: Run = {
        ...(await newRun(store, study.projectId, request, reason)),
        snapshotId: snapshot?.id ?? null,
        snapshotNumber: snapshot?.number ?? null,
        labels: snapshot?.labels ?? null,
        trial: { studyId: study.id, number, assignment, share, stage: 1, atGate: false, reached: [] },
      }
      try {
        await store.runs.insertOne(toStored(run))
      } catch (error) {
        if (isDuplicateKey(error, 'one_trial')) return false
        throw error
      }
      await queued(run)
      return true
    },

    /** Takes a run up again that has come to the end of its share, or was stopped; false where somebody else did. */
    async goOn(run: Run, next: { share: number; atGate: boolean; promote: boolean }): Promise<boolean> {
      if (!run.trial) return false
      const stage = run.trial.stage + 1
      const trial = { ...run.trial, share: next.share, atGate: next.atGate, stage }
      const again = { state: 'queued', finishedAt: null, message: null, promote: next.promote, trial } as const
      const { matchedCount } = await store.runs.updateOne({ _id: run.id, 'trial.stage': run.trial.stage }, { $set: again })
      if (matchedCount === 0) return false
      await queued({ ...run, trial })
      return true
    },

    /** The job of a run that waits was never written: this writes it. */
    queued,
  }
}

/** Writes down how far a run of a study has come, which ends it for now; one without a figure has failed. */
export async function noteTrial(
  { store, config }: { store: Pick<Store, 'runs' | 'runLogs'>; config: Pick<Config, 'dataFolder'> },
  run: Run,
  { share, validation, seconds }: Trained,
): Promise<void> {
  if (!run.trial) return
  if (validation === null) throw new Error('Expected images in the validation split to compare runs by, got none')
  const reached = [...run.trial.reached.filter((earlier) => earlier.share < share), { share, value: validation, seconds }]
  const message = share < 1 ? `Stopped after ${Math.round(share * 100)} % of its training, to be compared` : 'Trained to the end'
  await updateRun(store, run.id, {
    state: 'succeeded',
    message,
    progress: null,
    finishedAt: Date.now(),
    trial: { ...run.trial, reached },
  })
  await appendLog(store, run.id, `${message}: validation ${validation.toFixed(3)}`)
  if (share === 1) await keepModelAlone(workFolderOf(config, run.id))
}

/** What a run needs once it is done, until its study has ended. */
const KEPT = ['model', 'trained.json']

async function keepModelAlone(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (!KEPT.includes(name)) await rm(join(folder, name), { recursive: true, force: true })
}

/** Ends the runs of a study that are waiting, and stops those that train; `keep` leaves them where they are, to go on later. */
export async function stopTrials(
  { store, queue }: { store: Pick<Store, 'runs' | 'jobs'>; queue: Queue },
  runs: readonly Run[],
  { keep }: { keep: boolean },
): Promise<void> {
  for (const run of runs.filter(isActiveRun)) {
    const job = await store.jobs.findOne(
      { projectId: run.projectId, name: 'train', 'payload.runId': run.id },
      { sort: { createdAt: -1 } },
    )
    const stopped = job && (await queue.cancel(job._id))
    // A worker that has it hears of it, and writes its end.
    if (keep || stopped?.state === 'running') continue
    const ended = { state: 'cancelled', message: 'Cancelled', progress: null, finishedAt: Date.now() } as const
    await store.runs.updateOne({ _id: run.id, state: { $in: [...ACTIVE_RUN_STATES] } }, { $set: ended })
  }
}
