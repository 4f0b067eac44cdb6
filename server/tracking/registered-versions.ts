import type { Model } from '#shared/domain/training.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import { invalid, notFound } from '../errors.ts'
import type { RegisteredVersionRow } from '../store/tracking-rows.ts'
import { versionUri } from './artifact-places.ts'
import { fieldOf, toFields, toNames } from './fields.ts'
import { changeRegistered, type RegisteredModel, type RegistryStore, refuseProject, registerName } from './registry.ts'

/** A version of a registered model: what a client made one, or a model of a project. */
export interface RegisteredVersion {
  readonly name: string
  readonly version: number
  /** Where its files are. */
  readonly source: string
  readonly runId: string
  readonly modelId: string
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
  readonly stage: string
  readonly createdAt: number
  readonly changedAt: number
}

/** Versions of a registered model, newest first: all of them, the newest few, or one. */
export async function listVersions(
  store: RegistryStore,
  model: RegisteredModel,
  { version, most = 0 }: { version?: number; most?: number } = {},
): Promise<RegisteredVersion[]> {
  const { key: name, projectId } = model
  const which = version === undefined ? {} : { version }
  const newest = { version: -1 } as const
  if (projectId === null) {
    const rows = await store.registeredVersions
      .find({ name, ...which })
      .sort(newest)
      .limit(most)
      .toArray()
    return rows.map((row) => versionOf(row, model))
  }
  const models = await store.models
    .find({ projectId, ...which })
    .sort(newest)
    .limit(most)
    .toArray()
  const rows = await store.registeredVersions.find({ name, version: { $in: models.map((each) => each.version) } }).toArray()
  const said = new Map(rows.map((row) => [row.version, row]))
  return models.map((each) => ofModel(each, model, said.get(each.version)))
}

export async function loadVersion(store: RegistryStore, model: RegisteredModel, version: number): Promise<RegisteredVersion> {
  const [found] = await listVersions(store, model, { version })
  if (!found) throw notFound(`Model Version (name=${model.name}, version=${version})`)
  return found
}

/** A new version from what a run or a logged model has left. */
export async function addVersion(
  store: RegistryStore,
  model: RegisteredModel,
  draft: Pick<RegisteredVersion, 'source' | 'runId' | 'modelId' | 'description'> & { tags: Record<string, string> },
): Promise<RegisteredVersion> {
  if (model.projectId !== null) throw invalid(`${model.name} is a project: its versions come from its own training`)
  const version = await store.count(versionCounter(model.key))
  const now = Date.now()
  const said = { ...draft, tags: toFields(draft.tags), stage: 'None', createdAt: now, changedAt: now }
  const row = { _id: versionKey(model.key, version), name: model.key, version, ...said }
  await store.registeredVersions.insertOne(row)
  await store.registeredModels.updateOne({ _id: model.key }, { $set: { changedAt: now } })
  return versionOf(row, model)
}

/** Describes, tags or stages a version; of a project's model only what clients say of it is kept. */
export async function changeVersion(
  store: RegistryStore,
  model: RegisteredModel,
  version: RegisteredVersion,
  change: { description?: string | undefined; stage?: string; tags?: Record<string, string | null> },
): Promise<void> {
  const { tags = {}, description, stage } = change
  const entries = Object.entries(tags).map(([key, value]) => [`tags.${fieldOf(key)}`, value] as const)
  const unset: Record<string, ''> = Object.fromEntries(
    entries.filter(([, value]) => value === null).map(([field]) => [field, '' as const]),
  )
  const first = { name: model.key, version: version.version, runId: '', source: '', modelId: '', createdAt: version.createdAt }
  const plain = { ...(description === undefined && { description: '' }), ...(stage === undefined && { stage: 'None' }) }
  await store.registeredVersions.updateOne(
    { _id: versionKey(model.key, version.version) },
    {
      $setOnInsert: { ...first, ...plain },
      $set: {
        ...Object.fromEntries(entries.filter(([, value]) => value !== null)),
        ...(description !== undefined && { description }),
        ...(stage !== undefined && { stage }),
        changedAt: Date.now(),
      },
      ...(Object.keys(unset).length > 0 && { $unset: unset }),
    },
    { upsert: true },
  )
}

export async function removeVersion(store: RegistryStore, model: RegisteredModel, version: number): Promise<void> {
  refuseProject(model)
  await store.registeredVersions.deleteOne({ name: model.key, version })
  const lost = Object.entries(model.aliases).filter(([, pointsAt]) => pointsAt === version)
  await changeRegistered(store, model, { aliases: Object.fromEntries(lost.map(([alias]) => [alias, null])) })
}

/** Gives a registered model another name; its versions and aliases go with it. */
export async function renameRegistered(store: RegistryStore, model: RegisteredModel, name: string): Promise<void> {
  refuseProject(model)
  const row = await store.registeredModels.findOne({ _id: model.key })
  const { description, tags } = model
  await registerName(store, { name, description, tags: { ...tags } })
  await store.registeredModels.updateOne({ _id: name }, { $set: { aliases: row?.aliases ?? {}, createdAt: model.createdAt } })
  const rows = await store.registeredVersions.find({ name: model.key }).sort({ version: -1 }).toArray()
  // The number of a version that was removed is never given again, whatever the model is called.
  const counter = await store.counters.findOne({ _id: versionCounter(model.key) })
  await store.counters.updateOne({ _id: versionCounter(name) }, { $max: { value: counter?.value ?? 0 } }, { upsert: true })
  for (const { _id, ...row } of rows)
    await store.registeredVersions.replaceOne({ _id: versionKey(name, row.version) }, { ...row, name }, { upsert: true })
  await store.registeredVersions.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } })
  await store.registeredModels.deleteOne({ _id: model.key })
}

const versionCounter = (key: string) => `versions:${key}`
const versionKey = (key: string, version: number) => `${key}:${version}`

const versionOf = (row: RegisteredVersionRow, { name }: RegisteredModel): RegisteredVersion => ({
  ...row,
  name,
  tags: toNames(row.tags ?? {}),
})

function ofModel(model: Model, { name }: RegisteredModel, said: RegisteredVersionRow | undefined): RegisteredVersion {
  const { projectId, version, runId, createdAt, architecture, labels, gate, evaluation, task } = model
  const figure = evaluation && mainMetric(evaluation)
  return {
    name,
    version,
    source: versionUri(projectId, version),
    runId: runId ?? '',
    modelId: '',
    description: said?.description || (gate?.reasons.join(' ') ?? ''),
    tags: {
      architecture,
      labels: String(labels),
      ...(gate && { verdict: gate.verdict }),
      ...(figure !== null && { [tasks[task].metric]: String(figure) }),
      ...toNames(said?.tags ?? {}),
    },
    stage: said?.stage ?? 'None',
    createdAt,
    changedAt: Math.max(createdAt, said?.changedAt ?? 0),
  }
}
