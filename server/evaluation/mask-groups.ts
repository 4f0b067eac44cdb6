import { toMask } from '#shared/shapes/convert.ts'
import { area, iou, type Shape } from '#shared/shapes/index.ts'
import { DETECTION_LIMIT } from './coco/comparison.ts'
import { createMatchGroup, type MatchGroup } from './match-group.ts'

/** A label on what has an inside; pixels of the upright image. */
export interface LabelledArea {
  readonly label: string
  readonly shape: Shape
}

/** One image of a split, with what is there and what a model found. */
export interface AreaImage {
  readonly truth: readonly LabelledArea[]
  readonly predictions: readonly (LabelledArea & { readonly score: number })[]
}

/** One label on every image, compared pixel by pixel as COCO compares masks; an outline covers the pixels that COCO's own code finds inside. */
export function maskGroups(images: readonly AreaImage[], label: string): MatchGroup[] {
  return images.map(({ truth, predictions }) =>
    createMatchGroup(
      ofLabel(predictions, label).map(({ shape, score }) => ({ ...painted(shape), score })),
      ofLabel(truth, label).map(({ shape }) => ({ ...painted(shape), crowd: false, ignored: false })),
      DETECTION_LIMIT,
      (detection, wanted) => (detection.mask && wanted.mask ? iou(detection.mask, wanted.mask) : 0),
    ),
  )
}

const ofLabel = <Item extends LabelledArea>(items: readonly Item[], label: string): Item[] =>
  items.filter((item) => item.label === label)

function painted(shape: Shape) {
  const mask = toMask(shape)
  return { mask, area: mask ? area(mask) : 0 }
}
