import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Operation } from '#shared/operations.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

/** How long a project's labels are believed; a label that is not among them is looked up at once. */
const BELIEVED_FOR_MS = 2000

/** The projects whose assets are being worked on, so that not every stroke reads one. */
export function createKnownProjects(store: Pick<Store, 'projects'>, now: () => number) {
  const known = new Map<ProjectId, { project: Project; until: number }>()
  return async function projectFor(id: ProjectId, operations: readonly Operation[]): Promise<Project> {
    const entry = known.get(id)
    if (entry && entry.until > now() && knowsLabels(entry.project, operations)) return entry.project
    known.delete(id)
    const project = await loadProject(store, id)
    known.set(id, { project, until: now() + BELIEVED_FOR_MS })
    return project
  }
}

function knowsLabels({ ontology }: Project, operations: readonly Operation[]): boolean {
  const names = new Set<string>(ontology.labels.map(({ name }) => name))
  return operations.every((operation) => {
    if (operation.type === 'asset') return true
    const { label } = operation.type === 'create' ? operation : operation.patch
    return label === undefined || names.has(label)
  })
}
