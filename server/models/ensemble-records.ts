import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'

type EnsembleStore = Pick<Store, 'ensembles'>

/** The last ensemble that was weighed in a project, whether or not it suggests; null before the first. */
export async function loadEnsemble(store: EnsembleStore, projectId: ProjectId): Promise<Ensemble | null> {
  return store.ensembles.findOne({ _id: projectId })
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
