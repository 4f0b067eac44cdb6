import type { Attributes } from '#shared/domain/annotation.ts'
import { type ImageSize, labelStudioShape } from '#shared/label-studio-places.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import type { ReadAnnotation } from './format.ts'
import { groupsOf } from './label-studio-relations.ts'
import { LabelStudioResult } from './label-studio-task.ts'
import type { Lose } from './shapes-as.ts'

/** The names of the keypoints of each label, in their order. */
export type KeypointNames = ReadonlyMap<string, readonly string[]>

/** What results are read with. */
interface RegionReading {
  /** Of the image, where a result does not say. */
  readonly size: ImageSize | null
  readonly keypoints: KeypointNames
  /** Whether the ids of results are those of their source, and not made up on the way. */
  readonly keepIds: boolean
  readonly lose: Lose
}

/** Before the number of a region whose file does not say its id. */
const NAMELESS = '#'

/** All that was said of one region. */
interface Region {
  readonly id: string
  readonly labels: readonly string[]
  readonly shape: Shape | null
  readonly attributes: Attributes
  readonly score: number | null
  readonly parent: string | null
}

/** A label with how sure a model was of it, where one was. */
type ScoredAnnotation = ReadAnnotation & { readonly score: number | null }

/** The results of one annotation or prediction as labels: regions with what was answered about them, choices of the whole image, skeletons. */
export function labelsOfResults(results: readonly unknown[], reading: RegionReading): ScoredAnnotation[] {
  const { lose } = reading
  const parsed = parsedResults(results)
  if (parsed.length < results.length) lose('results that cannot be read')
  const relations = parsed.filter(({ type }) => type === 'relation')
  const regions = regionsOf(parsed, reading)
  const joints = jointsByParent(regions)
  const ids = new Set(regions.map(({ id }) => id))
  const homes = new Map([...joints].flatMap(([parent, own]) => own.map(({ id }) => [id, parent] as const)))
  const groups = groupsOf(relations, { ids, homes }, lose)
  return regions.flatMap((region) => {
    if (region.parent !== null && joints.has(region.parent)) return []
    const own = joints.get(region.id)
    const shape = own ? skeletonOf(region, own, reading) : region.shape
    if (!shape) return []
    if (region.labels.length === 0) lose('regions without a label')
    if (region.labels.length > 1) lose('regions with several labels: one annotation for each', 'converted')
    const { occluded, z_order: order, ...attributes } = region.attributes
    return region.labels.map((label) => ({
      label,
      shape,
      score: region.score,
      attributes: { ...attributes, ...(occluded !== undefined && occluded !== true && { occluded }) },
      ...(occluded === true && { occluded }),
      ...(typeof order === 'number' && Number.isInteger(order) && { order }),
      ...(groups.has(region.id) && { group: groups.get(region.id) as string }),
      ...(reading.keepIds && !region.id.startsWith(NAMELESS) && shape.kind !== 'whole' && { id: region.id }),
    }))
  })
}

/** Keypoints that belong to a region, by the label of that region: names as they come. */
export function* keypointNamesIn(results: readonly unknown[]): Iterable<{ label: string; keypoint: string }> {
  // Most results belong to no other.
  if (!results.some(hasParent)) return
  const parsed = parsedResults(results)
  const labels = new Map(parsed.map((one) => [one.id, labelsIn(one)]))
  for (const one of parsed)
    for (const label of one.type === 'keypointlabels' && one.parentID ? (labels.get(one.parentID) ?? []) : [])
      for (const keypoint of labelsIn(one)) yield { label, keypoint }
}

const hasParent = (result: unknown): boolean => Boolean((result as { readonly parentID?: unknown } | null)?.parentID)

function parsedResults(results: readonly unknown[]): LabelStudioResult[] {
  return results.flatMap((one) => {
    const { success, data } = LabelStudioResult.safeParse(one)
    return success ? [data] : []
  })
}

function regionsOf(results: readonly LabelStudioResult[], reading: RegionReading): Region[] {
  const byId = new Map<string, LabelStudioResult[]>()
  for (const [index, one] of results.entries()) {
    if (one.type === 'relation') continue
    const id = one.id ?? `${NAMELESS}${index}`
    byId.set(id, [...(byId.get(id) ?? []), one])
  }
  return [...byId].flatMap(([id, said]) => regionOf(id, said, reading))
}

