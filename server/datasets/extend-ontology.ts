import type { ProjectId } from '#shared/domain/ids.ts'
import { withTaskAsks } from '#shared/tasks/label-asks.ts'
import { AppError, conflict, invalid } from '../errors.ts'
import { loadProject, updateProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { withDeclared } from './declared-labels.ts'
import type { DeclaredLabel } from './formats/format.ts'

const MOST_LABELS = 5000
const MOST_ATTEMPTS = 20

/** Adds labels that a project does not know yet, and what a file declares about them, whoever else changes its ontology meanwhile. */
export async function extendOntology(
  store: Pick<Store, 'projects'>,
  projectId: ProjectId,
  labels: readonly string[],
  declared: readonly DeclaredLabel[],
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { task, ontology } = await loadProject(store, projectId)
    const extended = withTaskAsks(task, withDeclared(ontology, labels, declared))
    if (extended === ontology) return
    if (extended.labels.length > MOST_LABELS)
      throw invalid(`The data brings the project to ${extended.labels.length} labels: expected at most ${MOST_LABELS}`)
    try {
      await updateProject(store, projectId, { ontology: extended }, { 'ontology.version': ontology.version })
      return
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error
    }
  }
  throw conflict('The labels of the project keep changing: try the import again')
}
