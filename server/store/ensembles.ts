import { type Ensemble, isInForce } from '#shared/domain/ensemble.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Store } from './store.ts'

type EnsembleStore = Pick<Store, 'ensembles'>

/** The last ensemble that was weighed in a project, whether or not it suggests; null before the first. */
export async function loadEnsemble(store: EnsembleStore, projectId: ProjectId): Promise<Ensemble | null> {
  return store.ensembles.findOne({ _id: projectId })
}

/** The ensemble whose members suggest as one now; null where the champion suggests alone, or nobody does. */
export async function ensembleInForce(
  store: EnsembleStore,
  project: Pick<Project, 'id' | 'champion' | 'loop'>,
): Promise<Ensemble | null> {
  const ensemble = await loadEnsemble(store, project.id)
  return isInForce(project, ensemble) ? ensemble : null
}

/** Keeps what was weighed in place of what was weighed before. */
export async function keepEnsemble(store: EnsembleStore, ensemble: Ensemble): Promise<void> {
  await store.ensembles.replaceOne({ _id: ensemble.projectId }, ensemble, { upsert: true })
}

/** The champion goes on alone because a member cannot be asked; an ensemble that was weighed meanwhile is left as it is. */
export async function disbandEnsemble(
  store: EnsembleStore,
  { projectId, weighedAt }: Pick<Ensemble, 'projectId' | 'weighedAt'>,
): Promise<void> {
  await store.ensembles.updateOne({ _id: projectId, weighedAt }, { $set: { verdict: 'member-lost' } })
}
