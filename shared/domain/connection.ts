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

/** What somebody says of a connection. */
export const ConnectionDraft = z.object({
  place: ConnectionPlace,
  options: ImportOptions.omit({ dryRun: true }).prefault({}),
  /** When it is looked at by itself: a cron expression in the project's time zone; null for only when somebody asks. */
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
  /** When it takes by itself next; null where it never does. */
  nextAt: z.number().nullable(),
})
export type Connection = z.infer<typeof Connection>
