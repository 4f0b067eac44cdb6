import { z } from 'zod'

const count = z.number().int().nonnegative()

/** One collection in a backup: the tree of its rows, and the SHA-256 of all of them one behind the other. */
export const KeptCollection = z.object({
  name: z.string(),
  rows: count,
  bytes: count,
  sha256: z.string(),
  tree: z.string().nullable(),
})
export type KeptCollection = z.infer<typeof KeptCollection>

/** What a backup is: everything of one moment. The newest file of the folder `backups` is the newest backup. */
export const BackupManifest = z.object({
  format: z.literal(1),
  /** Of the product that wrote it. */
  version: z.string(),
  /** The name of the one project it holds; null for a whole installation. */
  project: z.string().nullable(),
  createdAt: z.number(),
  collections: z.array(KeptCollection),
  /** Images, weights and other contents: how many, and the tree of their names, in which one may come more than once. */
  blobs: z.object({ count, tree: z.string().nullable() }),
  /** Contents that a row names and that were gone, or damaged, when they were to be copied. */
  missing: z.array(z.string()),
  /** SHA-256 over what the collections hold: two backups of the same content have the same. */
  digest: z.string(),
})
export type BackupManifest = z.infer<typeof BackupManifest>
