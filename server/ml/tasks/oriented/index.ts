import { areaOverlap } from '#shared/decoding/area-overlap.ts'
import { decoders } from '#shared/decoding/index.ts'
import { GEOMETRY } from '#shared/decoding/oriented/channels.ts'
import { meanAveragePrecision50 } from '../mean-average-precision.ts'
import type { Task } from '../task.ts'
import { orientedLoss } from './loss.ts'
import { orientedTargets } from './targets.ts'

/** Sigmoid of -2.5 is 0.08: at the start nearly no cell is taken for a centre. */
const SCORE_BIAS = -2.5
/** e to the 2: at the start every side is about seven cells long. */
const SIDE_BIAS = 2
/** At the start every box lies flat. */
const FLAT = [1, 0] as const

/** Turned boxes with labels: per cell a score for each label, where the centre is, how long the sides are and how they are turned. */
export const oriented: Task = {
  id: 'oriented',
  outputBias: ({ length }) => [
    ...new Array<number>(length).fill(SCORE_BIAS),
    ...new Array<number>(GEOMETRY.offset).fill(0),
    ...new Array<number>(GEOMETRY.sides).fill(SIDE_BIAS),
    ...FLAT,
    ...FLAT,
  ],
  augmentation: {
    scale: 0.3,
    rotationDegrees: 45,
    brightness: 0.08,
    contrast: 0.2,
    horizontalFlip: true,
    verticalFlip: true,
    quarterTurns: true,
  },
  targets: orientedTargets,
  loss: orientedLoss,
  decode: decoders.oriented,
  measure: (predictions, truth, labels) => meanAveragePrecision50(predictions, truth, labels, areaOverlap),
}
