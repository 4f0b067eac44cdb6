import type { TaskId } from '../tasks/index.ts'
import { decodeAnomaly } from './anomaly.ts'
import { decodeScores } from './classification.ts'
import { decodeCenters } from './detection.ts'
import { decodeSkeletons } from './keypoints.ts'
import { decodeTags } from './multilabel.ts'
import { decodeTurnedBoxes } from './oriented.ts'
import type { Decoder } from './prediction.ts'
import { decodeNumbers } from './regression.ts'
import { decodeOutlines } from './segmentation.ts'

/** How the output of a network is read, by its task. */
export const decoders: Record<TaskId, Decoder> = {
  detection: decodeCenters,
  oriented: decodeTurnedBoxes,
  segmentation: decodeOutlines,
  classification: decodeScores,
  multilabel: decodeTags,
  regression: decodeNumbers,
  keypoints: decodeSkeletons,
  anomaly: decodeAnomaly,
}
