import { z } from 'zod'
import { LabelName } from '../ontology/ontology.ts'
import { Shape } from '../shapes/index.ts'
import { AnnotationId, AssetId, ProjectId, UserId } from './ids.ts'
import { Track } from './track.ts'

/** What a file calls an annotation, so that it is known again when it comes back. */
export const OutsideId = z.string().min(1).max(100)

/** Who made an annotation; kept for ever, also after a person edits it. A model's origin holds what it proposed. */
export const Origin = z.discriminatedUnion('type', [
  z.object({ type: z.literal('person'), userId: UserId }),
  z.object({
    type: z.literal('model'),
    version: z.number().int().positive(),
    /** Versions of the other models that had a say in it; absent where the one suggested alone. */
    together: z.array(z.number().int().positive()).exactOptional(),
    score: z.number(),
    label: LabelName,
    shape: Shape,
  }),
  /** The project's labeling functions together, in this version of what they say: `score` is how probable their label model takes it to be. */
  z.object({
    type: z.literal('functions'),
    version: z.number().int().positive(),
    score: z.number(),
    label: LabelName,
    shape: Shape,
  }),
  z.object({ type: z.literal('import'), format: z.string(), id: OutsideId.exactOptional() }),
  /** What a file of an import proposed, for people to decide; `by` is what the file calls its model, absent where it names none. */
  z.object({
    type: z.literal('file'),
    format: z.string(),
    by: z.string().exactOptional(),
    id: OutsideId.exactOptional(),
    score: z.number(),
    label: LabelName,
    shape: Shape,
  }),
])
export type Origin = z.infer<typeof Origin>
/** The origins that hold what was proposed: people decide on it. */
export type ProposedOrigin = Extract<Origin, { score: number }>

/** Whether something was proposed, by a model, by labeling functions or in a file, not drawn or brought as truth by people. */
export const isProposed = (origin: Origin): origin is ProposedOrigin => 'score' in origin

/**
 * suggested: a model proposed it, nobody has decided. draft: a person drew or accepted it. approved: a reviewer stands for it.
 * rejected: a person decided against a suggestion. deleted: a person took it away.
 */
export const AnnotationStatus = z.enum(['suggested', 'draft', 'approved', 'rejected', 'deleted'])
export type AnnotationStatus = z.infer<typeof AnnotationStatus>

export const Attributes = z.record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]))
export type Attributes = z.infer<typeof Attributes>

/** The properties two people can change at the same time without disturbing each other. */
export const ANNOTATION_PROPERTIES = ['label', 'shape', 'attributes', 'status', 'occluded', 'order', 'group', 'track'] as const
export type AnnotationProperty = (typeof ANNOTATION_PROPERTIES)[number]

export const Annotation = z.object({
  id: AnnotationId,
  projectId: ProjectId,
  assetId: AssetId,
  label: LabelName,
  shape: Shape,
  attributes: Attributes,
  status: AnnotationStatus,
  /** Something else hides a part of it. */
  occluded: z.boolean(),
  /** What is drawn later lies on top: from below to above. */
  order: z.number().int(),
  /** Annotations of an asset with the same group belong together. */
  group: z.string().max(80).nullable(),
  /** What it is part of in a video; null for an annotation of one image alone. */
  track: Track.nullable(),
  origin: Origin,
  /** Counts its changes from 1. */
  revision: z.number().int().positive(),
  /** The revision that last changed each property. */
  revisions: z.record(z.enum(ANNOTATION_PROPERTIES), z.number().int().positive()),
  /** The revision that last changed each attribute; those not named are as they were made. */
  attributeRevisions: z.record(z.string(), z.number().int().positive()).exactOptional(),
  /** Who decided on it or changed it last. */
  changedBy: UserId.nullable(),
  /** Milliseconds since 1970. */
  changedAt: z.number(),
})
export type Annotation = z.infer<typeof Annotation>

/** Whether it is on the picture: neither rejected nor deleted. */
export const isVisible = (annotation: Pick<Annotation, 'status'>): boolean =>
  annotation.status !== 'rejected' && annotation.status !== 'deleted'
