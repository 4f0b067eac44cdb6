import { randomHex } from '#shared/random-id.ts'
import { encodeBrush } from '#shared/shapes/brush-runs.ts'
import { toBox, toMask, toPolygon } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { cornersOf } from '#shared/shapes/rotated-box.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { Control, RegionType } from './label-config.ts'
import { maskPixels } from './mask-of-image.ts'
import type { Region } from './region.ts'

const PERCENT = 100
const ID_BYTES = 5
/** Diameter of a keypoint as Label Studio draws it, in percent of the image's width. */
const KEYPOINT_WIDTH = 0.5

interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Which controls can hold a shape of a kind, the best first. */
const HOLDERS: Readonly<Record<Shape['kind'], readonly RegionType[]>> = {
  box: ['rectanglelabels', 'polygonlabels', 'brushlabels'],
  'rotated-box': ['rectanglelabels', 'polygonlabels', 'brushlabels'],
  polygon: ['polygonlabels', 'brushlabels', 'rectanglelabels'],
  ellipse: ['polygonlabels', 'brushlabels', 'rectanglelabels'],
  mask: ['brushlabels', 'polygonlabels', 'rectanglelabels'],
  polyline: ['keypointlabels'],
  points: ['keypointlabels'],
  skeleton: ['keypointlabels', 'rectanglelabels'],
  whole: ['choices'],
}

/**
 * Predictions as regions of Label Studio, in percent of the image: each in the best control of the configuration that knows its label and can
 * hold its shape; what no control can hold is left out. `keypointNames` gives the names of a label's keypoints, which are labels there.
 */
export function toRegions(
  predictions: readonly LabelledPrediction[],
  controls: readonly Control[],
  size: ImageSize,
  keypointNames: (label: string) => readonly string[],
): Region[] {
  return predictions.flatMap((prediction) => {
    for (const type of HOLDERS[prediction.shape.kind]) {
      const made = controls
        .filter((control) => control.type === type)
        .map((control) => regionsIn(control, prediction, size, keypointNames(prediction.label)))
        .find((regions) => regions.length > 0)
      if (made) return made
    }
    return []
  })
}

function regionsIn(
  control: Control,
  { label, score, shape }: LabelledPrediction,
  size: ImageSize,
  names: readonly string[],
): Region[] {
  const region = (value: object, labels = [label]): Region => ({
    id: randomHex(ID_BYTES),
    type: control.type,
    from_name: control.fromName,
    to_name: control.toName,
    original_width: size.width,
    original_height: size.height,
    image_rotation: 0,
    score,
    value: { ...value, [control.type]: labels },
  })
  if (control.type === 'keypointlabels') return keypointRegions(control, shape, label, names, size, region)
  if (!control.labels.includes(label)) return []
  switch (control.type) {
    case 'choices':
      return [region({})]
    case 'rectanglelabels':
      return rectangleOf(shape, size).map((value) => region(value))
    case 'polygonlabels':
      return toPolygon(shape).map(({ ring }) => region({ points: pointsOf(ring, size), closed: true }))
    case 'brushlabels':
      return brushOf(shape, size).map((value) => region(value))
    default:
      return control.type satisfies never
  }
}

// Turned about the corner that was top left, clockwise.
function rectangleOf(shape: Shape, size: ImageSize): object[] {
  if (shape.kind === 'rotated-box') {
    const [x, y] = cornersOf(shape) as [number, number]
    return [{ ...inPercent({ x, y, width: shape.width, height: shape.height }, size), rotation: shape.rotation }]
  }
  const box = toBox(shape)
  return box ? [{ ...inPercent(box, size), rotation: 0 }] : []
}

function inPercent({ x, y, width, height }: { x: number; y: number; width: number; height: number }, size: ImageSize) {
  return {
    x: (x / size.width) * PERCENT,
    y: (y / size.height) * PERCENT,
    width: (width / size.width) * PERCENT,
    height: (height / size.height) * PERCENT,
  }
}

function pointsOf(ring: readonly number[], size: ImageSize): [number, number][] {
  const points: [number, number][] = []
  for (let at = 0; at + 1 < ring.length; at += 2)
    points.push([((ring[at] as number) / size.width) * PERCENT, ((ring[at + 1] as number) / size.height) * PERCENT])
  return points
}

function brushOf(shape: Shape, size: ImageSize): object[] {
  const mask = toMask(shape)
  return mask ? [{ format: 'rle', rle: encodeBrush(maskPixels(mask, size)) }] : []
}

function keypointRegions(
  control: Control,
  shape: Shape,
  label: string,
  names: readonly string[],
  size: ImageSize,
  region: (value: object, labels: string[]) => Region,
): Region[] {
  return placesOf(shape).flatMap(({ x, y }, index) => {
    const name = [names[index], label].find((one) => one !== undefined && control.labels.includes(one))
    if (name === undefined || x === null || y === null) return []
    const place = { x: (x / size.width) * PERCENT, y: (y / size.height) * PERCENT, width: KEYPOINT_WIDTH }
    return [region(place, [name])]
  })
}

/** Places one by one; null where a keypoint is absent, so that the others keep their places. */
function placesOf(shape: Shape): { x: number | null; y: number | null }[] {
  if (shape.kind === 'skeleton')
    return keypointsOf(shape).map(({ x, y, visibility }) => (visibility === VISIBILITY.absent ? { x: null, y: null } : { x, y }))
  if (shape.kind !== 'points' && shape.kind !== 'polyline') return []
  const places: { x: number; y: number }[] = []
  for (let at = 0; at + 1 < shape.points.length; at += 2)
    places.push({ x: shape.points[at] as number, y: shape.points[at + 1] as number })
  return places
}
