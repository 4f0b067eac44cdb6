import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { fieldOf } from './fields.ts'
import { type AnyRun, fromRow } from './logged-runs.ts'
import { asLoggedRows } from './own-runs.ts'
import { matchOf, orderStages, type Stage } from './search/run-query.ts'

type RunStore = Pick<Store, 'loggedRuns' | 'runs'>

/** Which runs, in which order, from where on. */
export interface RunSearch {
  readonly experimentIds: readonly string[]
  /** Those of the experiments that are projects. */
  readonly projectIds: readonly ProjectId[]
  /** MLflow's filter language; empty for all. */
  readonly filter: string
  readonly order: readonly string[]
  readonly archived: 'without' | 'only' | 'with'
  /** Runs of studies have pages of their own. */
  readonly studies: boolean
  readonly favouriteOf?: string | undefined
  /** Of logged runs only these metrics and parameters are read: `metrics.loss`, `params.lr`. */
  readonly columns?: readonly string[] | undefined
  readonly skip: number
  readonly limit: number
}

/** A page of the runs that a search finds, whoever made them, and how many there are before and after it too where that is asked. */
export async function searchRuns(store: RunStore, search: RunSearch): Promise<AnyRun[]> {
  const until = search.skip + search.limit
  const sorted = [...orderStages(search.order), { $limit: until }]
  const [logged, own] = branchesOf(search)
  const merged = own && { $unionWith: { coll: 'runs', pipeline: [...own, ...sorted] } }
  const page = await store.loggedRuns
    .aggregate<{ _id: RunId }>(
      [
        ...logged,
        ...sorted,
        ...(merged ? [merged, ...orderStages(search.order)] : []),
        { $skip: search.skip },
        { $limit: search.limit },
        { $project: { _id: 1 } },
      ],
      { allowDiskUse: true },
    )
    .toArray()
  return loadRuns(
    store,
    page.map(({ _id }) => _id),
    search.columns,
  )
}

/** How many runs a search finds in all: by the index alone where nothing narrows it. */
export async function countRuns(store: RunStore, search: RunSearch): Promise<number> {
  const { experimentIds, projectIds, filter, archived, favouriteOf } = search
  if (filter === '' && archived === 'without' && favouriteOf === undefined) {
    const experimentId = { $in: [...experimentIds] as ExperimentId[] }
    const [all, away, own] = await Promise.all([
      store.loggedRuns.countDocuments({ experimentId }),
      store.loggedRuns.countDocuments({ experimentId, 'marks.archivedAt': { $gt: 0 } }),
      projectIds.length === 0 ? 0 : counted(store, 'runs', branchesOf(search)[1] ?? []),
    ])
    return all - away + own
  }
  const [logged, own] = branchesOf(search)
  const counts = await Promise.all([counted(store, 'loggedRuns', logged), own ? counted(store, 'runs', own) : 0])
  return counts[0] + counts[1]
}

async function counted(store: RunStore, collection: 'loggedRuns' | 'runs', stages: readonly Stage[]): Promise<number> {
  const [answer] = await store[collection].aggregate<{ count: number }>([...stages, { $count: 'count' }]).toArray()
  return answer?.count ?? 0
}

// First by the index, then by what is written; runs of projects are looked at as if they had been logged.
function branchesOf({ experimentIds, projectIds, filter, archived, studies, favouriteOf }: RunSearch): [Stage[], Stage[] | null] {
  const conditions = [
    matchOf(filter),
    ...(archived === 'without' ? [{ 'marks.archivedAt': { $in: [null] } }] : []),
    ...(archived === 'only' ? [{ 'marks.archivedAt': { $type: 'number' } }] : []),
    ...(favouriteOf === undefined ? [] : [{ 'marks.favouriteOf': favouriteOf }]),
  ].filter((condition) => Object.keys(condition).length > 0)
  const match = conditions.length === 0 ? [] : [{ $match: { $and: conditions } }]
  const ids = [...experimentIds] as ExperimentId[]
  const logged = [{ $match: { experimentId: ids.length === 1 ? ids[0] : { $in: ids } } }, ...kindStage(filter), ...match]
  if (projectIds.length === 0) return [logged, null]
  const own = [{ $match: { projectId: { $in: projectIds }, ...(!studies && { trial: null }) } }, ...asLoggedRows(), ...match]
  return [logged, own]
}

// The rows of logged runs do not say that they are.
const kindStage = (filter: string): Stage[] => (/\bkind\b/.test(filter) ? [{ $addFields: { kind: 'logged' } }] : [])

/** Runs by their ids, whoever made them, in that order; those that are not there are left out. */
export async function loadRuns(store: RunStore, ids: readonly RunId[], columns?: readonly string[]): Promise<AnyRun[]> {
  const [logged, own] = await Promise.all([
    store.loggedRuns.find({ _id: { $in: [...ids] } }, columns ? { projection: projectionOf(columns) } : {}).toArray(),
    store.runs.find({ _id: { $in: [...ids] } }).toArray(),
  ])
  const byId = new Map<RunId, AnyRun>([
    ...logged.map((row): [RunId, AnyRun] => [row._id, { kind: 'logged', run: fromRow(row) }]),
    ...own.map((row): [RunId, AnyRun] => [row._id, { kind: 'own', run: fromStored(row) }]),
  ])
  return ids.flatMap((id) => byId.get(id) ?? [])
}

const ALWAYS_READ = ['experimentId', 'projectId', 'name', 'state', 'userName', 'startedAt', 'finishedAt', 'marks'] as const

function projectionOf(columns: readonly string[]): Record<string, 1> {
  const fields = columns.map((column) => {
    const dot = column.indexOf('.')
    return `${column.slice(0, dot)}.${fieldOf(column.slice(dot + 1))}`
  })
  const wanted = fields.filter((field) => /^(metrics|params)\../.test(field))
  return Object.fromEntries([...ALWAYS_READ, ...wanted].map((field) => [field, 1]))
}
