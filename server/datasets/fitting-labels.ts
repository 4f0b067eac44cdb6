import type { z } from 'zod'
import { OutsideId } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, ImportId, TrackId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import { LabelName } from '#shared/ontology.ts'
import type { CreateOperation } from '#shared/operations.ts'
import type { LossKind, MergeRule } from '#shared/routes/data.ts'
import { bounds, clip, fits, pluralOf, Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { repaired } from '#shared/shapes/repair.ts'
import { type TaskId, tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { derivedId, derivedIdAt } from '../derived-id.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Findings } from './findings.ts'
import type { ReadAnnotation, ReadImage } from './formats/format.ts'

/** What the labels of one import have in common. */
export interface LabelFrame {
  readonly importId: ImportId
  readonly format: string
  readonly task: TaskId
  /** Approved truth, or drafts that wait for a review. */
  readonly approve: boolean
  readonly merge: MergeRule
  /** What a label is called now that a file may call by a former name. */
  presentName(label: string): string
  readonly findings: Pick<Findings, 'lose'>
}

/** A label of a file as it fits its project and image, with the id that the same content always gets there. */
export type FittingLabel = Omit<z.output<typeof CreateOperation>, 'id' | 'type' | 'status' | 'origin'> & {
  readonly suggested: ReadAnnotation['suggested']
  readonly outsideId: string | undefined
}

/**
 * The labels of an image that fit the project and the image, clipped to it where they reach over; the others are counted as lost. Truth comes before
 * what was only proposed. The ids are derived from the content, so that whoever imports it again finds it here.
 */
export function fittingLabels(image: ReadImage, asset: AssetRow, frame: LabelFrame): FittingLabel[] {
  const { size, path } = image
  const { findings } = frame
  if (size && (size.width !== asset.width || size.height !== asset.height))
    findings.lose(
      'label files that state another image size: their pixels are taken as they are',
      { text: `${path}: ${size.width} x ${size.height} stated, ${asset.width} x ${asset.height} found`, file: path },
      1,
      'converted',
    )
  const tracked = asset.video ? 0 : image.annotations.filter(({ track }) => track).length
  if (tracked > 0)
    findings.lose('tracks: import the images as a video to keep them', { text: path, file: path }, tracked, 'left-out')
  return usable(image, asset, frame).map(({ label, shape, attributes, occluded, order, group, track, suggested, id }) => ({
    annotationId: labelId(asset._id, label, shape, attributes),
    label,
    shape,
    attributes,
    ...(occluded && { occluded }),
    ...(order && { order }),
    ...(group && { group }),
    ...(track && asset.video && { track: trackOf(track, asset.video.id, frame.importId) }),
    suggested,
    outsideId: OutsideId.safeParse(id).data,
  }))
}

const labelId = (
  asset: AssetId,
  label: string,
  shape: Shape,
  { [VALUE_ATTRIBUTE]: value = null }: ReadAnnotation['attributes'],
) => derivedIdAt<AnnotationId>('ann', asset, JSON.stringify([label, shape, value]))

function trackOf({ number, isKeyframe }: NonNullable<ReadAnnotation['track']>, video: string, importId: ImportId): Track {
  return { id: derivedId<TrackId>('trk', importId, video, number), number, keyframe: isKeyframe, outside: false }
}

function usable(image: ReadImage, asset: AssetRow, frame: LabelFrame): ReadAnnotation[] {
  const { task, findings } = frame
  const allowed: readonly ShapeKindId[] = tasks[task].shapes
  const kept = new Map<string, ReadAnnotation>()
  for (const annotation of truthFirst(image.annotations)) {
    const { label, shape } = annotation
    const named = LabelName.safeParse(label)
    const lose: Lose = (what, kind) => findings.lose(what, exampleOf(image, annotation), 1, kind)
    if (!named.success) lose('labels without a usable name', 'left-out')
    else if (!allowed.includes(shape.kind))
      lose(`${pluralOf(shape.kind)}: the project's task takes ${allowed.map(pluralOf).join(', ')}`, 'left-out')
    else {
      const inside = placed(shape, asset, lose)
      const present = frame.presentName(named.data)
      if (inside && present !== named.data) lose('labels under a name of before: they get the present one', 'renamed')
      const key = JSON.stringify([present, inside])
      if (inside && kept.has(key)) lose(`${pluralOf(shape.kind)} given twice`, 'merged')
      else if (inside && tasks[task].exclusive && kept.size > 0) lose('further classes of an image: it takes one', 'left-out')
      else if (inside)
        kept.set(key, inside === shape && present === label ? annotation : { ...annotation, label: present, shape: inside })
    }
  }
  return [...kept.values()]
}

const truthFirst = (annotations: readonly ReadAnnotation[]): ReadAnnotation[] =>
  annotations.some(({ suggested }) => suggested)
    ? [...annotations.filter(({ suggested }) => !suggested), ...annotations.filter(({ suggested }) => suggested)]
    : [...annotations]

type Lose = (what: string, kind: LossKind) => void

/** The shape as it may stand on the image: mended and clipped where need be. */
function placed(shape: Shape, { width, height }: AssetRow, lose: Lose): Shape | null {
  const many = pluralOf(shape.kind)
  const sound = Shape.safeParse(shape).success ? repaired(shape) : null
  if (!sound) {
    lose(isFlat(shape) ? `${many} without an area` : `${many} that are not valid`, 'left-out')
    return null
  }
  if (sound !== shape) lose(`${many} that cross themselves, mended`, 'converted')
  const frame = { x: 0, y: 0, width, height }
  if (fits(sound, frame)) return sound
  const inside = clip(sound, frame)
  if (inside) lose(`${many} clipped to the image`, 'clipped')
  else lose(`${many} outside the image`, 'left-out')
  return inside
}

function isFlat(shape: Shape): boolean {
  const extent = bounds(shape)
  return extent !== null && !(extent.width > 0 && extent.height > 0)
}

function exampleOf({ path }: ReadImage, { label, shape }: ReadAnnotation) {
  const extent = bounds(shape)
  if (!extent || !Object.values(extent).every(Number.isFinite)) return { text: `${path}: ${label}`, file: path }
  const { x, y, width, height } = extent
  const box: [number, number, number, number] = [x, y, width, height]
  return { text: `${path}: ${label} ${width} x ${height} at (${x}, ${y})`, file: path, box }
}
