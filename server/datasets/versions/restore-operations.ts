import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId, OperationId } from '#shared/domain/ids.ts'
import type { ManifestAnnotation } from '#shared/domain/manifest.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import { derivedId } from '../../derived-id.ts'
import { changedAttributes } from '../changed-attributes.ts'

/** An asset as it is now, deleted annotations included. */
export interface PresentAsset {
  readonly _id: AssetId
  readonly status: AssetStatus
  readonly revision: number
  readonly annotations: readonly Annotation[]
}

/** What brings one asset back to what a version says of it, and how many annotations that changes, brings back and takes out. */
export interface WayBack {
  readonly operations: readonly Operation[]
  readonly changed: number
  readonly returned: number
  readonly removed: number
}

/**
 * The operations after which an asset is approved with exactly the annotations that it had; none where it is so already. They are ordinary changes:
 * everybody hears them, and the history shows them. `act` is part of every id, so that the same act done again after a crash is the same.
 */
export function wayBack(present: PresentAsset, wanted: readonly ManifestAnnotation[], act: string): WayBack {
  const meant = new Map<AnnotationId, ManifestAnnotation>(wanted.map((annotation) => [annotation.id, annotation]))
  const operations: Operation[] = []
  const counts = { changed: 0, returned: 0, removed: 0 }
  const known = new Set<AnnotationId>()
  const update = (current: Annotation, patch: Patch) => {
    const id = derivedId<OperationId>(act, current.id, current.revision)
    operations.push({ id, type: 'update', annotationId: current.id, base: current.revision, patch })
  }
  for (const current of present.annotations) {
    known.add(current.id)
    const before = meant.get(current.id)
    const patch = before ? patchTo(current, before) : takenOut(current)
    if (!patch) continue
    update(current, patch)
    if (!before) counts.removed++
    else if (current.status === 'approved') counts.changed++
    else counts.returned++
  }
  for (const annotation of wanted.filter(({ id }) => !known.has(id))) {
    operations.push(creation(annotation, act))
    counts.returned++
  }
  if (present.status !== 'approved')
    operations.push({
      id: derivedId<OperationId>(act, present._id, 'status', present.revision),
      type: 'asset',
      base: present.revision,
      status: 'approved',
    })
  return { operations, ...counts }
}

/** The operation by which an approved asset that a version does not have waits for a review again. */
export const backToReview = (assetId: AssetId, revision: number, act: string): Operation => ({
  id: derivedId<OperationId>(act, assetId, 'review', revision),
  type: 'asset',
  base: revision,
  status: 'review',
})

function patchTo(current: Annotation, wanted: ManifestAnnotation): Patch | null {
  const patch: Record<string, unknown> = {}
  for (const property of ['label', 'shape', 'occluded', 'order', 'group', 'track'] as const)
    if (textOf(current[property]) !== textOf(wanted[property])) patch[property] = wanted[property]
  const attributes = changedAttributes(current.attributes, wanted.attributes)
  if (attributes) patch.attributes = attributes
  if (current.status !== 'approved') patch.status = 'approved'
  return Object.keys(patch).length > 0 ? (patch as Patch) : null
}

// What nobody has decided on is decided: an approved image has no open suggestions.
function takenOut({ status }: Annotation): Patch | null {
  if (status === 'rejected' || status === 'deleted') return null
  return { status: status === 'suggested' ? 'rejected' : 'deleted' }
}

function creation(wanted: ManifestAnnotation, act: string): Operation {
  const { id, label, shape, attributes, occluded, order, group, track, originId } = wanted
  return {
    id: derivedId<OperationId>(act, id, 'created'),
    type: 'create',
    annotationId: id,
    status: 'approved',
    origin: { type: 'import', format: VERSION_FORMAT, ...(originId !== undefined && { id: originId }) },
    ...{ label, shape, attributes, occluded, order, group, track },
  }
}

/** What an annotation that came with a version says it came by. */
export const VERSION_FORMAT = 'version'

const textOf = (value: unknown): string => JSON.stringify(value, (_key, one) => (isRecord(one) ? inOrder(one) : one))
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const inOrder = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
