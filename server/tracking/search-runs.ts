import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
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
  )
}

/** How many runs a search finds in all. */
export async function countRuns(store: RunStore, search: RunSearch): Promise<number> {
  const [logged, own] = branchesOf(search)
  const counted = async (collection: 'loggedRuns' | 'runs', stages: Stage[]) => {
    const [answer] = await store[collection].aggregate<{ count: number }>([...stages, { $count: 'count' }]).toArray()
    return answer?.count ?? 0
  }
  const counts = await Promise.all([counted('loggedRuns', logged), own ? counted('runs', own) : 0])
  return counts[0] + counts[1]
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

async function loadRuns(store: RunStore, ids: readonly RunId[]): Promise<AnyRun[]> {
  const [logged, own] = await Promise.all([
    store.loggedRuns.find({ _id: { $in: [...ids] } }).toArray(),
    store.runs.find({ _id: { $in: [...ids] } }).toArray(),
  ])
  const byId = new Map<RunId, AnyRun>([
    ...logged.map((row): [RunId, AnyRun] => [row._id, { kind: 'logged', run: fromRow(row) }]),
    ...own.map((row): [RunId, AnyRun] => [row._id, { kind: 'own', run: fromStored(row) }]),
  ])
  return ids.flatMap((id) => byId.get(id) ?? [])
}
