import { z } from 'zod'
import { AssetStatus } from './asset.ts'
import { AnnotationId, AssetId, ImportId, JobId, ProjectId } from './ids.ts'
import { SignalReport } from './monitoring.ts'
import { QualityRuleId, QualityRules } from './quality-rule.ts'

const count = z.number().int().nonnegative()

/** open: somebody should look. dismissed: a person looked, and it is fine. mended: it is no longer so. */
export const FindingStatus = z.enum(['open', 'dismissed', 'mended'])
export type FindingStatus = z.infer<typeof FindingStatus>

/** What one rule found on one image. */
export const QualityFinding = z.object({
  /** By the image and the rule. */
  id: z.string(),
  projectId: ProjectId,
  assetId: AssetId,
  rule: QualityRuleId,
  /** What was measured, and the threshold it was judged by. */
  value: z.number(),
  threshold: z.number(),
  status: FindingStatus,
  /** The labels it is about, the first few. */
  annotationIds: z.array(AnnotationId),
  /** The image that it repeats or resembles. */
  other: AssetId.nullable(),
  /** What was found, where a number alone does not say it: "CMYK". */
  what: z.string().nullable(),
  /** The status the image had before it was set aside on account of this; null where it was not. */
  aside: AssetStatus.nullable(),
  /** The import that brought the image. */
  batch: ImportId.nullable(),
  /** Milliseconds since 1970. */
  foundAt: z.number(),
})
export type QualityFinding = z.infer<typeof QualityFinding>

/** A finding with what is shown of its image. */
export const ShownFinding = QualityFinding.extend({
  asset: z.object({ name: z.string(), status: AssetStatus, width: z.number().int(), height: z.number().int() }),
  /** Where the labels lie that it is about: [x, y, width, height] in shares of the image. */
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
})
export type ShownFinding = z.infer<typeof ShownFinding>

/** How the images of a project stand, rule by rule. */
export const QualityState = z.object({
  rules: QualityRules,
  counts: z.array(z.object({ rule: QualityRuleId, open: count, dismissed: count, mended: count })),
  images: count,
  /** Images that were looked at by the rules as they are. */
  examined: count,
  examinedAt: z.number().nullable(),
  /** The job that looks at them now. */
  jobId: JobId.nullable(),
})
export type QualityState = z.infer<typeof QualityState>

/** What rules would find among so many images whose numbers are known; fewer than there are where a sample of them was asked. */
export const RulePreview = z.object({ rule: QualityRuleId, finds: count, of: count })
export type RulePreview = z.infer<typeof RulePreview>

/** dismiss: it is fine. reopen: it is not. quarantine: set its image aside. release: take the image back in, and dismiss. */
export const FindingDecision = z.enum(['dismiss', 'reopen', 'quarantine', 'release'])
export type FindingDecision = z.infer<typeof FindingDecision>

/** How often something occurs in a batch. */
export const Occurrence = z.object({ name: z.string(), count, isNew: z.boolean() })
export type Occurrence = z.infer<typeof Occurrence>

/** What one import brought: what it is made of, and how it differs from what came before. */
export const BatchReport = z.object({
  id: ImportId,
  projectId: ProjectId,
  at: z.number(),
  images: count,
  annotations: count,
  /** Of what kinds, the most frequent first; `isNew` where no earlier batch had it. */
  formats: z.array(Occurrence),
  colourModes: z.array(Occurrence),
  sizes: z.array(Occurrence),
  labels: z.array(Occurrence),
  attributes: z.array(Occurrence),
  /** Images without any label. */
  unlabelled: count,
  /** The earlier batches it is held against, and how many of their images; null where it is the first. */
  against: z.object({ batches: count, images: count }).nullable(),
  /** How ranges and label mix differ from those: by Kolmogorov-Smirnov and chi-square or permutation, with Holm's correction. */
  signals: z.array(SignalReport),
  /** What the rules have found on its images. */
  findings: z.array(z.object({ rule: QualityRuleId, open: count, dismissed: count, mended: count, aside: count })),
})
export type BatchReport = z.infer<typeof BatchReport>
