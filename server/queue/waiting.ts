import { type AssetStatus, UNSUBMITTED_ASSET_STATUSES } from '#shared/domain/asset.ts'

/** Whose turn it is on an asset, by its status. */
export const WAITING = {
  annotator: UNSUBMITTED_ASSET_STATUSES,
  reviewer: ['review', 'suggested'],
} as const satisfies Record<string, readonly AssetStatus[]>
export type QueueRole = keyof typeof WAITING

/** What each role is given first, then next: what was submitted does not wait behind what nobody looked at. */
export const ROUNDS = {
  annotator: [UNSUBMITTED_ASSET_STATUSES],
  reviewer: [['review'], ['suggested']],
} as const satisfies Record<QueueRole, readonly (readonly AssetStatus[])[]>
