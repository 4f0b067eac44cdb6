import { type Command, Option } from 'commander'
import { declare, wholeNumber } from '../command.ts'
import { examine } from '../doctor/examine.ts'
import { startExplained } from '../explain-start.ts'
import { table } from '../terminal.ts'

interface UpOptions {
  port?: number
  host?: string
  data?: string
  cache?: string
  mongodb?: string
  blobs?: string
  backups?: string
  s3Endpoint?: string
  blobCacheGb?: number
  engine?: string
  egress?: string
  folders?: string
  smtp?: string
}

/** The variable each flag stands for: INTERFACES.md, "Environment". */
const VARIABLES = {
  port: 'LABELLOOP_PORT',
  host: 'LABELLOOP_HOST',
  data: 'LABELLOOP_DATA',
  cache: 'LABELLOOP_CACHE',
  mongodb: 'MONGODB_URI',
  blobs: 'LABELLOOP_BLOBS',
  backups: 'LABELLOOP_BACKUPS',
  s3Endpoint: 'LABELLOOP_S3_ENDPOINT',
  blobCacheGb: 'LABELLOOP_BLOB_CACHE_GB',
  engine: 'LABELLOOP_ENGINE',
  egress: 'LABELLOOP_EGRESS',
  folders: 'LABELLOOP_FOLDERS',
  smtp: 'LABELLOOP_SMTP',
} as const satisfies Record<keyof UpOptions, string>

/** `labelloop up`, `worker` and `doctor`. */
export function declareServer(program: Command): void {
  declare<UpOptions>(program, {
    usage: 'up',
    summary: 'Start the database, the server and a worker; print one sign-in URL',
    example: 'up --port 8090 --data ~/labels',
    options: environmentOptions,
    async run({ options }) {
      takeIntoEnvironment(options)
      const { runUp } = await import('#server/main.ts')
      await startExplained(() => runUp())
    },
  })
  declare<UpOptions>(program, {
    usage: 'worker',
    summary: 'Start only a worker, for a GPU machine',
    example: 'worker --mongodb mongodb://db.example/labelloop --blobs file:/mnt/labels',
    options: environmentOptions,
    async run({ options }) {
      takeIntoEnvironment(options)
      const { runWorker } = await import('#server/run-worker.ts')
      await startExplained(runWorker)
    },
  })
  declareDoctor(program)
}

function environmentOptions(command: Command): void {
  command
    .option('--port <port>', 'HTTP and sockets (LABELLOOP_PORT)', wholeNumber(0))
    .option('--host <host>', '0.0.0.0 to serve others (LABELLOOP_HOST)')
    .option('--data <folder>', 'private database, blobs, logs, the local token (LABELLOOP_DATA)')
    .option('--cache <folder>', 'what is fetched once per machine (LABELLOOP_CACHE)')
    .option('--mongodb <uri>', 'this replica set instead of a private mongod (MONGODB_URI)')
    .option(
      '--blobs <location>',
      'file:FOLDER or s3://BUCKET/PREFIX (LABELLOOP_BLOBS), keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    )
    .option('--backups <place>', 'folder or s3://BUCKET/PREFIX where the server keeps backups (LABELLOOP_BACKUPS)')
    .option('--s3-endpoint <url>', 'of the storage with that bucket, where it is not AWS in AWS_REGION (LABELLOOP_S3_ENDPOINT)')
    .option('--blob-cache-gb <gigabytes>', 'how much of a bucket may lie on this machine (LABELLOOP_BLOB_CACHE_GB)', Number)
    .addOption(new Option('--engine <engine>', 'LABELLOOP_ENGINE').choices(['auto', 'tensorflow', 'webgpu', 'wasm']))
    .addOption(
      new Option('--egress <reach>', 'private lets webhooks and connections call your own network (LABELLOOP_EGRESS)').choices([
        'public',
        'private',
      ]),
    )
    .option('--folders <folders>', 'folders of this machine that projects may take from, parted by ":" (LABELLOOP_FOLDERS)')
    .option('--smtp <url>', 'smtp://user:password@host:587?from=address carries e-mail (LABELLOOP_SMTP)')
}

function takeIntoEnvironment(options: UpOptions): void {
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = options[name as keyof UpOptions]
    if (value !== undefined) process.env[variable] = String(value)
  }
}

function declareDoctor(program: Command): void {
  declare(program, {
    usage: 'doctor',
    summary: 'Versions, database, engine with measured speed, GPU, disk, what is missing and how to get it',
    example: 'doctor --json',
    async run({ terminal }) {
      const report = await examine(process.env, (what) => terminal.progress(null, what))
      const rows = report.checks.map(({ name, ok, detail }) => ({ check: name, '': ok ? 'ok' : 'missing', detail }))
      terminal.result(report, table(rows))
    },
  })
}
