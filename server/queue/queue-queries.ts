import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { LoopSettings } from '#shared/domain/project.ts'

/** What somebody asks the queue for. */
export interface Wanted {
  readonly projectId: ProjectId
  readonly userId: UserId
  readonly except: readonly AssetId[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What the person holds already and has not finished. */
export const heldBy = ({ projectId, userId, except, at }: Wanted, statuses: readonly AssetStatus[]) => ({
  reservedBy: userId,
  projectId,
  reservedUntil: { $gt: at },
  status: { $in: [...statuses] },
  _id: { $nin: [...except] },
})

/** What waits and nobody holds. */
export const freeOf = ({ projectId, except, at }: Wanted, statuses: readonly AssetStatus[]) => ({
  projectId,
  status: { $in: [...statuses] },
  reservedUntil: { $lte: at },
  _id: { $nin: [...except] },
})

/** The index that finds what a person holds. */
export const HELD_INDEX = { reservedBy: 1, projectId: 1 } as const
/** The index that walks what waits in this order; without being told, the database may rather sort a whole project. */
export const indexFor = (sort: QueueSort): Record<string, 1 | -1> => ({ projectId: 1, status: 1, ...sort })

/** Images that a person wants labelled next have this rank: they come before all others, whatever the order is. */
export const FIRST_RANK = 0

export type QueueSort = { rank: 1; uncertainty: -1 } | { lottery: 1 } | { order: 1 }

/**
 * In which order the queue is drawn from this time. What would teach most comes by its rank (see rank-assets.ts); what was not ranked yet comes
 * before that, the unsure first. `chance` (0 to 1) decides whether this one belongs to the share drawn by lot, which
 * keeps the figures of what people see unbiased.
 */
export function sortOf({ order, randomShare }: LoopSettings['queue'], chance: number): QueueSort {
  switch (order) {
    case 'uncertain':
      return chance < randomShare ? { lottery: 1 } : { rank: 1, uncertainty: -1 }
    case 'random':
      return { lottery: 1 }
    case 'name':
      return { order: 1 }
    default:
      return order satisfies never
  }
}
