import { z } from 'zod'

const count = z.number().int().nonnegative()

/** A backup that was made of this installation, as its admins see it. */
export const BackupRecord = z.object({
  id: z.string(),
  createdAt: z.number(),
  /** The folder, as whoever made it named it. */
  place: z.string(),
  /** SHA-256 over all rows: two backups of the same content have the same. */
  digest: z.string(),
  rows: count,
  /** Bytes of the rows before they were packed. */
  rowBytes: count,
  /** Images, weights and other contents that it holds, and what of it was new to the folder. */
  blobs: count,
  copied: z.object({ count, bytes: count }),
  /** Contents that were gone when they were to be copied. */
  missing: count,
  seconds: z.number(),
})
export type BackupRecord = z.infer<typeof BackupRecord>
