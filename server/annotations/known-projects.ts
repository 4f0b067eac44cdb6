import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Operation } from '#shared/operations.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

/** How long a project's labels are believed; a label that is not among them is looked up at once. */
const BELIEVED_FOR_MS = 2000

/** The projects whose assets are being worked on, so that not every stroke reads one; those who ask together wait for one answer. */
export function createKnownProjects(store: Pick<Store, 'projects'>, now: () => number) {
  const known = new Map<ProjectId, { project: Promise<Project>; until: number }>()

  function read(id: ProjectId): Promise<Project> {
    const project = loadProject(store, id)
    known.set(id, { project, until: now() + BELIEVED_FOR_MS })
    project.catch(() => known.delete(id))
    return project
  }

  return async function projectFor(id: ProjectId, operations: readonly Operation[]): Promise<Project> {
    const entry = known.get(id)
    if (!entry || entry.until <= now()) return read(id)
    const project = await entry.project
    return knowsLabels(project, operations) ? project : read(id)
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
