import type { AnnotationId, ImportId, OperationId, TrackId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import { LabelName } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import { bounds, clip, fits, pluralOf, Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { repaired } from '#shared/shapes/repair.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { derivedId } from '../derived-id.ts'
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
  readonly findings: Pick<Findings, 'lose'>
}

/**
 * The operations that put an image's labels on its asset and set its status; none where nobody labelled it. Their ids are derived
 * from the import and the file, so that a repeated import changes nothing.
 */
export function labelOperations(image: ReadImage, asset: AssetRow, frame: LabelFrame): Operation[] {
  if (!image.labelled) return []
  const { importId, approve, findings } = frame
  const { size, path } = image
  if (size && (size.width !== asset.width || size.height !== asset.height))
    findings.lose(
      'label files that state another image size: their pixels are taken as they are',
      `${path}: ${size.width} x ${size.height} stated, ${asset.width} x ${asset.height} found`,
    )
  const tracked = asset.video ? 0 : image.annotations.filter(({ track }) => track).length
  if (tracked > 0) findings.lose('tracks: import the images as a video to keep them', path, tracked)
  const creations = usable(image, asset, frame).map(
    ({ label, shape, attributes, occluded, order, group, track }, index): Operation => ({
      id: derivedId<OperationId>('op', importId, path, index),
      type: 'create',
      annotationId: derivedId<AnnotationId>('ann', importId, path, index),
      label,
      shape,
      attributes,
      ...(occluded && { occluded }),
      ...(order && { order }),
      ...(group && { group }),
      ...(track && asset.video && { track: trackOf(track, asset.video.id, importId) }),
      status: approve ? 'approved' : 'draft',
      origin: { type: 'import', format: frame.format },
    }),
  )
  const decision: Operation = {
    id: derivedId<OperationId>('op', importId, path, 'status'),
    type: 'asset',
    base: asset.revision,
    status: approve ? 'approved' : 'review',
  }
  return [...creations, decision]
}

function trackOf({ number, isKeyframe }: NonNullable<ReadAnnotation['track']>, video: string, importId: ImportId): Track {
  return { id: derivedId<TrackId>('trk', importId, video, number), number, keyframe: isKeyframe, outside: false }
}

/** The annotations that fit the project and the image, clipped to it where they reach over; the others are counted as lost. */
function usable(image: ReadImage, asset: AssetRow, { task, findings }: LabelFrame): ReadAnnotation[] {
  const allowed: readonly ShapeKindId[] = tasks[task].shapes
  const kept = new Map<string, ReadAnnotation>()
  for (const annotation of image.annotations) {
    const { label, shape } = annotation
    const named = LabelName.safeParse(label)
    const where = `${image.path}: ${label}${described(shape)}`
    const lose = (what: string) => findings.lose(what, where)
    if (!named.success) lose('labels without a usable name')
    else if (!allowed.includes(shape.kind))
      lose(`${pluralOf(shape.kind)}: the project's task takes ${allowed.map(pluralOf).join(', ')}`)
    else {
      const inside = placed(shape, asset, lose)
      const key = JSON.stringify([named.data, inside])
      if (inside && kept.has(key)) lose(`${pluralOf(shape.kind)} given twice`)
      else if (inside && tasks[task].exclusive && kept.size > 0) lose('further classes of an image: it takes one')
      else if (inside) kept.set(key, { ...annotation, label: named.data, shape: inside })
    }
  }
  return [...kept.values()]
}

/** The shape as it may stand on the image: mended and clipped where need be. */
function placed(shape: Shape, { width, height }: AssetRow, lose: (what: string) => void): Shape | null {
  const many = pluralOf(shape.kind)
  const sound = Shape.safeParse(shape).success ? repaired(shape) : null
  if (!sound) {
    lose(isFlat(shape) ? `${many} without an area` : `${many} that are not valid`)
    return null
  }
  if (sound !== shape) lose(`${many} that cross themselves, mended`)
  const frame = { x: 0, y: 0, width, height }
  if (fits(sound, frame)) return sound
  const inside = clip(sound, frame)
  lose(inside ? `${many} clipped to the image` : `${many} outside the image`)
  return inside
}

function isFlat(shape: Shape): boolean {
  const extent = bounds(shape)
  return extent !== null && !(extent.width > 0 && extent.height > 0)
}

function described(shape: Shape): string {
  const extent = bounds(shape)
  return extent ? ` ${extent.width} x ${extent.height} at (${extent.x}, ${extent.y})` : ''
}
