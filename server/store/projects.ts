import type { Decision } from '#shared/domain/decision.ts'
import { newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import { LoopSettings, type Project } from '#shared/domain/project.ts'
import { newOntology, Ontology } from '#shared/ontology.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { withTaskAsks } from '#shared/tasks/label-asks.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, type Stored, toStored } from './collections.ts'
import { isDuplicateKey, type Store } from './store.ts'

/** A project by its id; not_found where there is none. */
export async function loadProject(store: Pick<Store, 'projects'>, id: ProjectId): Promise<Project> {
  const row = await store.projects.findOne({ _id: id })
  if (!row) throw notFound(`Project ${id}`)
  return toProject(row)
}

/** A project as it is stored, with the defaults of what came after it was written. */
export const toProject = (row: Stored<Project>): Project => withDefaults(fromStored(row))

/** A new, empty project; names are unique. */
export async function createProject(
  store: Pick<Store, 'projects'>,
  draft: { name: string; task: TaskId; labels: readonly string[] },
): Promise<Project> {
  const labels = draft.labels.length > 0 ? draft.labels : (tasks[draft.task].labels ?? [])
  const project: Project = {
    id: newId<ProjectId>('prj'),
    name: draft.name,
    task: draft.task,
    ontology: withTaskAsks(draft.task, newOntology(labels)),
    loop: LoopSettings.parse({}),
    champion: null,
    challenger: null,
    createdAt: Date.now(),
  }
  await refusingSameName(draft.name, () => store.projects.insertOne(toStored(project)))
  return project
}

/** Sets fields of a project and gives the project as it is then; `expected` narrows it to a state that must still hold. */
export async function updateProject(
  store: Pick<Store, 'projects'>,
  id: ProjectId,
  fields: Partial<Omit<Project, 'id'>>,
  expected: { 'ontology.version'?: number } = {},
): Promise<Project> {
  const row = await refusingSameName(fields.name ?? '', () =>
    store.projects.findOneAndUpdate({ _id: id, ...expected }, { $set: fields }, { returnDocument: 'after' }),
  )
  if (row) return toProject(row)
  await loadProject(store, id)
  throw conflict('Somebody else changed this first: load it again')
}

/** Adds a line to the audit trail. */
export async function recordDecision(
  store: Pick<Store, 'decisions'>,
  decision: { projectId: ProjectId | null; userId: UserId | null; type: Decision['type']; sentence: string },
): Promise<void> {
  await store.decisions.insertOne({ _id: newId('dec'), at: Date.now(), ...decision })
}

// A project written by an older version gets the defaults of settings that came later.
const withDefaults = (project: Project): Project => ({
  ...project,
  ontology: Ontology.parse(project.ontology),
  loop: LoopSettings.parse(project.loop),
})

async function refusingSameName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict(`There is a project named "${name}" already`)
    throw error
  }
}
