import { areaOverlap } from '#shared/decoding/area-overlap.ts'
import { decoders } from '#shared/decoding/index.ts'
import { CENTRE_CHANNELS, OFFSET_CHANNELS } from '#shared/decoding/segmentation/channels.ts'
import { meanAveragePrecision50 } from '../mean-average-precision.ts'
import type { Task } from '../task.ts'
import { segmentationLoss } from './loss.ts'
import { segmentationTargets } from './targets.ts'

/** Sigmoid of -1.4 is 0.2: at the start most cells are taken for nothing. */
const LABEL_BIAS = -1.4
/** Sigmoid of -4 is 0.02: at the start no cell is taken for a middle, below the least that is looked at. */
const CENTRE_BIAS = -4

/** Outlines with labels, and the pixels of every label: each cell says what it belongs to and where the middle of that is. */
export const segmentation: Task = {
  id: 'segmentation',
  outputBias: ({ length }) => [
    ...new Array<number>(length).fill(LABEL_BIAS),
    ...new Array<number>(CENTRE_CHANNELS).fill(CENTRE_BIAS),
    ...new Array<number>(OFFSET_CHANNELS).fill(0),
  ],
  augmentation: {
    scale: 0.4,
    shift: 0,
    rotationDegrees: 15,
    brightness: 0.1,
    contrast: 0.25,
    horizontalFlip: true,
    verticalFlip: false,
  },
  targets: segmentationTargets,
  loss: segmentationLoss,
  decode: decoders.segmentation,
  measure: (predictions, truth, labels) => meanAveragePrecision50(predictions, truth, labels, areaOverlap),
}
