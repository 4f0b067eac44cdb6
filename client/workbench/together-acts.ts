import type { AssetState } from '#shared/operations.ts'
import type { Neighbour } from '../canvas/neighbours.ts'
import { startComment } from './comments/comments-state.ts'
import { type Desk, isLocked, selectedOf, stateOf } from './desk.ts'

/** Working beside others: choosing between two versions, talking about the image, taking a submission back. */
export const togetherActs = {
  keepTheirs: (desk: Desk) => settleFirst(desk, desk.annotations.keepTheirs),
  keepMine: (desk: Desk) => settleFirst(desk, desk.annotations.keepMine),
  comment(desk: Desk) {
    const selected = selectedOf(desk)
    startComment(selected ? { type: 'annotation', annotationId: selected.id } : null)
  },
  takeBack(desk: Desk) {
    const state = stateOf(desk)
    if (!state || !mayTakeBack(desk, state) || isLocked(desk)) return
    desk.annotations.change([{ type: 'asset', status: 'begun' }])
  },
} as const

/** Whether the image waits for review, so that its annotator may still say that it is not done. */
export const mayTakeBack = (desk: Desk, { status }: AssetState): boolean => status === 'review' && desk.role === 'annotator'

/** Who has one of these shapes in their hand; null where nobody has. */
export const holderOf = (others: readonly Neighbour[], ids: readonly string[]): Neighbour | null =>
  others.find(({ holding }) => holding !== null && ids.includes(holding.annotationId)) ?? null

function settleFirst(desk: Desk, settle: Desk['annotations']['keepMine']) {
  const [first] = desk.annotations.getSnapshot().conflicts
  if (first) settle(first.target)
}
