import { boundsIou } from '#shared/shapes/bounds.ts'
import type { Box } from '#shared/shapes/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

/** Boxes of one label that share more than this are taken for the same object (section 3 of the paper). */
const SAME_OBJECT_IOU = 0.55

/** A prediction of a box. */
export type BoxPrediction = LabelledPrediction & { readonly shape: Box }

/** What one model says of an image, and how much it is trusted. */
export interface Voice {
  readonly predictions: readonly BoxPrediction[]
  /** Relative to the others; 1 where nothing is known. */
  readonly weight: number
}

/**
 * Weighted boxes fusion (Solovyev et al. 2021, Image and Vision Computing 107, arXiv 1910.13302): what several models see of one object
 * becomes one box, the mean of theirs by score; its score is the mean of theirs, less the fewer models saw it. Boxes in any one unit;
 * the fused ones come best first.
 */
export function fuseBoxes(voices: readonly Voice[]): BoxPrediction[] {
  const trust = voices.reduce((sum, { weight }) => sum + weight, 0)
  const heard = voices
    .flatMap(({ predictions, weight }) => predictions.map((prediction) => ({ ...prediction, score: prediction.score * weight })))
    .sort((a, b) => b.score - a.score)
  const clusters: Cluster[] = []
  for (const prediction of heard) {
    const cluster = clusterOf(prediction, clusters)
    if (!cluster) clusters.push({ members: [prediction], fused: prediction })
    else {
      cluster.members.push(prediction)
      cluster.fused = meanOf(cluster.members)
    }
  }
  return clusters
    .map(({ members, fused }) => ({ ...fused, score: (fused.score * Math.min(voices.length, members.length)) / trust }))
    .sort((a, b) => b.score - a.score)
}

interface Cluster {
  readonly members: BoxPrediction[]
  fused: BoxPrediction
}

// The closest one, not the first.
function clusterOf({ label, shape }: BoxPrediction, clusters: readonly Cluster[]): Cluster | null {
  let closest: { cluster: Cluster; iou: number } | null = null
  for (const cluster of clusters) {
    if (cluster.fused.label !== label) continue
    const iou = boundsIou(cluster.fused.shape, shape)
    if (iou > (closest?.iou ?? SAME_OBJECT_IOU)) closest = { cluster, iou }
  }
  return closest?.cluster ?? null
}

function meanOf(members: readonly BoxPrediction[]): BoxPrediction {
  const total = members.reduce((sum, { score }) => sum + score, 0)
  const mean = (of: (box: Box) => number) => members.reduce((sum, { score, shape }) => sum + score * of(shape), 0) / total
  const [first] = members
  if (!first) throw new Error('Expected at least one box to fuse')
  const x = mean((box) => box.x)
  const y = mean((box) => box.y)
  const shape: Box = {
    kind: 'box',
    x,
    y,
    width: mean((box) => box.x + box.width) - x,
    height: mean((box) => box.y + box.height) - y,
  }
  return { ...first, shape, score: total / members.length }
}
