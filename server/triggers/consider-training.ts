import type { ProjectId } from '#shared/domain/ids.ts'
import type { Answered, TriggerReason } from '#shared/domain/training.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { reasonNow } from './decide.ts'
import { type SeenView, viewOf } from './view.ts'

/** A training that the rules ask for, and what it would answer. */
export interface Answer {
  readonly trigger: TriggerReason
  readonly answered: Answered
}

/**
 * Asks the rules of a project; null where they ask for nothing now. At most one run can follow each earlier answer (a unique index
 * decides), so that of all who ask at the same time one starts it, and nothing that was answered is answered again.
 */
export async function considerTraining(
  store: Pick<Store, 'projects' | 'assets' | 'runs' | 'alerts' | 'models' | 'operations'>,
  projectId: ProjectId,
): Promise<Answer | null> {
  const view = await viewOf(store, await loadProject(store, projectId))
  const trigger = reasonNow(view)
  return trigger && { trigger, answered: answerOf(view) }
}

/** What a run that is started by itself now remembers. */
export const answerOf = (view: SeenView): Answered => ({ labels: view.approved.total, after: view.answeredBy })
