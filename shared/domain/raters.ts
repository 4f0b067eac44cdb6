import { z } from 'zod'
import { AnnotationId, AssetId, ProjectId, UserId } from './ids.ts'
import { ShareEstimate } from './labeling-function.ts'

/** Images that several people label each by themselves. */
export const RatingRound = z.object({
  id: z.string(),
  projectId: ProjectId,
  /** Counts the rounds of a project from 1. */
  number: z.number().int().positive(),
  name: z.string(),
  /** Rated by `each` of the people. */
  overlap: z.array(AssetId),
  /** Approved images slipped in among them, for every one of the people: what is true of them is known. */
  honeypots: z.array(AssetId),
  people: z.array(UserId),
  each: z.number().int().positive(),
  createdBy: UserId,
  createdAt: z.number(),
  /** Nobody is handed its images any more; null while it is open. */
  closedAt: z.number().nullable(),
})
export type RatingRound = z.infer<typeof RatingRound>

/** A person, or 'model': the suggestions of the model that pre-labelled. */
export const RaterId = z.string()

/** A coefficient with its 95 % interval over resampled images; all null where it cannot be told. */
export const Coefficient = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
export type Coefficient = z.infer<typeof Coefficient>

/** How far raters agree in a round, on what is submitted so far. */
export const Agreement = z.object({
  /** Units that two or more raters judged: images, tags of images, or objects matched at an IoU of 0.5 with what only some saw. */
  units: z.number().int(),
  images: z.number().int(),
  /** Krippendorff's alpha over all raters, the model left out. */
  alpha: Coefficient,
  /** Fleiss' kappa over the units that the same number of people rated; null where there are none. */
  fleiss: z.number().nullable(),
  pairs: z.array(z.object({ a: RaterId, b: RaterId, units: z.number().int(), kappa: z.number().nullable() })),
  labels: z.array(z.object({ label: z.string(), units: z.number().int(), alpha: z.number().nullable() })),
  people: z.array(
    z.object({
      rater: RaterId,
      rated: z.number().int(),
      waiting: z.number().int(),
      /** How often this one says what another one says of the same unit. */
      agrees: ShareEstimate.nullable(),
      /** Against what is known of honeypots: of classes and tags the share right; of objects the F1 of matched ones. */
      honeypots: ShareEstimate.nullable(),
      honeypotsRated: z.number().int(),
    }),
  ),
  /** The images on which raters agree least, worst first. */
  disputed: z.array(z.object({ assetId: AssetId, name: z.string(), agreement: z.number() })),
})
export type Agreement = z.infer<typeof Agreement>

/** A change of an annotation that a merge makes, for people to look at before. */
export const MergeChange = z.object({
  assetId: AssetId,
  name: z.string(),
  change: z.enum(['add', 'accept', 'relabel', 'reshape', 'remove']),
  label: z.string(),
  /** Raters who see it so, of those who rated the image. */
  votes: z.number().int(),
  raters: z.number().int(),
})
export type MergeChange = z.infer<typeof MergeChange>

/** A consensus that was written into the project, and what puts it back. */
export const ConsensusMerge = z.object({
  id: z.string(),
  projectId: ProjectId,
  roundId: z.string(),
  by: UserId,
  at: z.number(),
  changes: z.number().int(),
  /** What was written: the annotation, its revision after it, and the patch that puts it back. */
  written: z.array(
    z.object({
      assetId: AssetId,
      annotationId: AnnotationId,
      revision: z.number().int(),
      back: z.record(z.string(), z.unknown()),
    }),
  ),
  undoneAt: z.number().nullable(),
})
export type ConsensusMerge = z.infer<typeof ConsensusMerge>
