import { boxOverlap, type Rectangle } from '../box-overlap.ts'
import { EvaluationInputError } from '../input-error.ts'
import { createMatchGroup } from '../match-group.ts'
import type { CocoAnnotation, CocoDetection } from './coco-files.ts'
import { type Comparison, DETECTION_FIGURES } from './comparison.ts'

/** Boxes: intersection over union; the truth's area is the one in its file (the object's), the detection's is its box's. */
export const boxComparison: Comparison = {
  figures: DETECTION_FIGURES,
  group: ({ truths, detections }, limit) =>
    createMatchGroup(detections.map(detectedBox), truths.map(trueBox), limit, (detection, truth) =>
      boxOverlap(detection, truth, truth.crowd),
    ),
}

/** The sides of a COCO box by name. Throws where an entry has no box. */
export function rectangle({ bbox, image_id }: CocoAnnotation | CocoDetection): Rectangle {
  if (!bbox) throw new EvaluationInputError(`Expected a "bbox" in every entry, got one without on image ${image_id}`)
  const [x, y, width, height] = bbox
  return { x, y, width, height }
}

// Written out field by field: this is done for every detection of a results file.
function trueBox(annotation: CocoAnnotation) {
  const { x, y, width, height } = rectangle(annotation)
  const { area = width * height, iscrowd } = annotation
  return { x, y, width, height, area, crowd: iscrowd, ignored: iscrowd }
}

function detectedBox(detection: CocoDetection) {
  const { x, y, width, height } = rectangle(detection)
  return { x, y, width, height, area: width * height, score: detection.score }
}
