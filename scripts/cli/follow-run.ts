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
  /** Whether somebody waits for the result: then another person's run is waited for first, otherwise it is a conflict. */
  readonly wait: boolean
}

/** The run that does what was asked for. The server decides whether one that is under way already does, and is joined. */
export async function requestRun(api: Api, { project, request, wait }: Wish, terminal: Terminal): Promise<Run> {
  for (;;) {
    try {
      const { run } = await api.call(routes.loop.train, { params: { projectId: project.id }, body: request })
      if (run.trigger.type !== 'person')
        terminal.note(`Run ${run.number} is under way already (${run.trigger.reason}): joining it`)
      return run
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 'conflict' || !wait) throw error
      const pending = await pendingRun(api, project.id)
      if (!pending) continue
      terminal.note(`Waiting for run ${pending.number} to end first`)
      await endOfRun(api, pending, terminal)
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
