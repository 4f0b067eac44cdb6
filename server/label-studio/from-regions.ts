import { type ImageSize, labelStudioShape } from '#shared/label-studio-places.ts'
import { Shape } from '#shared/shapes/index.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { Region, type TaskPrediction } from './region.ts'

/** What says nothing of how sure it is is taken at its word. */
const SURE = 1

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

function shapeOf({ type, value }: Region, size: ImageSize): Shape | null {
  // Areas are outlined, whether or not the outline says that it is closed.
  const made = type === 'choices' ? { kind: 'whole' } : labelStudioShape(type, { ...value, closed: true }, size)
  const { success, data } = Shape.safeParse(made)
  return success ? data : null
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
  const flat = found.flatMap((region) => {
    const place = region && shapeOf(region, size)
    return place?.kind === 'points' ? [...place.points, VISIBILITY.visible] : [0, 0, VISIBILITY.absent]
  })
  const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
  return [{ label, score, shape: { kind: 'skeleton', keypoints: flat }, value: null }]
}

const clamped = (score: number): number => Math.min(1, Math.max(0, score))
