import { toMask } from '#shared/shapes/convert.ts'
import { area, bounds, outline, type Shape, type ShapeKindId, type ShapeOf } from '#shared/shapes/index.ts'
import { frameCounts } from '#shared/shapes/mask-frame.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { straightBox } from './rectangles.ts'

/** The image a shape lies on, in pixels. */
interface Frame {
  readonly width: number
  readonly height: number
}

/**
 * The geometry of a COCO annotation. COCO itself knows boxes, outlines without holes, run lengths and keypoints. Any other shape is written as the
 * nearest of these, for other programs, and once more as it is, in the field "shape" (the same words as in the HTTP interface), which is read
 * back; so is an outline that is a box, because such outlines are read as boxes. A label of the whole image is an annotation without any geometry.
 */
export const cocoGeometry = <S extends Shape>(shape: S, frame: Frame): object =>
  (writers[shape.kind] as unknown as (shape: S, frame: Frame) => object)(shape, frame)

const writers: { [K in ShapeKindId]: (shape: ShapeOf<K>, frame: Frame) => object } = {
  box: (shape) => ({ ...extent(shape), segmentation: [] }),
  'rotated-box': (shape) => ({ ...extent(shape), segmentation: outlines(shape), shape }),
  polygon: (shape, frame) =>
    shape.holes.length === 0
      ? { ...extent(shape), segmentation: outlines(shape), ...(straightBox(shape.ring) && { shape }) }
      : { ...extent(shape), segmentation: runLengths(shape, frame), shape },
  polyline: (shape) => ({ ...extent(shape), segmentation: [], shape }),
  points: (shape) => ({ ...extent(shape), segmentation: [], shape }),
  ellipse: (shape) => ({ ...extent(shape), segmentation: outlines(shape), shape }),
  mask: (shape, frame) => ({ ...extent(shape), segmentation: runLengths(shape, frame) }),
  skeleton: (shape) => ({
    ...extent(shape),
    segmentation: [],
    num_keypoints: shape.keypoints.filter((value, index) => index % 3 === 2 && value !== VISIBILITY.absent).length,
    keypoints: shape.keypoints.map(tidyNumber),
  }),
  whole: () => ({ iscrowd: 0 }),
}

function extent(shape: Shape) {
  const { x, y, width, height } = bounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 }
  const bbox = [x, y, width, height].map(tidyNumber)
  return { bbox, area: tidyNumber(area(shape)), iscrowd: 0 }
}

const outlines = (shape: Shape): number[][] => outline(shape).map((ring) => ring.map(tidyNumber))

function runLengths(shape: Shape, { width, height }: Frame): object {
  const mask = toMask(shape)
  return { counts: mask ? frameCounts(mask, width, height) : '', size: [height, width] }
}
