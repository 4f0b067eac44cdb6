import type { AssetId, ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { BatchReport, QualityFinding } from '#shared/domain/quality.ts'
import type { QualityRules, QualityValues } from '#shared/domain/quality-rule.ts'

/** How a project wants its images judged, and how far that has been done. */
export type QualityStateRow = {
  _id: ProjectId
  /** Absent where nobody changed any. */
  rules?: QualityRules
  /** Up to this time in the log changed labels were looked at again. */
  examinedUpTo: number
  examinedAt: number | null
}
/** The numbers of an image that rules are about, by its asset. */
export type AssetQualityRow = {
  _id: AssetId
  projectId: ProjectId
  /** By which rules it was judged, as their digest; empty where only by those that need no other image. */
  judgedBy: string
  /** Whether its vector was there to be compared. */
  looked: boolean
  /** How its colours are kept: "RGB", "16-bit grey", "CMYK, Coated FOGRA39"; null where that cannot be read. */
  colourMode: string | null
  values: QualityValues
}
export type QualityFindingRow = Omit<QualityFinding, 'id'> & { _id: string }
/** Numbers of one image of a batch as it came, and how many of each label it had. */
export type BatchImage = { numbers: Record<string, number>; mix: { label: string; count: number }[] }
/** The report of an import, with some of its images for later ones to be held against. */
export type BatchReportRow = Omit<BatchReport, 'id' | 'findings'> & { _id: ImportId; sample: BatchImage[] }
