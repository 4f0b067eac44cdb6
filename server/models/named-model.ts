import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { Store } from '../store/store.ts'
import { loadModel } from './model-records.ts'
import { inPresentNames } from './present-names.ts'

/** A model of a project with its labels as they are called now; not_found where there is none of this version. */
export async function loadNamedModel(
  store: Pick<Store, 'models'>,
  { id, ontology }: Pick<Project, 'id' | 'ontology'>,
  version: number,
): Promise<Model> {
  return inPresentNames(ontology, await loadModel(store, id, version))
}
