import type { AssetOrder } from '#shared/domain/saved-view.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { type AssetPlan, WITHOUT_TERMS } from './asset-plan.ts'

type AssetStore = Pick<Store, 'assets'>

/** Places in import order that are looked through at first, how much more each time, and what is not worth a question of its own. */
const FIRST_STRETCH = 4000
const GROWTH = 2
const SHORTEST_STRETCH = 500
/** After so long a page goes out as far as it has come, and says where to go on. */
const LONGEST_LOOK_MS = 45
/** Counting goes on beside the page, and should not be what it waits for. */
const LONGEST_COUNT_MS = 25
/** More are not counted: "more than 10,000". */
const MOST_COUNTED = 10_000

/** Some images in order; `reached` is the place up to which was looked, null where that is the end. */
export interface Walked {
  readonly rows: AssetRow[]
  readonly reached: number | null
}

/** The next images of a plan after a place (null: from the beginning). Bounded in time, also where hardly any image fits: then the page is short. */
export async function walk(
  store: AssetStore,
  plan: AssetPlan,
  { after, order, limit }: { after: number | null; order: AssetOrder; limit: number },
): Promise<Walked> {
  const { filter, index, access, along } = plan
  const find = (from: number | null, to: number | null, most: number) =>
    store.assets
      .find(
        { ...filter, ...stretch(order, from, to) },
        { hint: index, limit: most, sort: { order: order === 'newest' ? -1 : 1 }, projection: WITHOUT_TERMS },
      )
      .toArray()
  if (access.isExact || along !== null) {
    const rows = await find(after, null, limit)
    return { rows, reached: rows.length < limit ? null : (rows.at(-1)?.order ?? null) }
  }
  const rows: AssetRow[] = []
  let reached: number | null = null
  for await (const { from, to } of stretches(store, plan, order, after, LONGEST_LOOK_MS)) {
    rows.push(...(await find(from, to, limit - rows.length)))
    if (rows.length === limit) return { rows, reached: rows.at(-1)?.order ?? null }
    reached = to
  }
  return { rows, reached }
}

/** How many images fit: exact where it can be had in a moment; otherwise at least so many. */
export async function countAlong(store: AssetStore, plan: AssetPlan): Promise<{ total: number; isLeast: boolean }> {
  const { filter, index, access, along } = plan
  const limit = MOST_COUNTED + 1
  if (access.isExact || along !== null) {
    const total = await store.assets.countDocuments(filter, { hint: index, limit })
    return { total: Math.min(total, MOST_COUNTED), isLeast: total > MOST_COUNTED }
  }
  let total = 0
  let reached: number | null = null
  for await (const { from, to } of stretches(store, plan, 'oldest', null, LONGEST_COUNT_MS)) {
    total += await store.assets.countDocuments(
      { ...filter, ...stretch('oldest', from, to) },
      { hint: index, limit: limit - total },
    )
    if (total > MOST_COUNTED) return { total: MOST_COUNTED, isLeast: true }
    reached = to
  }
  return { total, isLeast: reached !== null }
}

const stretch = (order: AssetOrder, from: number | null, to: number | null) => {
  const [beyond, upTo] = order === 'newest' ? (['$lt', '$gte'] as const) : (['$gt', '$lte'] as const)
  const bounds = { ...(from !== null && { [beyond]: from }), ...(to !== null && { [upTo]: to }) }
  return Object.keys(bounds).length > 0 ? { order: bounds } : {}
}

/** Stretches of the import order, longer and longer, each no longer than what is left of the time allows at the pace of the one before; `to` is null at the end. */
async function* stretches(
  store: AssetStore,
  { projectId }: AssetPlan,
  order: AssetOrder,
  after: number | null,
  longestMs: number,
): AsyncGenerator<{ from: number; to: number | null }> {
  const last = await store.assets.findOne({ projectId }, { sort: { order: -1 }, projection: { order: 1 } })
  if (!last) return
  const direction = order === 'newest' ? -1 : 1
  const end = order === 'newest' ? 0 : last.order
  const latest = performance.now() + longestMs
  let from = after ?? (order === 'newest' ? last.order + 1 : 0)
  let length = FIRST_STRETCH
  while (length >= SHORTEST_STRETCH && (end - from) * direction > 0) {
    const begun = performance.now()
    const place = from + direction * length
    const to = (end - place) * direction <= 0 ? null : place
    yield { from, to }
    if (to === null) return
    const ended = performance.now()
    const affordable = (length / (ended - begun)) * (latest - ended)
    length = Math.floor(Math.min(length * GROWTH, affordable))
    from = to
  }
}
