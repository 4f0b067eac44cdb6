import { z } from 'zod'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { invalid, notFound } from '../../errors.ts'
import { mayTrack, requireTracking, type TrackingAct } from '../permissions.ts'
import { listVersions, loadVersion, type RegisteredVersion, renameRegistered } from '../registered-versions.ts'
import {
  changeRegistered,
  LOOP_ALIASES,
  listRegistered,
  loadRegistered,
  type RegisteredModel,
  type RegistryStore,
  registerName,
  removeRegistered,
} from '../registry.ts'
import { holds } from '../search/holds.ts'
import { parseFilter, parseOrder, type Subject } from '../search/parse-filter.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { Key, Name, pageToken, pairs, placeOf, Tag, Tags, tagRecord, Whole, Words } from './wire.ts'

const DEFAULT_PAGE = 100
const LARGEST_PAGE = 1000
const ALIAS_PATTERN = /^[\w-]{1,255}$/

export interface RegistryDeps {
  readonly store: RegistryStore
  /** Makes a version the champion of its project, recorded with who did it. */
  readonly promote: (projectId: ProjectId, version: number, user: User) => Promise<void>
  /** Lets a version wait for its verdict, or no version. */
  readonly setChallenger: (projectId: ProjectId, version: number | null) => Promise<void>
}

/** A registered model, for somebody who may do this with it. */
export async function openRegistered(
  { store }: Pick<RegistryDeps, 'store'>,
  name: string,
  user: User,
  act: TrackingAct,
): Promise<RegisteredModel> {
  const model = await loadRegistered(store, name)
  if (!mayTrack(user, 'view', model.projectId)) throw notFound(`Registered Model with name=${name}`)
  requireTracking(user, act, model.projectId)
  return model
}

/** Registered models: projects, and names that outside clients registered. */
export function registeredModelEndpoints(deps: RegistryDeps): Endpoint[] {
  const { store } = deps
  const open = (name: string, user: User, act: TrackingAct) => openRegistered(deps, name, user, act)
  const shown = async (model: RegisteredModel) => shownRegistered(model, await listVersions(store, model, { most: 1 }))
  return [
    endpoint('POST /registered-models/create', Create, async ({ name, description, tags }, user) => {
      requireTracking(user, 'log', null)
      return { registered_model: await shown(await registerName(store, { name, description, tags: tagRecord(tags) })) }
    }),
    endpoint('GET /registered-models/get', ByName, async ({ name }, user) => ({
      registered_model: await shown(await open(name, user, 'view')),
    })),
    endpoint('POST /registered-models/rename', ByName.extend({ new_name: Name }), async ({ name, new_name }, user) => {
      await renameRegistered(store, await open(name, user, 'log'), new_name)
      return { registered_model: await shown(await open(new_name, user, 'view')) }
    }),
    endpoint(
      'PATCH /registered-models/update',
      ByName.extend({ description: z.string() }),
      async ({ name, description }, user) => {
        await changeRegistered(store, await open(name, user, 'log'), { description })
        return { registered_model: await shown(await open(name, user, 'view')) }
      },
    ),
    endpoint('DELETE /registered-models/delete', ByName, async ({ name }, user) => {
      await removeRegistered(store, await open(name, user, 'log'))
      return {}
    }),
    endpoint('GET /registered-models/search', Search, async (search, user) => {
      const seen = (await listRegistered(store)).filter(({ projectId }) => mayTrack(user, 'view', projectId))
      const { page, next } = pageOfModels(seen, search)
      return { registered_models: await Promise.all(page.map(shown)), ...next }
    }),
    endpoint(
      'GET POST /registered-models/get-latest-versions',
      ByName.extend({ stages: Words }),
      async ({ name, stages }, user) => {
        const model = await open(name, user, 'view')
        const versions = await listVersions(store, model)
        const wanted = stages.length === 0 ? [...new Set(versions.map(({ stage }) => stage))] : stages
        const latest = wanted.flatMap((stage) => versions.find((version) => version.stage === stage) ?? [])
        return { model_versions: latest.map((version) => shownVersion(version, model)) }
      },
    ),
    endpoint('POST /registered-models/set-tag', ByName.extend(Tag.shape), async ({ name, key, value }, user) => {
      await changeRegistered(store, await open(name, user, 'log'), { tags: { [key]: value } })
      return {}
    }),
    endpoint('DELETE /registered-models/delete-tag', ByName.extend({ key: Key }), async ({ name, key }, user) => {
      await changeRegistered(store, await open(name, user, 'log'), { tags: { [key]: null } })
      return {}
    }),
    endpoint('POST /registered-models/alias', ByAlias.extend({ version: Whole }), async ({ name, alias, version }, user) => {
      await pointAlias(deps, { model: await open(name, user, 'view'), alias, version }, user)
      return {}
    }),
    endpoint('GET /registered-models/alias', ByAlias, async ({ name, alias }, user) => {
      const model = await open(name, user, 'view')
      const version = model.aliases[alias]
      if (version === undefined) throw invalid(`Registered model alias ${alias} not found.`)
      return { model_version: shownVersion(await loadVersion(store, model, version), model) }
    }),
    endpoint('DELETE /registered-models/alias', ByAlias, async ({ name, alias }, user) => {
      await removeAlias(deps, { model: await open(name, user, 'view'), alias }, user)
      return {}
    }),
  ]
}

