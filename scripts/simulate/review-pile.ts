import type { AssetId, UserId } from '#shared/domain/ids.ts'

const MOST_NAMED = 100

/** What waits for review, as the team knows it from each other; the queue decides who gets what. */
export interface ReviewPile {
  add(assetId: AssetId, labelledBy: UserId): void
  remove(assetId: AssetId): void
  /** Whether something waits that this person may review. */
  hasWorkFor(userId: UserId): boolean
  /** The assets that this person labelled and should pass over. */
  ownOf(userId: UserId): AssetId[]
}

/** A pile for a team of so many people; one alone reviews their own work. */
export function createReviewPile(people: number): ReviewPile {
  const waiting = new Map<AssetId, UserId>()
  const isOwn = (labelledBy: UserId, userId: UserId) => people > 1 && labelledBy === userId
  return {
    add: (assetId, labelledBy) => void waiting.set(assetId, labelledBy),
    remove: (assetId) => void waiting.delete(assetId),
    hasWorkFor: (userId) => [...waiting.values()].some((labelledBy) => !isOwn(labelledBy, userId)),
    ownOf: (userId) =>
      [...waiting].flatMap(([assetId, labelledBy]) => (isOwn(labelledBy, userId) ? [assetId] : [])).slice(-MOST_NAMED),
  }
}
