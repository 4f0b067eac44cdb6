import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Experiment, ExperimentId } from '#shared/domain/tracking.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { fromStored, type Stored, toStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import { LISTED } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { fieldOf, toFields, toNames } from './fields.ts'

/** Where clients log that name no experiment. */
const DEFAULT = { id: '0' as ExperimentId, name: 'Default' }

type ExperimentStore = Pick<Store, 'experiments' | 'projects'>

/** An experiment by its id, deleted ones too; every project is one. */
export async function loadExperiment(store: ExperimentStore, id: string): Promise<Experiment> {
  const [project, row] = await Promise.all([
    store.projects.findOne({ _id: id as ProjectId }, { projection: { name: 1, createdAt: 1 } }),
    store.experiments.findOne({ _id: id as ExperimentId }),
  ])
  const found = project ? ofProject(project, row) : row ? fromRow(row) : id === DEFAULT.id ? blank(DEFAULT) : null
  if (!found) throw notFound(`Experiment ${id}`)
  return found
}

/** An experiment by its name. */
export async function findExperiment(store: ExperimentStore, name: string): Promise<Experiment | null> {
  const project = await store.projects.findOne({ name }, { projection: { _id: 1 } })
  if (project) return loadExperiment(store, project._id)
  const row = await store.experiments.findOne({ name })
  if (row) return fromRow(row)
  return name === DEFAULT.name ? loadExperiment(store, DEFAULT.id) : null
}

/** Every experiment there is, projects first. */
export async function listExperiments(store: ExperimentStore): Promise<Experiment[]> {
  const [projects, rows] = await Promise.all([
    store.projects
      .find(LISTED, { projection: { name: 1, createdAt: 1 } })
      .sort({ createdAt: -1 })
      .toArray(),
    store.experiments
      .find({ state: { $in: ['active', 'deleted'] } })
      .sort({ createdAt: -1 })
      .toArray(),
  ])
  const known = new Map<string, Stored<Experiment>>(rows.map((row) => [row._id, row]))
  const own = projects.map((project) => ofProject(project, known.get(project._id) ?? null))
  const others = rows.filter(({ projectId }) => projectId === null).map(fromRow)
  const hasDefault = others.some(({ id }) => id === DEFAULT.id)
  return [...own, ...others, ...(hasDefault ? [] : [blank(DEFAULT)])]
}

/** A new experiment of outside clients; its name is nobody else's, a project's neither. */
export async function createExperiment(
  store: ExperimentStore & Pick<Store, 'count'>,
  draft: { name: string; tags: Record<string, string>; createdBy: UserId },
): Promise<Experiment> {
  if (await findExperiment(store, draft.name)) throw taken(draft.name)
  const id = String(await store.count('experiments')) as ExperimentId
  const experiment = { ...blank({ id, name: draft.name }), ...draft, createdAt: Date.now(), changedAt: Date.now() }
  await refusingSameName(draft.name, () =>
    store.experiments.insertOne(toStored({ ...experiment, tags: toFields(experiment.tags) })),
  )
  return experiment
}

/** Renames, deletes or restores one; a project is changed in its settings alone. */
export async function changeExperiment(
  store: ExperimentStore,
  experiment: Experiment,
  fields: Partial<Pick<Experiment, 'name' | 'state'>>,
): Promise<void> {
  if (experiment.projectId !== null) throw invalid(`${experiment.name} is a project: change it in its settings`)
  if (experiment.id === DEFAULT.id) throw invalid('Expected an experiment that somebody made, got the default one')
  await refusingSameName(fields.name ?? '', () =>
    store.experiments.updateOne({ _id: experiment.id }, { $set: { ...fields, changedAt: Date.now() } }),
  )
}

/** Sets a tag, or takes it away. */
export async function tagExperiment(
  store: ExperimentStore,
  experiment: Experiment,
  key: string,
  value: string | null,
): Promise<void> {
  const field = `tags.${fieldOf(key)}`
  await keepExperiment(store, experiment)
  await store.experiments.updateOne(
    { _id: experiment.id },
    { ...(value === null ? { $unset: { [field]: '' } } : { $set: { [field]: value } }), $max: { changedAt: Date.now() } },
  )
}

/** Remembers which names its runs use, so that lists can offer them. */
export function createKnownNames(store: ExperimentStore) {
  const known = new Set<string>()
  return async (experimentId: ExperimentId, names: { metrics: readonly string[]; params: readonly string[] }): Promise<void> => {
    const fresh = (kind: keyof typeof names) => names[kind].filter((name) => !known.has(`${experimentId}\n${kind}\n${name}`))
    const [metrics, params] = [fresh('metrics'), fresh('params')]
    if (metrics.length + params.length === 0) return
    await keepExperiment(store, await loadExperiment(store, experimentId))
    const added = { metrics: { $each: metrics }, params: { $each: params } }
    await store.experiments.updateOne({ _id: experimentId }, { $addToSet: added })
    for (const name of metrics) known.add(`${experimentId}\nmetrics\n${name}`)
    for (const name of params) known.add(`${experimentId}\nparams\n${name}`)
  }
}

// What is there without a row, a project and the default experiment, gets one with the first that is to be kept of it.
async function keepExperiment(store: ExperimentStore, experiment: Experiment): Promise<void> {
  const { id, ...rest } = experiment
  // A project's name is its own: the row must not take it.
  const name = experiment.projectId === null ? experiment.name : experiment.id
  const { tags: _tags, metrics: _metrics, params: _params, ...first } = rest
  const empty = { tags: {}, metrics: [], params: [] }
  await store.experiments.updateOne({ _id: id }, { $setOnInsert: { ...first, ...empty, name } }, { upsert: true })
}

function ofProject(
  { _id, name, createdAt }: { _id: ProjectId; name: string; createdAt: number },
  row: Stored<Experiment> | null,
): Experiment {
  const kept = row ? fromRow(row) : blank({ id: _id as string as ExperimentId, name })
  return { ...kept, name, projectId: _id, state: 'active', createdAt, changedAt: Math.max(createdAt, kept.changedAt) }
}

const fromRow = (row: Stored<Experiment>): Experiment => ({ ...fromStored(row), tags: toNames(row.tags) })

const blank = ({ id, name }: { id: ExperimentId; name: string }): Experiment => ({
  id,
  name,
  projectId: null,
  tags: {},
  metrics: [],
  params: [],
  state: 'active',
  createdBy: null,
  createdAt: 0,
  changedAt: 0,
})

const taken = (name: string) => conflict(`There is an experiment named "${name}" already`)

async function refusingSameName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isDuplicateKey(error)) throw taken(name)
    throw error
  }
}
