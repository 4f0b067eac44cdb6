import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { TriggerReason } from '#shared/domain/training.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { countApprovedLabels } from './approved-labels.ts'
import { triggers } from './index.ts'
import type { TriggerView } from './trigger.ts'

/** Asks every trigger of a project; the first reason to train, or null. */
export async function considerTraining(
  store: Pick<Store, 'projects' | 'assets' | 'runs'>,
  projectId: ProjectId,
): Promise<TriggerReason | null> {
  const view = await viewOf(store, await loadProject(store, projectId))
  for (const trigger of triggers.all) {
    const reason = trigger.fires(view)
    if (reason) return reason
  }
  return null
}

/** What the triggers of a project look at, read now. */
export async function viewOf(store: Pick<Store, 'assets' | 'runs'>, project: Project): Promise<TriggerView> {
  const [approved, trained] = await Promise.all([
    countApprovedLabels(store, project.id),
    store.runs.findOne({ projectId: project.id, trial: null, labels: { $ne: null } }, { sort: { number: -1 } }),
  ])
  return { project, approved, trainedLabels: trained?.labels ?? 0, trainedAt: trained?.createdAt ?? null, now: Date.now() }
}
