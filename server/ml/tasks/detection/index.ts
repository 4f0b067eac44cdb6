import { boxIou } from '#shared/decoding/box-iou.ts'
import { SIDES } from '#shared/decoding/detection.ts'
import { decoders } from '#shared/decoding/index.ts'
import { meanAveragePrecision50 } from '../mean-average-precision.ts'
import type { Task } from '../task.ts'
import { detectionLoss } from './loss.ts'
import { detectionTargets } from './targets.ts'

/** Sigmoid of -2.5 is 0.08: at the start nearly no cell is taken for a centre. */
const SCORE_BIAS = -2.5
/** e to the 1: at the start every side is about three cells away. */
const DISTANCE_BIAS = 1

/** Boxes with labels: per cell a score for each label, and the logarithm of the distances to the four sides in cells. */
export const detection: Task = {
  id: 'detection',
  forgives: true,
  outputBias: ({ length }) => [...new Array<number>(length).fill(SCORE_BIAS), ...new Array<number>(SIDES).fill(DISTANCE_BIAS)],
  augmentation: {
    scale: 0.3,
    shift: 0,
    rotationDegrees: 0,
    brightness: 0.08,
    contrast: 0.2,
    horizontalFlip: true,
    verticalFlip: false,
  },
  targets: detectionTargets,
  loss: detectionLoss,
  decode: decoders.detection,
  measure: (predictions, truth, labels) => meanAveragePrecision50(predictions, truth, labels, boxIou),
}
