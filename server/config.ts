import { delimiter, join, resolve } from 'node:path'
import { z } from 'zod'
import type { BucketAccess } from './store/bucket-blobs.ts'
import { cacheFolder } from './store/installed-parts.mjs'

const Environment = z.object({
  LABELLOOP_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  LABELLOOP_HOST: z.string().default('127.0.0.1'),
  LABELLOOP_DATA: z.string().default('.labelloop'),
  MONGODB_URI: z.string().optional(),
  LABELLOOP_BLOBS: z.string().optional(),
  LABELLOOP_BACKUPS: z.string().min(1).optional(),
  LABELLOOP_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  LABELLOOP_BLOB_CACHE_GB: z.coerce.number().positive().default(20),
  AWS_REGION: z.string().default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().default(''),
  AWS_SECRET_ACCESS_KEY: z.string().default(''),
  AWS_SESSION_TOKEN: z.string().optional(),
  LABELLOOP_PREDICTIONS_PER_MINUTE: z.coerce.number().int().positive().default(1200),
  LABELLOOP_COMMANDS: z.enum(['container', 'process', 'off']).default('container'),
  LABELLOOP_CONTAINERS: z.string().trim().min(1).default('docker'),
  LABELLOOP_ENGINE: z.enum(['auto', 'tensorflow', 'webgpu', 'wasm']).default('auto'),
  LABELLOOP_FOLDERS: z.string().default(''),
  LABELLOOP_EGRESS: z.enum(['public', 'private']).default('public'),
  LABELLOOP_SMTP: z.url({ protocol: /^smtps?$/ }).optional(),
})

/** Where everything is: from the environment, with the defaults of INTERFACES.md. */
export interface Config {
  readonly port: number
  readonly host: string
  readonly dataFolder: string
  readonly cacheFolder: string
  /** Null: start a private mongod. */
  readonly mongodbUri: string | null
  /** `file:` and an absolute folder, or `s3://bucket/prefix`. */
  readonly blobs: string
  /** A folder, or `s3://bucket/prefix`, where backups are kept that people ask for in the browser or that are due; null for nowhere. */
  readonly backups: string | null
  /** How buckets of the installation are reached; they are the operator's word, no person's: the guard of egress.ts does not ask about them. */
  readonly buckets: BucketAccess
  /** Requests for predictions that one person may send. */
  readonly predictionsPerMinute: number
  readonly engine: 'auto' | 'tensorflow' | 'webgpu' | 'wasm'
  /** Whether addresses that people type may lie in the installation's own network; see egress.ts. */
  readonly egress: 'public' | 'private'
  /** Folders of this machine that projects may take files from, with all below them. */
  readonly folders: readonly string[]
  /** `smtp://user:password@host:port?from=address` of whoever carries e-mail; null: no e-mail is sent. */
  readonly smtp: string | null
  /** How the commands in people's pipelines run: in containers of this program, on the machine itself, or not at all. */
  readonly commands: { readonly mode: 'container' | 'process' | 'off'; readonly program: string }
}

/** Reads the environment; a wrong value ends in a ZodError that names the variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = Environment.parse(environment)
  const dataFolder = resolve(values.LABELLOOP_DATA)
  return {
    port: values.LABELLOOP_PORT,
    host: values.LABELLOOP_HOST,
    dataFolder,
    cacheFolder: cacheFolder(environment),
    mongodbUri: values.MONGODB_URI ?? null,
    blobs: values.LABELLOOP_BLOBS ?? `file:${join(dataFolder, 'blobs')}`,
    backups: values.LABELLOOP_BACKUPS ?? null,
    buckets: bucketsOf(values, dataFolder),
    predictionsPerMinute: values.LABELLOOP_PREDICTIONS_PER_MINUTE,
    engine: values.LABELLOOP_ENGINE,
    egress: values.LABELLOOP_EGRESS,
    folders: values.LABELLOOP_FOLDERS.split(delimiter).filter(Boolean),
    smtp: values.LABELLOOP_SMTP ?? null,
    commands: { mode: values.LABELLOOP_COMMANDS, program: values.LABELLOOP_CONTAINERS },
  }
}

function bucketsOf(values: z.infer<typeof Environment>, dataFolder: string): BucketAccess {
  return {
    endpoint: values.LABELLOOP_S3_ENDPOINT ?? `https://s3.${values.AWS_REGION}.amazonaws.com`,
    region: values.AWS_REGION,
    accessKey: values.AWS_ACCESS_KEY_ID,
    secretKey: values.AWS_SECRET_ACCESS_KEY,
    sessionToken: values.AWS_SESSION_TOKEN,
    cache: { folder: join(dataFolder, 'blob-cache'), limitBytes: values.LABELLOOP_BLOB_CACHE_GB * BYTES_PER_GIGABYTE },
  }
}
const BYTES_PER_GIGABYTE = 1e9

/** The engine to ask for. */
export const engineChoice = ({ engine }: Pick<Config, 'engine'>): Config['engine'] => engine
