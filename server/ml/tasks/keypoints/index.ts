import { decoders } from '#shared/decoding/index.ts'
import { jointsOf, OFFSETS } from '#shared/decoding/keypoints/joints.ts'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { LearnedShape } from '#shared/decoding/prediction.ts'
import { skeletonSimilarity } from '#shared/tasks/skeleton-similarity.ts'
import type { Scalar, Tensor, Tensor4D, Tf } from '../../engines/tensor.ts'
import { detection } from '../detection/index.ts'
import { meanAveragePrecision50 } from '../mean-average-precision.ts'
import type { Task } from '../task.ts'
import { jointLoss } from './loss.ts'
import { withBox } from './skeleton-box.ts'
import { jointTargets } from './targets.ts'

/** Sigmoid of -3 is 0.05: at the start nearly no cell is taken for a keypoint. */
const HEAT_BIAS = -3
const JOINT_TENSORS = 3

/**
 * Skeletons: what detection says of the box around them, and behind it per keypoint how much a cell is it, and how far it is from the
 * middle of its object (after Zhou et al. 2019, "Objects as Points").
 */
export const keypoints: Task = {
  id: 'keypoints',
  outputBias(labels) {
    const { count } = jointsOf(labels)
    if (count === 0) throw new Error('expected a label with a skeleton, got none: give one its keypoints in the settings')
    return [
      ...detection.outputBias(labels),
      ...new Array<number>(count).fill(HEAT_BIAS),
      ...new Array<number>(count * OFFSETS).fill(0),
    ]
  },
  augmentation: { scale: 0.3, shift: 0.05, rotationDegrees: 25, brightness: 0.1, contrast: 0.25, horizontalFlip: true },
  targets: (tf, batch, grid, labels) => [
    ...jointTargets(tf, batch, grid, labels),
    ...detection.targets(
      tf,
      batch.map((objects) => objects.flatMap(withBox)),
      grid,
      labels,
    ),
  ],
  loss: keypointsLoss,
  decode: decoders.keypoints,
  measure: (predictions, truth, labels) => ({
    ...meanAveragePrecision50(predictions, truth, labels, similarity),
    metricName: 'OKS mAP50',
  }),
}

function keypointsLoss(tf: Tf, output: Tensor, targets: readonly Tensor[], labels: readonly LearnedLabel[]): Scalar {
  const { count } = jointsOf(labels)
  const boxChannels = detection.outputBias(labels).length
  const [boxes, joints] = tf.split(output as Tensor4D, [boxChannels, count * (1 + OFFSETS)], 3) as [Tensor, Tensor]
  const ofBoxes = detection.loss(tf, boxes, targets.slice(JOINT_TENSORS), labels)
  return tf.add(ofBoxes, jointLoss(tf, joints, targets.slice(0, JOINT_TENSORS), count)) as Scalar
}

const similarity = (truth: LearnedShape, found: LearnedShape): number =>
  truth.kind === 'skeleton' && found.kind === 'skeleton' ? skeletonSimilarity(found, truth) : 0
