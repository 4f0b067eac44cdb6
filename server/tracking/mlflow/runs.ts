import { z } from 'zod'
import type { User } from '#shared/domain/people.ts'
import { type ExperimentId, LoggedInput, type LoggedRun, LoggedState } from '#shared/domain/tracking.ts'
import { invalid, notFound } from '../../errors.ts'
import type { Store } from '../../store/store.ts'
import { loadExperiment } from '../experiments.ts'
import {
  type AnyRun,
  addInputs,
  addModel,
  createLoggedRun,
  loadAnyRun,
  logFigures,
  SPECIAL_TAGS,
  updateLoggedRun,
} from '../logged-runs.ts'
import { changeMarks, marksOf } from '../marks.ts'
import { ownName } from '../own-runs.ts'
import { mayTrack, requireTracking, type TrackingAct } from '../permissions.ts'
import { searchRuns } from '../search-runs.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import {
  Id,
  Key,
  MetricIn,
  MOST_LOGGED,
  Param,
  pageToken,
  placeOf,
  shownInfo,
  shownRun,
  Tag,
  Tags,
  tagRecord,
  Whole,
  Words,
} from './wire.ts'

const DEFAULT_PAGE = 1000
const LARGEST_PAGE = 50_000

export interface RunDeps {
  readonly store: Store
  readonly rememberNames: (
    experimentId: ExperimentId,
    names: { metrics: readonly string[]; params: readonly string[] },
  ) => Promise<void>
}

/** Older clients say `run_uuid`. */
export const ByRun = z.object({ run_id: Id.optional(), run_uuid: Id.optional() })
export const runIdOf = ({ run_id, run_uuid }: z.output<typeof ByRun>): string => {
  const id = run_id || run_uuid
  if (!id) throw invalid("Missing value for required parameter 'run_id'")
  return id
}

/** The project that a run belongs to; null where it is of outside clients alone. */
export const projectOf = ({ run }: AnyRun) => run.projectId

/** A run, for somebody who may do this with it. */
export async function openRun(store: RunDeps['store'], id: string, user: User, act: TrackingAct): Promise<AnyRun> {
  const any = await loadAnyRun(store, id)
  requireTracking(user, act, projectOf(any))
  return any
}

