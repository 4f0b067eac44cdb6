import type { Decision } from '#shared/domain/decision.ts'
import { newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import { LoopSettings, type Project } from '#shared/domain/project.ts'
import { newOntology, Ontology } from '#shared/ontology.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { withTaskAsks } from '#shared/tasks/label-asks.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, type Stored, toStored } from './collections.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { OneTime } from './one-time.ts'
import type { Store } from './store.ts'

/** The projects that people see and the loop turns in: not those that only hold somebody's blind copies. */
export const LISTED = { blind: { $exists: false } } as const

/** A project by its id, as it is now or was `at` one time; not_found where there is none. */
export async function loadProject(store: Pick<Store, 'projects'>, id: ProjectId, at?: OneTime): Promise<Project> {
  const row = await store.projects.findOne({ _id: id }, { ...at })
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

/** Adds a line to the audit trail; with `once`, which names its occasion, only the first time. */
export async function recordDecision(
  store: Pick<Store, 'decisions'>,
  {
    once,
    ...decision
  }: { projectId: ProjectId | null; userId: UserId | null; type: Decision['type']; sentence: string; once?: string | undefined },
): Promise<void> {
  const _id = once === undefined ? newId('dec') : decidedOnce(decision.type, once)
  try {
    await store.decisions.insertOne({ _id, at: Date.now(), ...decision })
  } catch (error) {
    if (once === undefined || !isDuplicateKey(error)) throw error
  }
}

/** Whether the audit trail has what was to be decided once on this occasion. */
export const isDecided = async (
  store: Pick<Store, 'decisions'>,
  types: readonly Decision['type'][],
  once: string,
): Promise<boolean> =>
  (await store.decisions.countDocuments({ _id: { $in: types.map((type) => decidedOnce(type, once)) } }, { limit: 1 })) > 0

const decidedOnce = (type: Decision['type'], once: string) => `dec_${type}_${once}`

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
