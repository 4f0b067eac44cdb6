import { z } from 'zod'
import { JobId } from './ids.ts'

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
  /** Contents that were gone, or damaged, when they were to be copied. */
  missing: count,
  seconds: z.number(),
  /** What it is called where the server keeps backups; absent for those that somebody made elsewhere. */
  name: z.string().optional(),
  /** When it was restored to see whether it can be; null where it was not. */
  checkedAt: z.number().nullable().optional(),
})
export type BackupRecord = z.infer<typeof BackupRecord>

/** When backups are made by themselves, and what becomes of them. */
export const BackupPlan = z.object({
  /** A cron expression in the time zone of the server; null for only when somebody asks. */
  schedule: z.string().trim().min(1).max(100).nullable().default(null),
  /** So many of the newest stay. */
  keep: z.number().int().min(1).max(1000).default(14),
  /** Whether each is restored into a database of its own and compared, and its contents read again. */
  check: z.boolean().default(true),
})
export type BackupPlan = z.infer<typeof BackupPlan>

/** The plan, and how it goes. */
export const BackupPlanState = z.object({
  plan: BackupPlan,
  /** Where the server keeps backups, as its operator says; null where he says nothing. */
  place: z.string().nullable(),
  /** The job that makes or made the last one that was asked for. */
  last: z.object({ jobId: JobId, at: z.number() }).nullable(),
  nextAt: z.number().nullable(),
})
export type BackupPlanState = z.infer<typeof BackupPlanState>
