import { type ImageSize, keypointValue, labelStudioRegion } from '#shared/label-studio-places.ts'
import { randomHex } from '#shared/random-id.ts'
import { toBox, toMask, toPolygon } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { pointsOf } from '#shared/shapes/ring.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { Control, RegionType } from './label-config.ts'
import type { Region } from './region.ts'

const ID_BYTES = 5

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
  if (control.type === 'choices') return [region({})]
  return HELD[control.type](shape).flatMap((held) => {
    const made = labelStudioRegion(held, size)
    return made ? [region(made.value)] : []
  })
}

/** A shape as the shapes that a control's regions are. */
const HELD: Readonly<Record<Exclude<RegionType, 'choices' | 'keypointlabels'>, (shape: Shape) => Shape[]>> = {
  rectanglelabels: (shape) => (shape.kind === 'rotated-box' ? [shape] : [toBox(shape)].filter((box) => box !== null)),
  polygonlabels: (shape) => toPolygon(shape).map((polygon) => ({ ...polygon, holes: [] })),
  brushlabels: (shape) => [toMask(shape)].filter((mask) => mask !== null),
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
    return [region(keypointValue(x, y, size), [name])]
  })
}

/** Places one by one; null where a keypoint is absent, so that the others keep their places. */
function placesOf(shape: Shape): { x: number | null; y: number | null }[] {
  if (shape.kind === 'skeleton')
    return keypointsOf(shape).map(({ x, y, visibility }) => (visibility === VISIBILITY.absent ? { x: null, y: null } : { x, y }))
  if (shape.kind !== 'points' && shape.kind !== 'polyline') return []
  return pointsOf(shape.points)
}
