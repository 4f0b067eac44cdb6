import { z } from 'zod'
import { RunId } from '#shared/domain/ids.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { messageOf } from './errors.ts'
import { givingWay } from './jobs/give-way.ts'
import { GiveBack, type JobContext, type JobHandler, SkipJob } from './jobs/runner.ts'
import { carryOut, carryOutTrial, type Steps } from './pipeline.ts'
import type { StepDeps } from './step-deps.ts'
import { isUnreachable } from './store/unreachable.ts'
import { loadRun, updateRun } from './training/run-records.ts'

const Payload = z.object({ runId: RunId, stage: z.int().optional() })

type TrainJobDeps = Pick<StepDeps, 'store' | 'bus'> & { steps: Steps }

/** Carries a run out: one of the loop to its verdict, one of a study as far as it is to go, giving way to the loop. */
export function trainJob({ store, bus, steps }: TrainJobDeps): JobHandler {
  return async (context) => {
    const { runId, stage } = Payload.parse(context.job.payload)
    const run = await loadRun(store, runId)
    if (!isActiveRun(run) || run.trial?.stage !== stage) throw new SkipJob(`Run ${run.number} has ended already`)
    // A job of a run that goes on begins to count anew.
    const attempt = Math.max(run.attempt, context.job.attempt)
    await updateRun(store, run.id, { attempt, ...(run.startedAt === null && { startedAt: Date.now() }) })
    try {
      if (!run.trial) return await toVerdict(context, run, steps)
      const toEnd = run.trial.atGate ? toVerdict : toShare
      return await givingWay<unknown>({ store }, context, (patient) => toEnd(patient, run, steps))
    } catch (error) {
      await settleRun({ store }, context, run, error)
      throw error
    } finally {
      await bus.emit('run.finished', { projectId: run.projectId, runId: run.id })
    }
  }
}

async function toVerdict(context: JobContext, run: Run, steps: Steps) {
  const { model, verdict } = await carryOut(context, run, steps)
  return {
    run: run.number,
    model: model?.version ?? null,
    metrics: model?.evaluation ?? null,
    gate: verdict,
    seconds: model?.trainingSeconds ?? null,
  }
}

async function toShare(context: JobContext, run: Run, steps: Steps) {
  const { share, validation, seconds } = await carryOutTrial(context, run, steps)
  return { run: run.number, share, validation, seconds }
}

async function settleRun({ store }: Pick<StepDeps, 'store'>, { signal }: JobContext, run: Run, error: unknown): Promise<void> {
  // Another worker, or this one after a restart, goes on with it.
  if (isUnreachable(error) || (signal.aborted && signal.reason !== 'cancelled')) return
  // Stopped with its study, which was resumed before this was heard: a job of its own goes on with it.
  if ((await loadRun(store, run.id)).trial?.stage !== run.trial?.stage) return
  if (error instanceof GiveBack || (signal.aborted && (await isPaused(store, run)))) {
    await updateRun(store, run.id, { state: 'queued', progress: null })
    return
  }
  const state = signal.aborted ? 'cancelled' : error instanceof SkipJob ? 'skipped' : 'failed'
  await updateRun(store, run.id, {
    state,
    message: state === 'cancelled' ? 'Cancelled' : messageOf(error),
    progress: null,
    finishedAt: Date.now(),
  })
}

const isPaused = async (store: StepDeps['store'], { trial }: Run): Promise<boolean> =>
  trial !== null && (await store.studies.countDocuments({ _id: trial.studyId, state: 'paused' }, { limit: 1 })) === 1
