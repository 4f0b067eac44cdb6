import { z } from 'zod'
import { Annotation, AnnotationStatus, Origin } from '../domain/annotation.ts'
import type { AssetStatus } from '../domain/asset.ts'
import { AnnotationId, type AssetId, OperationId, type ProjectId, type UserId } from '../domain/ids.ts'
import { LabelName } from '../ontology/ontology.ts'
import { Shape } from '../shapes/index.ts'

/** What of an annotation a change sets. */
export const Patch = z
  .object({
    label: LabelName.exactOptional(),
    shape: Shape.exactOptional(),
    /** Only those that change; null takes an answer away. */
    attributes: Annotation.shape.attributes.exactOptional(),
    status: AnnotationStatus.exactOptional(),
    occluded: Annotation.shape.occluded.exactOptional(),
    order: Annotation.shape.order.exactOptional(),
    group: Annotation.shape.group.exactOptional(),
    track: Annotation.shape.track.exactOptional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'expected at least one property to change')
export type Patch = z.infer<typeof Patch>

export const CreateOperation = z.object({
  id: OperationId,
  type: z.literal('create'),
  annotationId: AnnotationId,
  label: LabelName,
  shape: Shape,
  attributes: Annotation.shape.attributes.default({}),
  status: AnnotationStatus.default('draft'),
  occluded: Annotation.shape.occluded.exactOptional(),
  order: Annotation.shape.order.exactOptional(),
  group: Annotation.shape.group.exactOptional(),
  track: Annotation.shape.track.exactOptional(),
  /** Only workers and imports send it; a person's origin is the signed-in user. */
  origin: Origin.exactOptional(),
})
export const UpdateOperation = z.object({
  id: OperationId,
  type: z.literal('update'),
  annotationId: AnnotationId,
  /** The revision the person saw. */
  base: z.number().int().nonnegative(),
  patch: Patch,
})
export const AssetOperation = z.object({
  id: OperationId,
  type: z.literal('asset'),
  base: z.number().int().nonnegative(),
  status: z.enum(['new', 'suggested', 'begun', 'review', 'approved', 'quarantined']),
})
export const Operation = z.discriminatedUnion('type', [CreateOperation, UpdateOperation, AssetOperation])
export type Operation = z.infer<typeof Operation>
export type OperationInput = z.input<typeof Operation>

/** Everything operations act on: one asset's status and its annotations, deleted ones included. */
export interface AssetState {
  readonly projectId: ProjectId
  readonly assetId: AssetId
  readonly status: AssetStatus
  /** Changes of the status so far. */
  readonly revision: number
  readonly annotations: ReadonlyMap<AnnotationId, Annotation>
}

/** Who changed it and when; the same for every operation of a commit. */
export interface Stamp {
  readonly userId: UserId | null
  readonly at: number
}

/** Why an operation cannot be applied to the state as it is. */
export interface Refusal {
  readonly code: 'stale' | 'not_found' | 'conflict' | 'invalid' | 'forbidden'
  readonly message: string
}
