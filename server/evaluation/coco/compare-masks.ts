import { polygonMask } from '#shared/shapes/polygon-mask.ts'
import { checked, decodeRuns, maskArea, maskOverlap, type RunLengths, union } from '#shared/shapes/run-length.ts'
import { EvaluationInputError } from '../input-error.ts'
import { createMatchGroup } from '../match-group.ts'
import type { CocoAnnotation, CocoDetection, CocoImage, CocoSegmentation } from './coco-files.ts'
import { type Comparison, DETECTION_FIGURES } from './comparison.ts'

/** Masks: intersection over union in pixels, from polygons or run lengths. A detection's area is its box's where it has one, else its mask's. */
export const maskComparison: Comparison = {
  figures: DETECTION_FIGURES,
  group: ({ image, truths, detections }, limit) =>
    createMatchGroup(
      detections.map((detection) => detectedMask(detection, image)),
      truths.map((truth) => trueMask(truth, image)),
      limit,
      (detection, truth) => maskOverlap(detection.mask, truth.mask, truth.crowd),
    ),
}

function trueMask(annotation: CocoAnnotation, image: CocoImage) {
  const mask = maskOf(annotation, image)
  return { mask, area: annotation.area ?? maskArea(mask), crowd: annotation.iscrowd, ignored: annotation.iscrowd }
}

function detectedMask(detection: CocoDetection, image: CocoImage) {
  const mask = maskOf(detection, image)
  return { mask, area: detection.bbox ? detection.bbox[2] * detection.bbox[3] : maskArea(mask), score: detection.score }
}

function maskOf({ segmentation, bbox, image_id }: CocoAnnotation | CocoDetection, image: CocoImage): RunLengths {
  const outline = segmentation ?? (bbox && [boxOutline(bbox)])
  if (!outline) throw new EvaluationInputError(`Expected a "segmentation" in every entry, got one without on image ${image_id}`)
  return runLengthsOf(outline, image)
}

function runLengthsOf(segmentation: CocoSegmentation, { id, height, width }: CocoImage): RunLengths {
  if (!Array.isArray(segmentation)) {
    const [rows, columns] = segmentation.size
    const { counts } = segmentation
    return typeof counts === 'string'
      ? decodeRuns(counts, rows, columns)
      : checked({ height: rows, width: columns, runs: counts })
  }
  if (height === 0 || width === 0)
    throw new EvaluationInputError(`Expected the height and width of image ${id}, needed for its polygons`)
  const [first, ...others] = segmentation.map((polygon) => polygonMask(polygon, height, width))
  if (!first) throw new EvaluationInputError(`Expected at least one polygon in every "segmentation", got none on image ${id}`)
  return union([first, ...others])
}

function boxOutline([x, y, width, height]: [number, number, number, number]): number[] {
  return [x, y, x, y + height, x + width, y + height, x + width, y]
}