const ByName = z.object({ name: Name })
const Alias = z
  .string()
  .regex(ALIAS_PATTERN, 'Invalid alias name: letters, digits, _ and -')
  .refine((alias) => alias !== 'latest' && !/^v\d+$/i.test(alias), 'Invalid alias name: it means a version already')
const ByAlias = ByName.extend({ alias: Alias })
const Create = ByName.extend({ description: z.string().default(''), tags: Tags })
const Search = z.object({
  filter: z.string().default(''),
  max_results: Whole.min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  order_by: Words,
  page_token: z.string().optional(),
})

// Of a project's model two aliases are the loop's own: the champion is what suggests from now on.
async function pointAlias(
  { store, promote, setChallenger }: RegistryDeps,
  { model, alias, version }: { model: RegisteredModel; alias: string; version: number },
  user: User,
): Promise<void> {
  const { projectId } = model
  await loadVersion(store, model, version)
  const isLoops = projectId !== null && isLoopAlias(alias)
  requireTracking(user, isLoops ? 'promote' : 'log', projectId)
  if (!isLoops) return changeRegistered(store, model, { aliases: { [alias]: version } })
  return alias === 'champion' ? promote(projectId, version, user) : setChallenger(projectId, version)
}

async function removeAlias(
  { store, setChallenger }: RegistryDeps,
  { model, alias }: { model: RegisteredModel; alias: string },
  user: User,
): Promise<void> {
  const { projectId } = model
  if (projectId === null || !isLoopAlias(alias)) {
    requireTracking(user, 'log', projectId)
    return changeRegistered(store, model, { aliases: { [alias]: null } })
  }
  requireTracking(user, 'promote', projectId)
  if (alias === 'champion')
    throw invalid(`${model.name} goes on with its champion: point the alias at another version, or roll back`)
  return setChallenger(projectId, null)
}

const isLoopAlias = (alias: string): boolean => (LOOP_ALIASES as readonly string[]).includes(alias)

const ATTRIBUTES = { name: 'text', timestamp: 'number', last_updated_timestamp: 'number' } as const

function pageOfModels(all: readonly RegisteredModel[], { filter, max_results, order_by, page_token }: z.output<typeof Search>) {
  const conditions = parseFilter(filter, ATTRIBUTES)
  const orders = order_by.map((order) => parseOrder(order, ATTRIBUTES))
  const read = (model: RegisteredModel, { entity, key }: Subject) => {
    if (entity === 'tag') return tagAsAsked(model.tags, key)
    return key === 'name' ? model.name : model.changedAt
  }
  const found = all.filter((model) => holds(conditions, (subject) => read(model, subject)))
  found.sort((a, b) => {
    for (const { descending, ...subject } of orders) {
      const [left, right] = [read(a, subject) ?? '', read(b, subject) ?? '']
      if (left !== right) return left < right !== descending ? -1 : 1
    }
    return a.name < b.name ? -1 : 1
  })
  const place = placeOf(page_token)
  const end = place + max_results
  return { page: found.slice(place, end), next: end < found.length ? { next_page_token: pageToken(end) } : {} }
}

/** Prompts of language models, of which there are none here: clients leave them out by a tag that nothing else has. */
const PROMPT_TAG = 'mlflow.prompt.is_prompt'

/** The tag by which a search is narrowed. */
export const tagAsAsked = (tags: Readonly<Record<string, string>>, key: string): string | undefined =>
  tags[key] ?? (key === PROMPT_TAG ? 'false' : undefined)

function shownRegistered(model: RegisteredModel, latest: readonly RegisteredVersion[]) {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.changedAt,
    description: model.description,
    latest_versions: latest.map((version) => shownVersion(version, model)),
    tags: pairs(model.tags),
    aliases: Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
  }
}

/** A version as clients of the registry read it. */
export function shownVersion(version: RegisteredVersion, { aliases }: RegisteredModel) {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.changedAt,
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: 'READY',
    tags: pairs(version.tags),
    aliases: Object.entries(aliases).flatMap(([alias, pointsAt]) => (pointsAt === version.version ? [alias] : [])),
    ...(version.modelId !== '' && { model_id: version.modelId }),
  }
}
