import { type Command, Option } from 'commander'
import { type BackupPlan, BackupRecord } from '#shared/domain/backup.ts'
import { routes } from '#shared/routes.ts'
import { declare, wholeNumber } from '../command.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'

const NEVER = 'never'

interface BackupsOptions {
  now?: boolean
  schedule?: string
  keep?: number
  check?: boolean
}

/** `labelloop backups`: those that the server makes in its own place, and when. */
export function declareBackups(program: Command): void {
  declare<BackupsOptions>(program, {
    usage: 'backups',
    summary: 'The backups of the installation; make one now, or say when the server makes them by itself (LABELLOOP_BACKUPS)',
    example: 'backups --schedule "0 3 * * *" --keep 14',
    options: (command) =>
      command
        .option('--now', 'make one, and wait for it')
        .option('--schedule <cron>', `when to make one by itself, in the time zone of the server; "${NEVER}" for never`)
        .option('--keep <number>', 'how many of the newest stay', wholeNumber(1))
        .addOption(new Option('--check', 'restore each into a database of its own, to see whether it can be'))
        .addOption(new Option('--no-check')),
    async run({ terminal, options, api: connect }) {
      const api = await connect()
      const before = await api.call(routes.backups.plan, {})
      const change = changeIn(options)
      const { plan, place, nextAt } =
        Object.keys(change).length === 0
          ? before
          : await api.call(routes.backups.setPlan, { body: { ...before.plan, ...change } })
      if (options.now) {
        const { jobId } = await api.call(routes.backups.make, {})
        const made = BackupRecord.parse(await followJob(api, jobId, terminal))
        return terminal.result(made, `Kept ${made.rows} rows and ${made.blobs} contents, digest ${made.digest}`)
      }
      const made = await api.call(routes.backups.list, {})
      const rows = made.map(({ createdAt, place: where, rows: count, blobs, checkedAt }) => ({
        when: timeOf(createdAt),
        place: where,
        rows: count,
        contents: blobs,
        checked: checkedAt ? 'yes' : '-',
      }))
      const next = nextAt === null ? '' : `\nThe next one ${timeOf(nextAt)}; the newest ${plan.keep} stay`
      terminal.result({ plan, place, nextAt, backups: made }, `${table(rows)}${next}`)
    },
  })
}

function changeIn({ schedule, keep, check }: BackupsOptions): Partial<BackupPlan> {
  return {
    ...(schedule !== undefined && { schedule: schedule === NEVER ? null : schedule }),
    ...(keep !== undefined && { keep }),
    ...(check !== undefined && { check }),
  }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
