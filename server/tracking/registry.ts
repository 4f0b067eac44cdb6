import type { ProjectId } from '#shared/domain/ids.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import { LISTED } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { RegisteredModelRow } from '../store/tracking-rows.ts'
import { fieldOf, toFields, toNames } from './fields.ts'

export type RegistryStore = Pick<Store, 'registeredModels' | 'registeredVersions' | 'projects' | 'models' | 'counters' | 'count'>

/** A model with versions under one name; every project is one. */
export interface RegisteredModel {
  /** Names its row: the project's id, or its own name. */
  readonly key: string
  readonly name: string
  readonly projectId: ProjectId | null
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: Readonly<Record<string, number>>
  readonly createdAt: number
  readonly changedAt: number
}
/** Aliases of a project's model that mean something to the loop. */
export const LOOP_ALIASES = ['champion', 'challenger'] as const

/** A registered model by its name. */
export async function loadRegistered(store: RegistryStore, name: string): Promise<RegisteredModel> {
  const project = await store.projects.findOne({ name }, { projection: PROJECT_FIELDS })
  const row = await store.registeredModels.findOne({ _id: project?._id ?? name })
  if (project) return ofProject(project, row)
  if (!row || row.projectId !== null) throw notFound(`Registered Model with name=${name}`)
  return fromRow(row)
}

/** Every registered model: projects with models, and those of outside clients. */
export async function listRegistered(store: RegistryStore): Promise<RegisteredModel[]> {
  const [projects, rows] = await Promise.all([
    store.projects.find(LISTED, { projection: PROJECT_FIELDS }).toArray(),
    store.registeredModels.find({ projectId: { $in: [null] } }).toArray(),
  ])
  const kept = await store.registeredModels.find({ projectId: { $in: projects.map(({ _id }) => _id) } }).toArray()
  const byId = new Map(kept.map((row) => [row._id, row]))
  return [...projects.map((project) => ofProject(project, byId.get(project._id) ?? null)), ...rows.map(fromRow)]
}

/** A new name for versions to come. */
export async function registerName(
  store: RegistryStore,
  draft: { name: string; description: string; tags: Record<string, string> },
): Promise<RegisteredModel> {
  const { name, description, tags } = draft
  const taken = conflict(`Registered Model (name=${name}) already exists`)
  if (await store.projects.findOne({ name }, { projection: { _id: 1 } })) throw taken
  const now = Date.now()
  const row = { _id: name, projectId: null, description, tags: toFields(tags), aliases: {}, createdAt: now, changedAt: now }
  try {
    await store.registeredModels.insertOne(row)
  } catch (error) {
    if (isDuplicateKey(error)) throw taken
    throw error
  }
  return fromRow(row)
}

/** Describes, tags or aliases a registered model; null takes a tag or an alias away. */
export async function changeRegistered(
  store: RegistryStore,
  model: RegisteredModel,
  change: {
    description?: string | undefined
    tags?: Record<string, string | null>
    aliases?: Record<string, number | null>
  },
): Promise<void> {
  const { description, tags = {}, aliases = {} } = change
  const entries = [
    ...Object.entries(tags).map(([key, value]) => [`tags.${fieldOf(key)}`, value] as const),
    ...Object.entries(aliases).map(([key, value]) => [`aliases.${fieldOf(key)}`, value] as const),
  ]
  const set = Object.fromEntries(entries.filter(([, value]) => value !== null))
  const unset: Record<string, ''> = Object.fromEntries(
    entries.filter(([, value]) => value === null).map(([field]) => [field, '' as const]),
  )
  await store.registeredModels.updateOne(
    { _id: model.key },
    {
      $setOnInsert: {
        projectId: model.projectId,
        createdAt: model.createdAt,
        ...(description === undefined && { description: '' }),
      },
      $set: { ...set, changedAt: Date.now(), ...(description !== undefined && { description }) },
      ...(Object.keys(unset).length > 0 && { $unset: unset }),
    },
    { upsert: true },
  )
}

/** Removes a name with its versions; a project's stays with the project. */
export async function removeRegistered(store: RegistryStore, model: RegisteredModel): Promise<void> {
  refuseProject(model)
  await store.registeredVersions.deleteMany({ name: model.key })
  await store.registeredModels.deleteOne({ _id: model.key })
}

const PROJECT_FIELDS = { name: 1, champion: 1, challenger: 1, createdAt: 1 } as const

/** What belongs to a project is changed there alone. */
export function refuseProject({ projectId, name }: RegisteredModel): void {
  if (projectId !== null) throw invalid(`${name} is a project: its models are managed there`)
}

function ofProject(
  {
    _id,
    name,
    champion,
    challenger,
    createdAt,
  }: {
    _id: ProjectId
    name: string
    champion: number | null
    challenger: number | null
    createdAt: number
  },
  row: RegisteredModelRow | null,
): RegisteredModel {
  const own = {
    ...(champion !== null && { champion }),
    ...(challenger !== null && { challenger }),
  }
  const said = row ? fromRow(row) : { description: '', tags: {}, aliases: {}, changedAt: createdAt }
  return { ...said, key: _id, name, projectId: _id, aliases: { ...said.aliases, ...own }, createdAt }
}

const fromRow = ({ _id, projectId, description, tags, aliases, createdAt, changedAt }: RegisteredModelRow): RegisteredModel => ({
  key: _id,
  name: _id,
  projectId,
  description,
  tags: toNames(tags ?? {}),
  aliases: toNames(aliases ?? {}),
  createdAt,
  changedAt,
})
