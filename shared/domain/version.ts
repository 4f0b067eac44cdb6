import { z } from 'zod'
import { Split } from './asset.ts'
import { AssetId } from './ids.ts'

const count = z.number().int().nonnegative()

/** What people call a version and say of it; the frozen labels themselves never change. */
export const VersionMarks = z.object({
  name: z.string().trim().min(1).max(80).exactOptional(),
  note: z.string().max(4000).exactOptional(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).exactOptional(),
})
export type VersionMarks = z.infer<typeof VersionMarks>

/** A shape of a version on a thumbnail: its box in shares of the image, null for the whole image; `change` where the other version has it not so. */
export const VersionShape = z.object({
  label: z.string(),
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  change: z.enum(['same', 'added', 'removed', 'changed']),
})
export type VersionShape = z.infer<typeof VersionShape>

/** What became of one asset between two versions. */
export const AssetDifference = z.object({
  assetId: AssetId,
  name: z.string(),
  width: z.number(),
  height: z.number(),
  change: z.enum(['added', 'removed', 'changed']),
  /** Null where that version has it not. */
  splits: z.object({ before: Split.nullable(), after: Split.nullable() }),
  added: count,
  removed: count,
  changed: count,
  before: z.array(VersionShape),
  after: z.array(VersionShape),
})
export type AssetDifference = z.infer<typeof AssetDifference>

const perSplit = z.record(Split, count)

/** What changed from one version to another. */
export const VersionDifference = z.object({
  assets: z.object({ added: count, removed: count, changed: count, moved: count }),
  annotations: z.object({ added: count, removed: count, changed: count }),
  labels: z.array(z.object({ label: z.string(), before: count, after: count })),
  splits: z.object({ before: perSplit, after: perSplit }),
  /** Images of the test split that came, went or changed their labels: figures of before and after are not about the same. */
  testTouched: count,
})
export type VersionDifference = z.infer<typeof VersionDifference>

/** What a restore of a version does, or (dry run) would do. */
export const RestoreReport = z.object({
  dryRun: z.boolean(),
  assets: count,
  /** Annotations that get a property back, come back, or are taken out. */
  changed: count,
  returned: count,
  removed: count,
  /** Approved images that the version does not have: they wait for a review again. */
  unapproved: count,
  /** What cannot be brought back, with an example. */
  losses: z.array(z.object({ what: z.string(), count, example: z.string() })),
  /** Names of the first assets that change. */
  examples: z.array(z.string()),
  /** What takes it back: the version of just before; null where nothing was approved then, and in a dry run. */
  before: z.string().nullable(),
})
export type RestoreReport = z.infer<typeof RestoreReport>

/** Something that lets a figure look better than it is. */
export const Leak = z.object({
  kind: z.enum(['near-duplicate', 'group', 'video', 'metadata', 'name']),
  assets: z.array(z.object({ assetId: AssetId, name: z.string(), split: Split })),
  /** What they share, for people. */
  shared: z.string(),
})
export type Leak = z.infer<typeof Leak>

/** A way to part the training and validation images of a version so that each is validated on once. */
export const Folds = z.object({
  folds: z.number().int().min(2).max(20).default(5),
  seed: z.number().int().nonnegative().default(0),
})
export type Folds = z.infer<typeof Folds>

/** What lies in two folds and belongs in one. */
export const FoldLeak = Leak.extend({ assets: z.array(z.object({ assetId: AssetId, name: z.string(), fold: count })) })
export type FoldLeak = z.infer<typeof FoldLeak>

/** One of the folds, from 0: it validates, the others are learned from. */
export const FoldView = Folds.extend({ fold: z.number().int().nonnegative() }).refine(
  ({ folds, fold }) => fold < folds,
  'expected a fold below the number of folds',
)
export type FoldView = z.infer<typeof FoldView>