/** Runs: those of outside clients to write and read, those of the product to read, to tag and to archive. */
export function runEndpoints(deps: RunDeps): Endpoint[] {
  const { store } = deps
  const logInto = async (id: string, user: User): Promise<LoggedRun> => {
    const any = await openRun(store, id, user, 'log')
    if (any.kind === 'own')
      throw invalid(`${ownName(any.run)} is a run of the project's loop: only its trainer writes its figures`)
    return any.run
  }
  const log = async (id: string, user: User, logged: Parameters<typeof logFigures>[2]) => {
    const run = await logInto(id, user)
    await logFigures(store, run, logged)
    const namesOf = (entries: readonly { key: string }[]) => [...new Set(entries.map(({ key }) => key))]
    await deps.rememberNames(run.experimentId, { metrics: namesOf(logged.metrics), params: namesOf(logged.params) })
    return {}
  }
  return [
    endpoint('POST /runs/create', Create, async ({ experiment_id, user_id, run_name, start_time, tags }, user) => {
      const experiment = await loadExperiment(store, experiment_id)
      requireTracking(user, 'log', experiment.projectId)
      const given = tagRecord(tags)
      const run = await createLoggedRun(store, experiment, {
        name: run_name,
        userName: user_id || given[SPECIAL_TAGS.user] || user.name,
        startedAt: start_time ?? Date.now(),
        tags: given,
      })
      return { run: shownRun({ kind: 'logged', run }) }
    }),
    endpoint('GET /runs/get', ByRun, async (input, user) => ({
      run: shownRun(await openRun(store, runIdOf(input), user, 'view')),
    })),
    endpoint('POST /runs/update', Update, async ({ status, end_time, run_name, ...input }, user) => {
      const run = await logInto(runIdOf(input), user)
      await updateLoggedRun(store, run.id, { state: status, finishedAt: end_time, name: run_name })
      return { run_info: shownInfo(await loadAnyRun(store, run.id)) }
    }),
    ...(['delete', 'restore'] as const).map((act) =>
      endpoint(`POST /runs/${act}`, ByRun, async (input, user) => {
        const any = await openRun(store, runIdOf(input), user, 'log')
        const isArchived = marksOf(any).archivedAt !== null
        if (isArchived === (act === 'delete'))
          throw invalid(`Expected ${act === 'delete' ? 'an active' : 'a deleted'} run, got the other`)
        await changeMarks(store, any, { archived: act === 'delete' })
        return {}
      }),
    ),
    endpoint('POST /runs/search', Search, async (search, user) => pageOfRuns(store, search, user)),
    endpoint('POST /runs/log-metric', ByRun.extend(MetricIn.shape), async ({ key, value, timestamp, step, ...input }, user) =>
      log(runIdOf(input), user, { metrics: [{ key, value, time: timestamp, step }], params: [], tags: [] }),
    ),
    endpoint('POST /runs/log-parameter', ByRun.extend(Param.shape), async ({ key, value, ...input }, user) =>
      log(runIdOf(input), user, { metrics: [], params: [{ key, value }], tags: [] }),
    ),
    endpoint('POST /runs/log-batch', Batch, async ({ metrics, params, tags, ...input }, user) =>
      log(runIdOf(input), user, {
        metrics: metrics.map(({ key, value, timestamp, step }) => ({ key, value, time: timestamp, step })),
        params,
        tags,
      }),
    ),
    endpoint('POST /runs/set-tag', ByRun.extend(Tag.shape), async ({ key, value, ...input }, user) => {
      const any = await openRun(store, runIdOf(input), user, 'log')
      await changeMarks(store, any, { tags: { [key]: value } })
      return {}
    }),
    endpoint('POST /runs/delete-tag', ByRun.extend({ key: Key }), async ({ key, ...input }, user) => {
      const any = await openRun(store, runIdOf(input), user, 'log')
      if (marksOf(any).tags[key] === undefined) throw notFound(`Tag ${key} of run ${any.run.id}`)
      await changeMarks(store, any, { tags: { [key]: null } })
      return {}
    }),
    endpoint('POST /runs/log-inputs', ByRun.extend({ datasets: z.array(LoggedInput).default([]) }), async (input, user) => {
      const run = await logInto(runIdOf(input), user)
      await addInputs(store, run.id, input.datasets)
      return {}
    }),
    endpoint('POST /runs/outputs', ByRun, async (input, user) => {
      await logInto(runIdOf(input), user)
      return {}
    }),
    endpoint('POST /runs/log-model', ByRun.extend({ model_json: z.string() }), async ({ model_json, ...input }, user) => {
      const run = await logInto(runIdOf(input), user)
      if (!isJson(model_json)) throw invalid('Malformed model info: expected JSON in model_json')
      await addModel(store, run.id, model_json)
      return {}
    }),
  ]
}

const Create = z.object({
  experiment_id: Id.default('0'),
  user_id: z.string().default(''),
  run_name: z.string().default(''),
  start_time: Whole.optional(),
  tags: Tags,
})

const Update = ByRun.extend({
  status: LoggedState.optional(),
  end_time: Whole.optional(),
  run_name: z.string().optional(),
})

const Batch = ByRun.extend({
  metrics: z.array(MetricIn).max(MOST_LOGGED.metrics).default([]),
  params: z.array(Param).max(MOST_LOGGED.params).default([]),
  tags: z.array(Tag).max(MOST_LOGGED.tags).default([]),
}).refine(
  ({ metrics, params, tags }) => metrics.length + params.length + tags.length <= MOST_LOGGED.all,
  `A batch logging request can contain at most ${MOST_LOGGED.all} metrics, params and tags in all`,
)

const Search = z.object({
  experiment_ids: z.array(Id).default([]),
  filter: z.string().default(''),
  run_view_type: z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY'),
  max_results: Whole.min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  order_by: Words,
  page_token: z.string().optional(),
})

const VIEWS = { ACTIVE_ONLY: 'without', DELETED_ONLY: 'only', ALL: 'with' } as const

async function pageOfRuns(store: RunDeps['store'], search: z.output<typeof Search>, user: User) {
  const { experiment_ids, filter, run_view_type, max_results, order_by, page_token } = search
  const experiments = await Promise.all(experiment_ids.map((id) => loadExperiment(store, id)))
  const seen = experiments.filter(({ projectId }) => mayTrack(user, 'view', projectId))
  const place = placeOf(page_token)
  const found = await searchRuns(store, {
    experimentIds: seen.map(({ id }) => id),
    projectIds: seen.flatMap(({ projectId }) => projectId ?? []),
    filter,
    order: order_by,
    archived: VIEWS[run_view_type],
    studies: true,
    skip: place,
    limit: max_results + 1,
  })
  const next = found.length > max_results ? { next_page_token: pageToken(place + max_results) } : {}
  return { runs: found.slice(0, max_results).map(shownRun), ...next }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
