import { z } from 'zod'
import type { User } from '#shared/domain/people.ts'
import { randomHex } from '#shared/random-id.ts'
import { notFound } from '../../errors.ts'
import type { Store } from '../../store/store.ts'
import type { LoggedModelRow } from '../../store/tracking-rows.ts'
import { loggedModelUri } from '../artifact-places.ts'
import { loadExperiment } from '../experiments.ts'
import { fieldOf, toFields, toNames } from '../fields.ts'
import { requireTracking, type TrackingAct } from '../permissions.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { Id, Key, Param, pageToken, pairs, placeOf, Tag, Tags, tagRecord, Whole } from './wire.ts'

/** As clients tell a logged model's id from a registered model's name: `models:/m-…`. */
const LOGGED_MODEL = 'm-'
const ID_BYTES = 16
const DEFAULT_PAGE = 100
const LARGEST_PAGE = 1000
/** States by MLflow's words and numbers: clients send either. */
const STATES: Readonly<Record<string, string>> = {
  LOGGED_MODEL_PENDING: 'LOGGED_MODEL_PENDING',
  LOGGED_MODEL_READY: 'LOGGED_MODEL_READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'LOGGED_MODEL_UPLOAD_FAILED',
  1: 'LOGGED_MODEL_PENDING',
  2: 'LOGGED_MODEL_READY',
  3: 'LOGGED_MODEL_UPLOAD_FAILED',
}

/** Models that clients of MLflow 3 log beside their runs, before anybody registers them. */
export function loggedModelEndpoints({ store }: { store: Store }): Endpoint[] {
  const open = async (id: string, user: User, act: TrackingAct): Promise<LoggedModelRow> => {
    const row = await store.loggedModels.findOne({ _id: id })
    if (!row) throw notFound(`Logged model ${id}`)
    requireTracking(user, act, (await loadExperiment(store, row.experimentId)).projectId)
    return row
  }
  const change = async (id: string, user: User, update: Record<string, unknown>) => {
    await open(id, user, 'log')
    await store.loggedModels.updateOne({ _id: id }, update)
    return { model: shown(await open(id, user, 'view')) }
  }
  return [
    endpoint('POST /logged-models', Create, async (draft, user) => {
      const experiment = await loadExperiment(store, draft.experiment_id)
      requireTracking(user, 'log', experiment.projectId)
      const id = `${LOGGED_MODEL}${randomHex(ID_BYTES)}`
      const now = Date.now()
      const row: LoggedModelRow = {
        _id: id,
        experimentId: experiment.id,
        name: draft.name || id,
        modelType: draft.model_type,
        runId: draft.source_run_id,
        state: 'LOGGED_MODEL_PENDING',
        params: toFields(tagRecord(draft.params)),
        tags: toFields(tagRecord(draft.tags)),
        createdAt: now,
        changedAt: now,
      }
      await store.loggedModels.insertOne(row)
      return { model: shown(row) }
    }),
    endpoint('POST /logged-models/search', Search, async ({ experiment_ids, max_results, page_token }, user) => {
      const experiments = await Promise.all(experiment_ids.map((id) => loadExperiment(store, id)))
      for (const { projectId } of experiments) requireTracking(user, 'view', projectId)
      const place = placeOf(page_token)
      const rows = await store.loggedModels
        .find({ experimentId: { $in: experiments.map(({ id }) => id) } })
        .sort({ createdAt: -1 })
        .skip(place)
        .limit(max_results + 1)
        .toArray()
      const next = rows.length > max_results ? { next_page_token: pageToken(place + max_results) } : {}
      return { models: rows.slice(0, max_results).map(shown), ...next }
    }),
    endpoint('GET /logged-models/:model_id', ById, async ({ model_id }, user) => ({
      model: shown(await open(model_id, user, 'view')),
    })),
    endpoint('PATCH /logged-models/:model_id', ById.extend({ status: Id }), async ({ model_id, status }, user) =>
      change(model_id, user, { $set: { state: STATES[status] ?? 'LOGGED_MODEL_PENDING', changedAt: Date.now() } }),
    ),
    endpoint('DELETE /logged-models/:model_id', ById, async ({ model_id }, user) => {
      await open(model_id, user, 'log')
      await store.artifacts.deleteMany({ owner: model_id })
      await store.loggedModels.deleteOne({ _id: model_id })
      return {}
    }),
    endpoint('PATCH /logged-models/:model_id/tags', ById.extend({ tags: Tags }), async ({ model_id, tags }, user) => {
      const fields = Object.fromEntries(tags.map(({ key, value }) => [`tags.${fieldOf(key)}`, value]))
      return change(model_id, user, { $set: { ...fields, changedAt: Date.now() } })
    }),
    endpoint(
      'DELETE /logged-models/:model_id/tags/:tag_key',
      ById.extend({ tag_key: Key }),
      async ({ model_id, tag_key }, user) => {
        await change(model_id, user, { $unset: { [`tags.${fieldOf(tag_key)}`]: '' } })
        return {}
      },
    ),
    endpoint('POST /logged-models/:model_id/params', ById.extend({ params: z.array(Param).default([]) }), async (input, user) => {
      const fields = Object.fromEntries(input.params.map(({ key, value }) => [`params.${fieldOf(key)}`, value]))
      await change(input.model_id, user, { $set: { ...fields, changedAt: Date.now() } })
      return {}
    }),
  ]
}

const ById = z.object({ model_id: Id })
const Create = z.object({
  experiment_id: Id,
  name: z.string().default(''),
  model_type: z.string().default(''),
  source_run_id: z.string().default(''),
  params: z.array(Param).default([]),
  tags: z.array(Tag).default([]),
})
const Search = z.object({
  experiment_ids: z.array(Id).default([]),
  max_results: Whole.min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  page_token: z.string().optional(),
})

const shown = (row: LoggedModelRow) => ({
  info: {
    model_id: row._id,
    experiment_id: row.experimentId,
    name: row.name,
    creation_timestamp_ms: row.createdAt,
    last_updated_timestamp_ms: row.changedAt,
    artifact_uri: loggedModelUri(row.experimentId, row._id),
    status: row.state,
    model_type: row.modelType,
    source_run_id: row.runId,
    tags: pairs(toNames(row.tags)),
  },
  data: { params: pairs(toNames(row.params)), metrics: [] },
})