function regionOf(id: string, said: readonly LabelStudioResult[], reading: RegionReading): Region[] {
  const placed = said.find((one) => isPlace(one))
  if (!placed) return said.flatMap((one) => answersOf(id, one, reading.lose))
  const { original_width: width, original_height: height } = placed
  const size = width && height ? { width, height } : reading.size
  const shape = size && labelStudioShape(placed.type ?? '', placed.value ?? {}, size)
  if (!shape) {
    reading.lose(size ? `regions of type ${placed.type} that cannot be read` : 'regions on an image of which no size is known')
    return []
  }
  if (placed.image_rotation) reading.lose('regions drawn on a turned image, whose places are taken as they are', 'converted')
  const labels = [...new Set(said.flatMap(labelsIn))]
  const answers = said.filter((one) => labelsIn(one).length === 0).map(answerAsAttribute)
  const attributes = fittingAttributes(Object.assign({}, ...answers), reading.lose)
  const score = said.find((one) => one.score != null)?.score ?? null
  return [{ id, labels, shape, attributes, score, parent: said.find((one) => one.parentID)?.parentID ?? null }]
}

const PLACES = /^(rectangle|polygon|ellipse|keypoint|brush|bitmask)(labels)?$/
const COORDINATES = ['x', 'points', 'rle', 'vertices']
const isPlace = ({ type = '', value = {} }: LabelStudioResult): boolean =>
  PLACES.test(type) || COORDINATES.some((name) => name in value)

function labelsIn({ type = '', value = {} }: LabelStudioResult): string[] {
  const given = type.endsWith('labels') ? value[type] : undefined
  return Array.isArray(given) ? given.filter((label): label is string => typeof label === 'string') : []
}

/** What was answered about the whole image: choices are its classes. */
function answersOf(id: string, one: LabelStudioResult, lose: Lose): Region[] {
  const { type = 'unknown', value = {}, score = null } = one
  const chosen = type === 'choices' ? value.choices : type === 'taxonomy' ? paths(value.taxonomy) : null
  if (!Array.isArray(chosen)) {
    lose(`answers of type ${type}, which are about no region`)
    return []
  }
  const labels = chosen.filter((label): label is string => typeof label === 'string')
  return labels.map((label, index) => ({
    id: `${id}/${index}`,
    labels: [label],
    shape: { kind: 'whole' },
    attributes: {},
    score,
    parent: null,
  }))
}

function answerAsAttribute({ type = '', from_name: name = type, value = {} }: LabelStudioResult): Record<string, unknown> {
  const given = type === 'taxonomy' ? paths(value.taxonomy) : type === 'textarea' ? value.text : value[type]
  const answer = Array.isArray(given) ? given.join('; ') : given
  if (type === 'choices' && (answer === 'true' || answer === 'false')) return { [name]: answer === 'true' }
  return answer == null ? {} : { [name]: answer }
}

const paths = (taxonomy: unknown): string[] =>
  Array.isArray(taxonomy) ? taxonomy.map((path) => (Array.isArray(path) ? path.join(' / ') : String(path))) : []

/** The keypoints of the regions they belong to. */
function jointsByParent(regions: readonly Region[]): Map<string, Region[]> {
  const known = new Set(regions.map(({ id }) => id))
  const joints = new Map<string, Region[]>()
  for (const region of regions) {
    if (region.parent === null || !known.has(region.parent) || region.shape?.kind !== 'points') continue
    joints.set(region.parent, [...(joints.get(region.parent) ?? []), region])
  }
  return joints
}

function skeletonOf(region: Region, joints: readonly Region[], { keypoints, lose }: RegionReading): Shape {
  const names = keypoints.get(region.labels[0] ?? '') ?? joints.flatMap(({ labels }) => labels)
  const flat = names.flatMap((name) => {
    const joint = joints.find(({ labels }) => labels.includes(name))
    if (joint?.shape?.kind !== 'points') return [0, 0, VISIBILITY.absent]
    const [x, y] = joint.shape.points as [number, number]
    return [x, y, joint.attributes.occluded === true ? VISIBILITY.hidden : VISIBILITY.visible]
  })
  const places = joints.flatMap(({ shape }) => (shape?.kind === 'points' ? shape.points : []))
  if (region.shape && !isAround(region.shape, places)) lose('boxes around keypoints, of which the keypoints are kept')
  return { kind: 'skeleton', keypoints: flat }
}

const SAME_PIXELS = 0.01
function isAround(shape: Shape, places: readonly number[]): boolean {
  if (shape.kind !== 'box') return false
  const { x, y, width, height } = boundsOfPoints(places)
  const differences = [shape.x - x, shape.y - y, shape.width - width, shape.height - height]
  return differences.every((difference) => Math.abs(difference) <= SAME_PIXELS)
}
