import type { Vote } from '#shared/domain/labeling-function.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { VotedAsset } from '../vote.ts'
import type { SaidObject } from './voter.ts'

/** A proposed shape and one that somebody else sees are the same object from this overlap on. */
const SAME_OBJECT_IOU = 0.5

/** One label for the whole image; where shapes are voted on, for every shape on it. */
export function sayOfAll(on: VotedOn, asset: Pick<VotedAsset, 'proposals'>, label: string): Vote[] {
  if (on !== 'shapes') return [{ on: null, label, against: false }]
  return asset.proposals.map(({ id }) => ({ on: id, label, against: false }))
}

/** What somebody who named all objects of an image says of the proposed shapes: the label of the one in the same place, or that there is none. */
export function sayOfShapes(asset: Pick<VotedAsset, 'proposals'>, seen: readonly SaidObject[]): Vote[] {
  return asset.proposals.map((proposal) => {
    const alike = seen
      .map(({ label, shape }) => ({ label, iou: overlap(shape, proposal.shape) }))
      .filter(({ iou }) => iou >= SAME_OBJECT_IOU)
      .sort((a, b) => b.iou - a.iou)[0]
    return alike
      ? { on: proposal.id, label: alike.label, against: false }
      : { on: proposal.id, label: proposal.label, against: true }
  })
}
