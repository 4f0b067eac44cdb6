import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { FunctionSource, LabelingFunction } from '#shared/domain/labeling-function.ts'
import { conflict, notFound } from '../errors.ts'
import type { LabelingFunctionRow } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

type FunctionStore = Pick<Store, 'labelingFunctions'>
/** More than this many functions of a project are a mistake. */
const MOST_FUNCTIONS = 200

/** The functions of a project, by name: of each the newest version, unless that was removed. */
export async function listFunctions(store: FunctionStore, projectId: ProjectId): Promise<LabelingFunction[]> {
  const newest = await store.labelingFunctions
    .aggregate<{ newest: LabelingFunctionRow }>([
      { $match: { projectId } },
      { $sort: { name: 1, version: -1 } },
      { $group: { _id: '$name', newest: { $first: '$$ROOT' } } },
      { $match: { 'newest.state': { $ne: 'removed' } } },
      { $sort: { _id: 1 } },
      { $limit: MOST_FUNCTIONS },
    ])
    .toArray()
  return newest.map((found) => withoutId(found.newest))
}

/** Every version of a function, newest first. */
export async function versionsOf(store: FunctionStore, projectId: ProjectId, name: string): Promise<LabelingFunction[]> {
  const rows = await store.labelingFunctions.find({ projectId, name }).sort({ version: -1 }).limit(MOST_FUNCTIONS).toArray()
  return rows.map(withoutId)
}

/** What somebody wants a function to be from now on; `base` is the version they saw, 0 for a new one. */
export interface FunctionChange {
  readonly projectId: ProjectId
  readonly name: string
  readonly base: number
  readonly state: LabelingFunction['state']
  /** Left out: as it was. */
  readonly source?: FunctionSource
  readonly changedBy: UserId
}

/** Writes the next version of a function; a conflict where somebody else was first. */
export async function changeFunction(store: FunctionStore, change: FunctionChange): Promise<LabelingFunction> {
  const { projectId, name, base, state, changedBy } = change
  const [latest] = await versionsOf(store, projectId, name)
  const isNew = base === 0 && (!latest || latest.state === 'removed')
  if (!isNew && !latest) throw notFound(`The labeling function "${name}"`)
  if (!isNew && latest?.version !== base)
    throw conflict(
      base === 0 ? `There is a labeling function "${name}" already` : 'Somebody else changed this first: load it again',
    )
  const source = change.source ?? latest?.source
  if (!source) throw notFound(`The labeling function "${name}"`)
  const version = (latest?.version ?? 0) + 1
  const row = { projectId, name, version, state, source, changedBy, changedAt: Date.now() }
  try {
    await store.labelingFunctions.insertOne({ _id: `${projectId}:${name}:${version}`, ...row })
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict('Somebody else changed this first: load it again')
    throw error
  }
  return row
}

const withoutId = ({ _id, ...row }: LabelingFunctionRow): LabelingFunction => row
