import { z } from 'zod'
import { AssetStatus, Split } from './asset.ts'
import { AssetId, JobId } from './ids.ts'

/** An image and how alike it is to the one that was asked about: the cosine between their vectors, 1 for the same. */
export const SimilarAsset = z.object({ assetId: AssetId, likeness: z.number().min(-1).max(1) })
export type SimilarAsset = z.infer<typeof SimilarAsset>

/** How far a project's images have their vectors. */
export const EmbeddingState = z.object({
  total: z.number().int(),
  embedded: z.number().int(),
  /** Images that could not be read. */
  unreadable: z.number().int(),
  /** False where no vector is there and nothing on this machine can make one. */
  available: z.boolean(),
})
export type EmbeddingState = z.infer<typeof EmbeddingState>

/** Every image of a project as a point: all lists are in the same order, one entry per point. */
export const EmbeddingMap = z.object({
  drawnAt: z.number(),
  assetIds: z.array(AssetId),
  names: z.array(z.string()),
  /** Changes of their status so far: what an act on them is based on. */
  revisions: z.array(z.number().int()),
  /** Shares of the map, 0 to 1. */
  x: z.array(z.number()),
  y: z.array(z.number()),
  /** Places in `statuses` and `splits`. */
  status: z.array(z.number().int()),
  split: z.array(z.number().int()),
  statuses: z.array(AssetStatus),
  splits: z.array(Split),
  /** Place in `labels` of the label with the most approved annotations, -1 where none is approved. */
  label: z.array(z.number().int()),
  labels: z.array(z.string()),
  /** What a label would teach, 0 to 1. */
  uncertainty: z.array(z.number()),
})
export type EmbeddingMap = z.infer<typeof EmbeddingMap>

/** The map, where one was drawn, and the job that draws one now. */
export const MapAnswer = z.object({ map: EmbeddingMap.nullable(), jobId: JobId.nullable() })
