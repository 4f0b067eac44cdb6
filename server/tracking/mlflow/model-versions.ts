import { z } from 'zod'
import type { User } from '#shared/domain/people.ts'
import { mayTrack, type TrackingAct } from '../permissions.ts'
import {
  addVersion,
  changeVersion,
  listVersions,
  loadVersion,
  type RegisteredVersion,
  removeVersion,
} from '../registered-versions.ts'
import { listRegistered, type RegisteredModel } from '../registry.ts'
import { holds } from '../search/holds.ts'
import { type Condition, parseFilter, parseOrder, type Subject } from '../search/parse-filter.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { openRegistered, type RegistryDeps, shownVersion, tagAsAsked } from './registered-models.ts'
import { Key, Name, pageToken, placeOf, Tag, Tags, tagRecord, Whole, Words } from './wire.ts'

const DEFAULT_PAGE = 10_000
const LARGEST_PAGE = 200_000
const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const

/** Versions of registered models. */
export function modelVersionEndpoints(deps: RegistryDeps): Endpoint[] {
  const { store } = deps
  const open = async ({ name, version }: z.output<typeof ByVersion>, user: User, act: TrackingAct) => {
    const model = await openRegistered(deps, name, user, act)
    return { model, version: await loadVersion(store, model, version) }
  }
  const shownAgain = async (model: RegisteredModel, version: number) => ({
    model_version: shownVersion(await loadVersion(store, model, version), model),
  })
  return [
    endpoint('POST /model-versions/create', Create, async ({ name, source, run_id, model_id, description, tags }, user) => {
      const model = await openRegistered(deps, name, user, 'log')
      const draft = { source, runId: run_id, modelId: model_id, description, tags: tagRecord(tags) }
      return { model_version: shownVersion(await addVersion(store, model, draft), model) }
    }),
    endpoint('GET /model-versions/get', ByVersion, async (input, user) => {
      const { model, version } = await open(input, user, 'view')
      return { model_version: shownVersion(version, model) }
    }),
    endpoint('PATCH /model-versions/update', ByVersion.extend({ description: z.string() }), async (input, user) => {
      const { model, version } = await open(input, user, 'log')
      await changeVersion(store, model, version, { description: input.description })
      return shownAgain(model, version.version)
    }),
    endpoint('DELETE /model-versions/delete', ByVersion, async (input, user) => {
      const { model, version } = await open(input, user, 'log')
      await removeVersion(store, model, version.version)
      return {}
    }),
    endpoint('GET /model-versions/search', Search, async (search, user) => {
      const conditions = parseFilter(search.filter, ATTRIBUTES)
      const seen = (await listRegistered(store)).filter(
        (model) => mayTrack(user, 'view', model.projectId) && mayBeNamed(conditions, model.name),
      )
      const found = await Promise.all(
        seen.map(async (model) => (await listVersions(store, model)).map((version) => ({ model, version }))),
      )
      return pageOfVersions(found.flat(), conditions, search)
    }),
    endpoint('GET /model-versions/get-download-uri', ByVersion, async (input, user) => ({
      artifact_uri: (await open(input, user, 'view')).version.source,
    })),
    endpoint('POST /model-versions/set-tag', ByVersion.extend(Tag.shape), async ({ key, value, ...input }, user) => {
      const { model, version } = await open(input, user, 'log')
      await changeVersion(store, model, version, { tags: { [key]: value } })
      return {}
    }),
    endpoint('DELETE /model-versions/delete-tag', ByVersion.extend({ key: Key }), async ({ key, ...input }, user) => {
      const { model, version } = await open(input, user, 'log')
      await changeVersion(store, model, version, { tags: { [key]: null } })
      return {}
    }),
    endpoint('POST /model-versions/transition-stage', ByVersion.extend({ stage: z.enum(STAGES) }), async (input, user) => {
      const { model, version } = await open(input, user, 'log')
      await changeVersion(store, model, version, { stage: input.stage })
      return shownAgain(model, version.version)
    }),
  ]
}

const ByVersion = z.object({ name: Name, version: Whole })
const Create = z.object({
  name: Name,
  source: z.string().max(1000),
  run_id: z.string().default(''),
  model_id: z.string().default(''),
  description: z.string().default(''),
  tags: Tags,
})
const Search = z.object({
  filter: z.string().default(''),
  max_results: Whole.min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  order_by: Words,
  page_token: z.string().optional(),
})
const ATTRIBUTES = {
  name: 'text',
  version_number: 'number',
  run_id: 'text',
  source_path: 'text',
  creation_timestamp: 'number',
  last_updated_timestamp: 'number',
} as const

// Models that the filter's own condition on the name leaves out are not looked into.
const mayBeNamed = (conditions: readonly Condition[], name: string): boolean =>
  holds(
    conditions.filter(({ entity, key }) => entity === 'attribute' && key === 'name'),
    () => name,
  )

type Found = { readonly model: RegisteredModel; readonly version: RegisteredVersion }

function pageOfVersions(
  all: readonly Found[],
  conditions: readonly Condition[],
  { max_results, order_by, page_token }: z.output<typeof Search>,
) {
  const orders = order_by.map((order) => parseOrder(order, ATTRIBUTES))
  const found = all.filter(({ version }) => holds(conditions, (subject) => valueAt(version, subject)))
  found.sort(({ version: a }, { version: b }) => {
    for (const { descending, ...subject } of orders) {
      const [left, right] = [valueAt(a, subject) ?? '', valueAt(b, subject) ?? '']
      if (left !== right) return left < right !== descending ? -1 : 1
    }
    return b.changedAt - a.changedAt || b.version - a.version
  })
  const place = placeOf(page_token)
  const end = place + max_results
  return {
    model_versions: found.slice(place, end).map(({ version, model }) => shownVersion(version, model)),
    ...(end < found.length && { next_page_token: pageToken(end) }),
  }
}

function valueAt({ tags, ...version }: RegisteredVersion, { entity, key }: Subject): string | number | undefined {
  if (entity === 'tag') return tagAsAsked(tags, key)
  const { name, version: version_number, runId: run_id, source: source_path, createdAt, changedAt } = version
  const times = { creation_timestamp: createdAt, last_updated_timestamp: changedAt }
  return { name, version_number, run_id, source_path, ...times }[key]
}
