import type { ProjectId } from '#shared/domain/ids.ts'
import type { Answered, TriggerReason } from '#shared/domain/training.ts'
import { AppError } from './errors.ts'
import type { Queue } from './jobs/queue.ts'
import type { Store } from './store/store.ts'
import { requestRun } from './training/request-run.ts'

const REQUEST = { architecture: 'auto', seed: 0, parameters: {}, promote: true }

/** Starts a run that nobody asked for by hand, and gives its number; null where one is pending, or has answered the same first. */
export async function startByItself(
  deps: { readonly store: Store; readonly queue: Queue },
  projectId: ProjectId,
  trigger: TriggerReason,
  answered: Answered,
): Promise<number | null> {
  try {
    return (await requestRun(deps, projectId, REQUEST, trigger, answered)).run.number
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return null
    throw error
  }
}
