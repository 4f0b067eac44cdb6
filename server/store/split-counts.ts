import { Split } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from './store.ts'

type CountingStore = Pick<Store, 'assets' | 'counters'>

/** How many assets of a project each split holds: counted once, kept up by `addSplitCounts`. Near enough for sharing out what comes next. */
export async function splitCounts(store: CountingStore, projectId: ProjectId): Promise<Record<Split, number>> {
  const rows = await store.counters.find({ _id: { $in: Split.options.map((split) => counterOf(projectId, split)) } }).toArray()
  const known = new Map(rows.map(({ _id, value }) => [_id, value]))
  const counted = await Promise.all(
    Split.options.map(async (split) => {
      const _id = counterOf(projectId, split)
      const value = known.get(_id) ?? (await store.assets.countDocuments({ projectId, split }))
      if (!known.has(_id)) await store.counters.updateOne({ _id }, { $set: { value } }, { upsert: true })
      return [split, value] as const
    }),
  )
  return Object.fromEntries(counted) as Record<Split, number>
}

/** Adds assets that came. */
export async function addSplitCounts(
  store: Pick<Store, 'counters'>,
  projectId: ProjectId,
  splits: readonly Split[],
): Promise<void> {
  const writes = Split.options.flatMap((split) => {
    const value = splits.filter((one) => one === split).length
    return value === 0 ? [] : [{ updateOne: { filter: { _id: counterOf(projectId, split) }, update: { $inc: { value } } } }]
  })
  if (writes.length > 0) await store.counters.bulkWrite(writes)
}

/** Has them counted anew when they are asked for next: after assets went, or a crash left doubt. */
export async function forgetSplitCounts(store: Pick<Store, 'counters'>, projectId: ProjectId): Promise<void> {
  await store.counters.deleteMany({ _id: { $in: Split.options.map((split) => counterOf(projectId, split)) } })
}

const counterOf = (projectId: ProjectId, split: Split): string => `split:${projectId}:${split}`
