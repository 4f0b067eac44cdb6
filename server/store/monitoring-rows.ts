import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Drifter, DriftReport, Look, QualityReport } from '#shared/domain/monitoring.ts'

/** What was measured on an image, by its asset; null where it cannot be read. */
export type AssetStatisticsRow = {
  _id: AssetId
  projectId: ProjectId
  /** How it was measured: rows of another way are measured anew. */
  method: string
  numbers: { brightness: number; contrast: number; sharpness: number; colour: number; warmth: number } | null
  /** Milliseconds since 1970; absent in rows of an older version. */
  madeAt?: number
}
/** What the monitoring last found, by the project. */
export type MonitoringRow = {
  _id: ProjectId
  version: number
  lookedAt: number
  drift: DriftReport[]
  drifters: Omit<Drifter, 'waiting'>[]
  quality: QualityReport | null
  /** Where the champion goes wrong on what looks like nothing that waits; absent in rows of before it was looked at. */
  uncovered?: UncoveredLabel[]
  /** Up to this time in the log corrections were gathered. */
  correctedUpTo: number
}
/** Test images on which the champion goes wrong about a label, and how many of them look like no image that waits to be labelled. */
export type UncoveredLabel = { label: string; mistaken: number; alone: number }
/** A window that was tested, once: by the project, what it was held against, and its newest image. */
export type LookRow = Look & { _id: string; projectId: ProjectId; against: string; upTo: number }
/** What people did to the suggestions of one version on one image; shapes per label. */
export type CorrectionRow = {
  _id: string
  projectId: ProjectId
  version: number
  assetId: AssetId
  /** When it was first found decided, and its places in the import and in the lottery. */
  at: number
  order: number
  lottery: number
  labels: LabelCorrections[]
  /** Timed between a person's acts, and how many shapes were in hand in it; null where there was but one act. */
  timed: { seconds: number; shapes: number } | null
}
/** `right` of the suggestions: their label was kept, and so was their outline, nearly; `there`: shapes of the label that were left on the image. */
export type LabelCorrections = {
  label: string
  accepted: number
  edited: number
  rejected: number
  missed: number
  right: number
  there: number
  /** Sum of the IoU of suggested and approved outlines, and of how many. */
  overlap: number
  overlapped: number
  /** Sum of the scores of the suggestions that were accepted, edited or rejected; absent in rows of before it was kept. */
  scores?: number
}
/** An image that was sent for predictions, measured; its pixels are not kept. */
export type ServedSampleRow = {
  _id: string
  projectId: ProjectId
  version: number
  at: Date
  numbers: Record<string, number>
  mix: { label: string; count: number }[]
}
