import { z } from 'zod'
import type { User } from '#shared/domain/people.ts'
import type { Experiment } from '#shared/domain/tracking.ts'
import { invalid, notFound } from '../../errors.ts'
import type { Store } from '../../store/store.ts'
import {
  changeExperiment,
  createExperiment,
  findExperiment,
  listExperiments,
  loadExperiment,
  tagExperiment,
} from '../experiments.ts'
import { mayTrack, requireTracking, type TrackingAct } from '../permissions.ts'
import { holds } from '../search/holds.ts'
import { parseFilter, parseOrder, type Subject } from '../search/parse-filter.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { Id, Key, Name, pageToken, placeOf, shownExperiment, Tag, Tags, tagRecord, Whole, Words } from './wire.ts'

const DEFAULT_PAGE = 1000
const LARGEST_PAGE = 50_000
const ATTRIBUTES = { name: 'text', experiment_id: 'text', creation_time: 'number', last_update_time: 'number' } as const
const ById = z.object({ experiment_id: Id })

export type ExperimentDeps = { readonly store: Pick<Store, 'experiments' | 'projects' | 'count'> }

/** Experiments: projects, and those that outside clients made. */
export function experimentEndpoints({ store }: ExperimentDeps): Endpoint[] {
  const load = async (id: string, user: User, act: TrackingAct): Promise<Experiment> => {
    const experiment = await loadExperiment(store, id)
    requireTracking(user, act, experiment.projectId)
    return experiment
  }
  return [
    endpoint('POST /experiments/create', z.object({ name: Name, tags: Tags }), async ({ name, tags }, user) => {
      requireTracking(user, 'log', null)
      const { id } = await createExperiment(store, { name, tags: tagRecord(tags), createdBy: user.id })
      return { experiment_id: id }
    }),
    endpoint('GET /experiments/get', ById, async ({ experiment_id }, user) => ({
      experiment: shownExperiment(await load(experiment_id, user, 'view')),
    })),
    endpoint('GET /experiments/get-by-name', z.object({ experiment_name: z.string() }), async ({ experiment_name }, user) => {
      const found = await findExperiment(store, experiment_name)
      if (!found || !mayTrack(user, 'view', found.projectId)) throw notFound(`An experiment named "${experiment_name}"`)
      return { experiment: shownExperiment(found) }
    }),
    endpoint('GET POST /experiments/search', Search, async (search, user) => {
      const seen = (await listExperiments(store)).filter(({ projectId }) => mayTrack(user, 'view', projectId))
      return pageOfExperiments(seen, search)
    }),
    endpoint(
      'POST /experiments/update',
      ById.extend({ new_name: Name.optional() }),
      async ({ experiment_id, new_name }, user) => {
        const experiment = await load(experiment_id, user, 'log')
        if (experiment.state === 'deleted') throw invalid(`Expected an active experiment, ${experiment.name} is deleted`)
        if (new_name !== undefined) await changeExperiment(store, experiment, { name: new_name })
        return {}
      },
    ),
    ...(['delete', 'restore'] as const).map((act) =>
      endpoint(`POST /experiments/${act}`, ById, async ({ experiment_id }, user) => {
        const experiment = await load(experiment_id, user, 'log')
        await changeExperiment(store, experiment, { state: act === 'delete' ? 'deleted' : 'active' })
        return {}
      }),
    ),
    endpoint('POST /experiments/set-experiment-tag', ById.extend(Tag.shape), async ({ experiment_id, key, value }, user) => {
      await tagExperiment(store, await load(experiment_id, user, 'log'), key, value)
      return {}
    }),
    endpoint('POST /experiments/delete-experiment-tag', ById.extend({ key: Key }), async ({ experiment_id, key }, user) => {
      await tagExperiment(store, await load(experiment_id, user, 'log'), key, null)
      return {}
    }),
  ]
}

const Search = z.object({
  max_results: Whole.min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
  page_token: z.string().optional(),
  filter: z.string().default(''),
  order_by: Words,
  view_type: z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY'),
})

function pageOfExperiments(all: readonly Experiment[], search: z.output<typeof Search>) {
  const { max_results, page_token, filter, order_by, view_type } = search
  const conditions = parseFilter(filter, ATTRIBUTES)
  const orders = order_by.map((order) => parseOrder(order, ATTRIBUTES))
  const wanted = all.filter(({ state }) => view_type === 'ALL' || (view_type === 'ACTIVE_ONLY') === (state === 'active'))
  const found = wanted.filter((experiment) => holds(conditions, (subject) => valueAt(experiment, subject)))
  const sorted = found.sort((a, b) => {
    for (const { descending, ...subject } of orders) {
      const [left, right] = [valueAt(a, subject) ?? '', valueAt(b, subject) ?? '']
      if (left !== right) return left < right !== descending ? -1 : 1
    }
    return b.changedAt - a.changedAt
  })
  const place = placeOf(page_token)
  const page = sorted.slice(place, place + max_results)
  const next = place + max_results < sorted.length ? { next_page_token: pageToken(place + max_results) } : {}
  return { experiments: page.map(shownExperiment), ...next }
}

function valueAt(experiment: Experiment, { entity, key }: Subject): string | number | undefined {
  if (entity === 'tag') return experiment.tags[key]
  const { experiment_id, name, creation_time, last_update_time } = shownExperiment(experiment)
  return { experiment_id, name, creation_time, last_update_time }[key]
}
