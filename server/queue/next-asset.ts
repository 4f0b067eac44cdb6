import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { FIRST_RANK, freeOf, HELD_INDEX, heldBy, indexFor, type QueueSort, sortOf, type Wanted } from './queue-queries.ts'
import { type QueueRole, ROUNDS, WAITING } from './waiting.ts'

const MS_PER_MINUTE = 60_000
const BY_RANK = { rank: 1, uncertainty: -1 } as const

export interface NextRequest {
  readonly projectId: ProjectId
  readonly userId: UserId
  readonly role: QueueRole
  readonly except: readonly AssetId[]
}
export interface QueueDeps {
  readonly store: Pick<Store, 'assets' | 'projects'>
  readonly now?: () => number
  /** 0 to 1. */
  readonly random?: () => number
}

/** Reserves the next asset for a person: what they hold already, else the first of the project's order that nobody holds. */
export async function reserveNext(
  { store, now = Date.now, random = Math.random }: QueueDeps,
  { role, ...request }: NextRequest,
): Promise<AssetRow | null> {
  const { loop } = await loadProject(store, request.projectId)
  const wanted: Wanted = { ...request, at: now() }
  const reserve = (filter: object, walk: { sort?: QueueSort; hint: Record<string, 1 | -1> }) =>
    store.assets.findOneAndUpdate(
      filter,
      { $set: { reservedBy: request.userId, reservedUntil: wanted.at + loop.queue.reservationMinutes * MS_PER_MINUTE } },
      { ...walk, returnDocument: 'after' },
    )
  const held = await reserve(heldBy(wanted, WAITING[role]), { hint: HELD_INDEX })
  if (held) return held
  for (const statuses of ROUNDS[role]) {
    const isSubmitted = (statuses as readonly string[]).includes('review')
    const first = isSubmitted
      ? null
      : await reserve({ ...freeOf(wanted, statuses), rank: FIRST_RANK }, { hint: indexFor(BY_RANK) })
    if (first) return first
    const sort: QueueSort = isSubmitted ? { order: 1 } : sortOf(loop.queue, random())
    const row = await reserve(freeOf(wanted, statuses), { sort, hint: indexFor(sort) })
    if (row) return row
  }
  return null
}

/** How many assets wait for a role, whoever holds them. */
export async function countWaiting(store: Pick<Store, 'assets'>, projectId: ProjectId, role: QueueRole): Promise<number> {
  const counts = await Promise.all(
    WAITING[role].map((status) => store.assets.countDocuments({ projectId, status }, { hint: indexFor({ order: 1 }) })),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
