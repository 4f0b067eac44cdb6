import { z } from 'zod'
import { ImportOptions } from '../routes/data.ts'
import { JobId, ProjectId } from './ids.ts'

const address = z.url({ protocol: /^https?$/ }).max(2000)

/** Where images and labels are taken from again and again, by what kind of place it is; what must stay secret is kept beside it. */
export const ConnectionPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: z.string().trim().min(1).max(1000) }),
  z.object({
    kind: z.literal('bucket'),
    /** Of the storage's S3 interface, as https://s3.eu-central-1.amazonaws.com. */
    endpoint: address,
    region: z.string().trim().min(1).max(60).default('us-east-1'),
    bucket: z.string().trim().min(1).max(200),
    /** Only keys that begin with this; paths are what comes after its last "/". */
    prefix: z.string().max(800).default(''),
    /** Empty where the bucket is open to everybody. Its secret is the connection's. */
    accessKey: z.string().trim().max(200).default(''),
  }),
  /** A text of addresses, one a line. */
  z.object({ kind: z.literal('addresses'), url: address }),
  /** A project of another Labelloop, by its name; a token of it is the connection's secret. */
  z.object({ kind: z.literal('labelloop'), url: address, project: z.string().trim().min(1).max(200) }),
])
export type ConnectionPlace = z.infer<typeof ConnectionPlace>

/** A schedule of folders alone: what is new is taken as it arrives. */
export const AT_ONCE = 'at once'

/** How a folder is watched: by what the system tells, by looking again and again (and why), or not at all while it cannot be reached. */
export const Watched = z.object({ by: z.enum(['events', 'looks', 'nothing']), reason: z.string().nullable() })
export type Watched = z.infer<typeof Watched>

/** What somebody says of a connection. */
export const ConnectionDraft = z.object({
  place: ConnectionPlace,
  options: ImportOptions.omit({ dryRun: true }).prefault({}),
  /** When it is looked at by itself: a cron expression in the project's time zone, `AT_ONCE`, or null for only when somebody asks. */
  schedule: z.string().trim().min(1).max(100).nullable().default(null),
})
export type ConnectionDraft = z.infer<typeof ConnectionDraft>

export const ConnectionName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, 'Expected a name of letters, digits, spaces, ".", "_" and "-"')

/** A place that a project takes images and labels from, again and again. */
export const Connection = ConnectionDraft.extend({
  projectId: ProjectId,
  name: ConnectionName,
  hasSecret: z.boolean(),
  createdAt: z.number(),
  /** The job that took from it last, and when it was asked for; null before the first. */
  last: z.object({ jobId: JobId, at: z.number() }).nullable(),
  /** How it is watched, where that is asked for and a worker does it. */
  watched: Watched.nullable(),
  /** When it takes by itself next; null where it never does, or as things arrive. */
  nextAt: z.number().nullable(),
})
export type Connection = z.infer<typeof Connection>
