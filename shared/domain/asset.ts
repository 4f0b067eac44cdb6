import { z } from 'zod'
import { AssetMeta } from './asset-meta.ts'
import { AssetId, ProjectId, UserId } from './ids.ts'
import { VideoFrame } from './video.ts'

export const Split = z.enum(['train', 'validation', 'test'])
export type Split = z.infer<typeof Split>

/**
 * new: nobody looked, no suggestions. suggested: a model proposed annotations. begun: a person works on it.
 * review: submitted. approved: in the next snapshot. quarantined: set aside, never queued or trained on.
 */
export const AssetStatus = z.enum(['new', 'suggested', 'begun', 'review', 'approved', 'quarantined'])
export type AssetStatus = z.infer<typeof AssetStatus>

/** Assets that nobody has submitted yet. */
export const UNSUBMITTED_ASSET_STATUSES = ['new', 'suggested', 'begun'] as const satisfies readonly AssetStatus[]
export const isUnsubmitted = (status: AssetStatus): boolean =>
  (UNSUBMITTED_ASSET_STATUSES as readonly AssetStatus[]).includes(status)
/** Assets no person has begun: the ones a model may still (re-)label. */
export const UNDECIDED_ASSET_STATUSES = ['new', 'suggested'] as const satisfies readonly AssetStatus[]

export const AssetCounts = z.object({
  suggested: z.number().int(),
  draft: z.number().int(),
  /** Approved annotations per label. */
  approved: z.record(z.string(), z.number().int()),
})
export type AssetCounts = z.infer<typeof AssetCounts>

export const Asset = z.object({
  id: AssetId,
  projectId: ProjectId,
  /** Path inside the import, unique per project. */
  name: z.string(),
  /** SHA-256 of the original file: the name of its blob. */
  hash: z.string(),
  /** Pixels of the oriented image (EXIF applied). */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int(),
  /** jpeg, png, webp … as sniffed from the content. */
  format: z.string(),
  /** Of an image with 16 bits per channel: its darkest and its brightest value; absent for one with 8. */
  values: z.tuple([z.number(), z.number()]).optional(),
  /** Of an image kept in tiles: how many times it is there, each half as large as the one before; absent for one that is a single file. */
  levels: z.number().int().positive().optional(),
  /** Of an image that is a frame of a video: which one; absent for others. */
  video: VideoFrame.optional(),
  status: AssetStatus,
  split: Split,
  /** Near-duplicates share a group, and with it the split. */
  group: z.string(),
  /** Number of its last commit; the first one is 1. */
  sequence: z.number().int().nonnegative(),
  /** Changes of its status so far; what an `asset` operation is based on. */
  revision: z.number().int().nonnegative(),
  counts: AssetCounts,
  /** The model version whose suggestions (or absence of them) it carries. */
  prelabelledBy: z.number().int().nullable(),
  /** How unsure the champion is here, 0 to 1; drawn by lot before the first one. */
  uncertainty: z.number(),
  /** Place in the queue's order by what a label would teach, 1 for the first, 0 for what a person put before all; absent until it was ranked. */
  rank: z.number().int().nonnegative().optional(),
  /** One minus the likeness to the nearest labelled image when it was ranked, 0 to 1; absent where images were not compared. */
  novelty: z.number().min(0).max(1).optional(),
  reservedBy: UserId.nullable(),
  /** Milliseconds since 1970. */
  reservedUntil: z.number(),
  /** What else is known of it, by a name; absent where nothing is. */
  meta: AssetMeta.optional(),
  createdAt: z.number(),
})
export type Asset = z.infer<typeof Asset>

/** Pixels along the side of a tile. */
export const TILE_SIDE = 512

/** Every asset has a small JPEG: its longest side in pixels, and its quality. */
export const THUMBNAIL = { side: 320, quality: 78 } as const

export const noCounts = (): AssetCounts => ({ suggested: 0, draft: 0, approved: {} })
/** How many approved annotations an image has, of whatever label. */
export const labelsIn = ({ approved }: AssetCounts): number => Object.values(approved).reduce((sum, count) => sum + count, 0)
