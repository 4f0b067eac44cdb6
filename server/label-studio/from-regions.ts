import { decodeBrush } from '#shared/shapes/brush-runs.ts'
import { Shape } from '#shared/shapes/index.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { maskOf } from './mask-of-image.ts'
import { Region, type TaskPrediction } from './region.ts'

const PERCENT = 100
const HALF_TURN_DEGREES = 180
const FULL_TURN_DEGREES = 360
/** What says nothing of how sure it is is taken at its word. */
const SURE = 1

interface ImageSize {
  readonly width: number
  readonly height: number
}

/** The keypoints of one label in the order of its template. */
export interface KeypointLabel {
  readonly label: string
  readonly keypoints: readonly string[]
}

/**
 * What a backend said of an image as predictions in its pixels. Regions that cannot be read, or are empty, are left out; keypoints make one skeleton per
 * label, since nothing in a region says whose keypoint it is.
 */
export function fromRegions(
  { result, score }: TaskPrediction,
  size: ImageSize,
  skeletons: readonly KeypointLabel[],
): LabelledPrediction[] {
  const regions = result.flatMap((one) => {
    const parsed = Region.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
  const scoreOf = (region: Region) => clamped(region.score ?? score ?? SURE)
  const shapes = regions.flatMap((region) =>
    labelsOf(region).flatMap((label) => {
      const shape = shapeOf(region, size)
      return shape ? [{ label, score: scoreOf(region), shape, value: null }] : []
    }),
  )
  return [...shapes, ...skeletons.flatMap((one) => skeletonOf(one, regions, size, scoreOf))].sort((a, b) => b.score - a.score)
}

const labelsOf = ({ type, value }: Region): string[] => {
  switch (type) {
    case 'rectanglelabels':
    case 'polygonlabels':
    case 'brushlabels':
    case 'choices':
      return value[type] ?? []
    default:
      return []
  }
}

function shapeOf(region: Region, size: ImageSize): Shape | null {
  const made = rawShapeOf(region, size)
  const parsed = Shape.safeParse(made)
  return parsed.success ? parsed.data : null
}

function rawShapeOf({ type, value }: Region, size: ImageSize): Shape | null {
  if (type === 'choices') return { kind: 'whole' }
  if (type === 'rectanglelabels') return rectangle(value, size)
  if (type === 'polygonlabels')
    return { kind: 'polygon', ring: (value.points ?? []).flatMap(([x, y]) => [across(x, size), down(y, size)]), holes: [] }
  if (type !== 'brushlabels' || value.format !== 'rle') return null
  const pixels = decodeBrush(value.rle ?? [], size.width * size.height)
  return pixels && maskOf(pixels, size)
}

// Turned about the corner that was top left, clockwise: the centre follows from there.
function rectangle({ x = 0, y = 0, width = 0, height = 0, rotation = 0 }: Region['value'], size: ImageSize): Shape {
  const box = { x: across(x, size), y: down(y, size), width: across(width, size), height: down(height, size) }
  if (rotation % FULL_TURN_DEGREES === 0) return { kind: 'box', ...box }
  const angle = (rotation * Math.PI) / HALF_TURN_DEGREES
  const [right, below] = [box.width / 2, box.height / 2]
  return {
    kind: 'rotated-box',
    cx: box.x + right * Math.cos(angle) - below * Math.sin(angle),
    cy: box.y + right * Math.sin(angle) + below * Math.cos(angle),
    width: box.width,
    height: box.height,
    rotation: ((rotation % FULL_TURN_DEGREES) + FULL_TURN_DEGREES) % FULL_TURN_DEGREES,
  }
}

function skeletonOf(
  { label, keypoints }: KeypointLabel,
  regions: readonly Region[],
  size: ImageSize,
  scoreOf: (region: Region) => number,
): LabelledPrediction[] {
  const found = keypoints.map((name) =>
    regions.find(({ type, value }) => type === 'keypointlabels' && value.keypointlabels?.includes(name)),
  )
  const scores = found.flatMap((region) => (region ? [scoreOf(region)] : []))
  if (scores.length === 0) return []
  const flat = found.flatMap((region) =>
    region ? [across(region.value.x ?? 0, size), down(region.value.y ?? 0, size), VISIBILITY.visible] : [0, 0, VISIBILITY.absent],
  )
  const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
  return [{ label, score, shape: { kind: 'skeleton', keypoints: flat }, value: null }]
}

const across = (percent: number, { width }: ImageSize): number => (percent / PERCENT) * width
const down = (percent: number, { height }: ImageSize): number => (percent / PERCENT) * height
const clamped = (score: number): number => Math.min(1, Math.max(0, score))
