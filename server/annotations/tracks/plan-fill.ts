import { createHash } from 'node:crypto'
import { type Attributes, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, type AssetId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { filled } from '#shared/tracks/fill.ts'
import { type Frame, isKeyframe, rowByAsset, type TrackRow } from './track-rows.ts'

const ID_DIGITS = 24

/** One change of one asset. */
export interface Planned {
  readonly assetId: AssetId
  readonly operation: Operation
}

/** What must change so that the frames between a track's keyframes hold what the keyframes say; nothing where they do already. */
export function planFill(rows: readonly TrackRow[], frames: readonly Frame[]): Planned[] {
  const byAsset = rowByAsset(rows)
  const keyframes = frames.flatMap(({ assetId, frame }) => {
    const row = byAsset.get(assetId)
    return row && isKeyframe(row) ? [{ frame, row, shape: row.shape, outside: !isVisible(row) }] : []
  })
  const free = frames.filter(({ assetId }) => {
    const row = byAsset.get(assetId)
    return !row || !isKeyframe(row)
  })
  const between = filled(
    keyframes,
    free.map(({ frame }) => frame),
  )
  const wanted = new Map(between.map((one) => [one.frame, one]))
  return free.flatMap((frame): Planned[] => {
    const one = wanted.get(frame.frame)
    const operation = one
      ? placing(frame, { row: byAsset.get(frame.assetId), shape: one.shape, like: one.after.row })
      : removing(byAsset.get(frame.assetId))
    return operation ? [{ assetId: frame.assetId, operation }] : []
  })
}

/** The id that the annotation of a track gets on an asset, whoever fills it in. */
export const filledId = ({ id }: Pick<Track, 'id'>, assetId: AssetId): AnnotationId =>
  `an_${createHash('sha256').update(`${id}\0${assetId}`).digest('hex').slice(0, ID_DIGITS)}` as AnnotationId

interface Place {
  /** What stands there already. */
  readonly row: TrackRow | undefined
  readonly shape: Shape
  /** The keyframe before: its label, its answers. */
  readonly like: TrackRow
}

function placing({ assetId, status: assetStatus }: Frame, { row, shape, like }: Place): Operation | null {
  const { label, attributes, occluded, order, group } = like
  const track: Track = { ...like.track, keyframe: false, outside: false }
  const status = assetStatus === 'approved' ? 'approved' : 'draft'
  if (!row) {
    const said = { label, shape, attributes, occluded, order, group, track, status } as const
    return { id: newId<OperationId>('op'), type: 'create', annotationId: filledId(track, assetId), ...said }
  }
  const patch: Patch = {
    ...(row.label !== label && { label }),
    ...(!isSame(row.shape, shape) && { shape }),
    ...(row.occluded !== occluded && { occluded }),
    ...differing(row.attributes, attributes),
    ...(!isSame(row.track, track) && { track }),
    ...(!isVisible(row) && { status }),
  }
  return updating(row, patch)
}

// What a person drew is never taken away, only what followed from it.
function removing(row: TrackRow | undefined): Operation | null {
  return row && !row.track.keyframe && isVisible(row) ? updating(row, { status: 'deleted' }) : null
}

/** The operation that changes a row as it was read; null where nothing is to change. */
export function updating(row: TrackRow, patch: Patch): Operation | null {
  if (Object.keys(patch).length === 0) return null
  return { id: newId<OperationId>('op'), type: 'update', annotationId: row._id, base: row.revision, patch }
}

function differing(now: Attributes, then: Attributes): { attributes?: Attributes } {
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter((name) => now[name] !== then[name])
  return names.length > 0 ? { attributes: Object.fromEntries(names.map((name) => [name, then[name] ?? null])) } : {}
}

// Stored and computed shapes may list their fields in another order.
const isSame = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (record: object) => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
