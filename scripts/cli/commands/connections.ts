import { type Command, Option } from 'commander'
import { type Connection, ConnectionDraft } from '#shared/domain/connection.ts'
import { ImportOptions, ImportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { declare } from '../command.ts'
import { CommandFailure, WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { table, timeOf } from '../terminal.ts'

const SECRET = 'LABELLOOP_CONNECTION_SECRET'
const BUCKET = /^s3:\/\/([^/]+)\/?(.*)$/
const OTHER = /^labelloop\+(https?:\/\/.+)$/

interface ConnectOptions {
  endpoint: string
  region: string
  accessKey: string
  project?: string
  schedule?: string
  format: string
  approve?: boolean
  split: string
}

/** `labelloop connections`, `connect`, `take`, `disconnect`: places that a project takes from again and again. */
export function declareConnections(program: Command): void {
  declare(program, {
    usage: 'connections <project>',
    summary: 'The places that a project takes images and labels from',
    example: 'connections "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const connections = await api.call(routes.connections.list, { params: { projectId } })
      terminal.result(connections, table(connections.map(rowOf)))
    },
  })
  declare<ConnectOptions>(program, {
    usage: 'connect <project> <name> <place>',
    summary: `Take from a place again and again: s3://BUCKET/PREFIX, a folder of the server, the address of a list, or labelloop+https://HOST; a secret comes from ${SECRET}`,
    example:
      'connect "Blood cells" camera s3://cells/2026/ --endpoint https://s3.eu-central-1.amazonaws.com --access-key AKIA1 --schedule "0 * * * *"',
    options: (command) =>
      command
        .option('--endpoint <address>', 'of the storage of a bucket', 'https://s3.amazonaws.com')
        .option('--region <region>', 'of a bucket', 'us-east-1')
        .option('--access-key <key>', 'of a bucket that is not open', '')
        .option('--project <name>', 'of the other Labelloop')
        .option('--schedule <cron>', 'when to take by itself, in the time zone of the project; "at once" watches a folder')
        .option('--format <format>', 'one of `labelloop formats`, or auto', 'auto')
        .option('--approve', 'take the labels as approved truth instead of sending them to review')
        .addOption(new Option('--split <split>').choices(ImportOptions.shape.split.unwrap().options).default('auto')),
    async run({ terminal, options, api: connect }, projectName: string, name: string, place: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, projectName)
      const { format, approve = false, split, schedule = null } = options
      const draft = ConnectionDraft.parse({ place: placeOf(place, options), options: { format, approve, split }, schedule })
      const secret = process.env[SECRET]
      const body = { ...draft, ...(secret !== undefined && { secret }) }
      const saved = await api.call(routes.connections.save, { params: { projectId, name }, body })
      const there = await api.call(routes.connections.look, { params: { projectId, name } })
      terminal.result({ ...saved, there }, `${name}: ${there.images} images of ${there.files} files there`)
    },
  })
  declare<{ dryRun?: boolean }>(program, {
    usage: 'take <project> <name>',
    summary: 'Take what is new at a connection now',
    example: 'take "Blood cells" camera',
    options: (command) => command.option('--dry-run', 'say what would happen and change nothing'),
    async run({ terminal, options, api: connect }, projectName: string, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, projectName)
      const body = { dryRun: options.dryRun ?? false }
      const { jobId } = await api.call(routes.connections.take, { params: { projectId, name }, body })
      const result = await followJob(api, jobId, terminal).catch((error: unknown) => {
        if (error instanceof CommandFailure && error.code === 'skipped') return null
        throw error
      })
      if (result === null) return terminal.result({ assets: 0, annotations: 0 }, `Nothing has changed at ${name}`)
      const report = ImportReport.parse(result)
      terminal.result(report, `${report.assets} images and ${report.annotations} annotations from ${name}`)
    },
  })
  declare(program, {
    usage: 'disconnect <project> <name>',
    summary: 'Take from a connection no more; what was taken stays',
    example: 'disconnect "Blood cells" camera',
    async run({ terminal, api: connect }, projectName: string, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, projectName)
      await api.call(routes.connections.remove, { params: { projectId, name } })
      terminal.result({ name }, `${name} is taken from no more`)
    },
  })
}

function placeOf(place: string, { endpoint, region, accessKey, project }: ConnectOptions): object {
  const inBucket = BUCKET.exec(place)
  if (inBucket) return { kind: 'bucket', endpoint, region, accessKey, bucket: inBucket[1], prefix: inBucket[2] }
  const other = OTHER.exec(place)
  if (other && project === undefined) throw new WrongUsage('expected --project with the name of the project there')
  if (other) return { kind: 'labelloop', url: other[1], project }
  return /^https?:/.test(place) ? { kind: 'addresses', url: place } : { kind: 'folder', path: place }
}

const rowOf = ({ name, place, schedule, nextAt, last }: Connection) => ({
  name,
  kind: place.kind,
  schedule: schedule ?? '-',
  next: nextAt === null ? '-' : timeOf(nextAt),
  last: last === null ? '-' : timeOf(last.at),
})
