import { setTimeout as sleep } from 'node:timers/promises'
import { isActiveRun, type Model, type Run } from '#shared/domain/training.ts'
import type { TrainRequest } from '#shared/routes/loop.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { type Api, ApiFailure } from './api.ts'
import { CommandFailure } from './failure.ts'
import { RESTART_PATIENCE_MS } from './follow-job.ts'
import type { Terminal } from './terminal.ts'

const LOOK_EVERY_MS = 1_000

interface Wish {
  readonly project: ProjectSummary
  readonly request: TrainRequest
  /** Whether somebody waits for the result; otherwise a pending run is a conflict unless it is what was asked for. */
  readonly wait: boolean
}

/**
 * The run that does what was asked for. An import that crosses a milestone starts one by itself: where that is the very training
 * that is asked for, it is joined; where it is another, it is waited for first.
 */
export async function requestRun(api: Api, wish: Wish, terminal: Terminal): Promise<Run> {
  const { project, request, wait } = wish
  for (;;) {
    try {
      return (await api.call(routes.loop.train, { params: { projectId: project.id }, body: request })).run
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 'conflict') throw error
      const pending = await pendingRun(api, project.id)
      if (pending && serves(pending, wish)) {
        terminal.note(`Run ${pending.number} is under way already (${pending.trigger.reason}): joining it`)
        return pending
      }
      if (!wait) throw error
      if (pending) terminal.note(`Waiting for run ${pending.number} to end first`)
      if (pending) await endOfRun(api, pending, terminal)
    }
  }
}

/** Follows a run, whatever becomes of it. */
export async function endOfRun(api: Api, { projectId, id: runId }: Run, terminal: Terminal): Promise<Run> {
  for (;;) {
    const { run } = await api.call(routes.loop.run, { params: { projectId, runId } }, { patienceMs: RESTART_PATIENCE_MS })
    if (!isActiveRun(run)) return run
    const { progress } = run
    if (run.state === 'training' && progress) {
      const text = `Run ${run.number}: epoch ${progress.epoch.toFixed(1)} of ${progress.epochs}, ${progress.imagesPerSecond.toFixed(1)} images/s`
      terminal.progress(progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : null, text, progress.secondsLeft)
    } else terminal.progress(null, `Run ${run.number}: ${run.state}`)
    await sleep(LOOK_EVERY_MS)
  }
}

/** The run again where it succeeded; otherwise a failure that says why not. */
export function succeeded(run: Run): Run {
  if (run.state === 'succeeded') return run
  throw new CommandFailure(
    `expected run ${run.number} to succeed, but it was ${run.state}: ${run.message ?? 'no reason given'}`,
    run.state,
  )
}

/** What a run that succeeded left behind. */
export async function modelOf(api: Api, { projectId, modelVersion, number }: Run): Promise<Model> {
  if (modelVersion === null) throw new CommandFailure(`expected run ${number} to leave a model, but it left none`)
  return api.call(routes.loop.model, { params: { projectId, version: modelVersion } })
}

async function pendingRun(api: Api, projectId: string): Promise<Run | null> {
  const runs = await api.call(routes.loop.runs, { params: { projectId } })
  return runs.find(isActiveRun) ?? null
}

// A run that the loop started by itself has no wishes of its own; it serves where the caller has none either, and where its
// snapshot is still to be taken or holds all that is approved.
function serves(run: Run, { project, request }: Wish): boolean {
  const { architecture, epochs, seed, parameters, promote } = request
  const plain = architecture === 'auto' && epochs === undefined && seed === 0 && promote && Object.keys(parameters).length === 0
  return plain && run.trigger.type !== 'person' && (run.labels === null || run.labels === project.annotations.approved)
}
