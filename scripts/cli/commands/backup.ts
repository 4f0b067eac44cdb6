import type { Command } from 'commander'
import { declare } from '../command.ts'
import { megabytes, type Terminal } from '../terminal.ts'

const MS_PER_HOUR = 3600_000
const DAY_HOURS = 24

/** `labelloop backup`, `restore` and `sweep`: an installation as a whole, by whoever has its files. */
export function declareBackup(program: Command): void {
  declareBackupItself(program)
  declareRestore(program)
  declareSweep(program)
}

/** `labelloop project export-all` and `import-all`: one project from an installation to another. */
export function declareMoves(project: Command): void {
  declare(project, {
    usage: 'export-all <name> <out>',
    summary: 'Keep a project with its images, history, runs and models in a folder, for another installation',
    example: 'project export-all "Blood cells" /media/stick/cells',
    run: ({ terminal }, name: string, out: string) =>
      onInstallation(terminal, async (installation) => {
        const kept = await installation.exportProject(name, out)
        terminal.result(kept, `Kept ${kept.project}: ${kept.rows} rows and ${kept.blobs} contents, digest ${kept.digest}`)
      }),
  })
  declare(project, {
    usage: 'import-all <in>',
    summary: 'Bring a project that another installation has kept with `project export-all`',
    example: 'project import-all /media/stick/cells',
    run: ({ terminal }, from: string) =>
      onInstallation(terminal, async (installation) => {
        const moved = await installation.importProject(from)
        const people = moved.people.length === 0 ? '' : `; ${moved.people.join(', ')} came along without a way to sign in`
        terminal.result(moved, `Brought ${moved.name}: ${moved.rows} rows and ${moved.blobs} contents${people}`)
      }),
  })
}

function declareBackupItself(program: Command): void {
  declare(program, {
    usage: 'backup <out>',
    summary:
      'Keep everything in a folder or in s3://BUCKET/PREFIX, as it is at one moment, while people work; again into the same place costs what is new',
    example: 'backup /media/disk/labels',
    options: (command) =>
      command.addHelpText(
        'after',
        `
The folder then holds all rows of the database and all images and weights. Of secrets it holds: hashes of passwords and of API
tokens, and, readable, those of webhooks, ML backends, pipelines and buckets. It holds no sessions and no sign-in links. Only its owner may
open it. Run it where the installation's data folder is (LABELLOOP_DATA), or with MONGODB_URI and LABELLOOP_BLOBS.`,
      ),
    run: ({ terminal }, out: string) =>
      onInstallation(terminal, async (installation) => {
        const record = await installation.backUp(out)
        const { rows, blobs, copied, missing, digest } = record
        if (missing > 0)
          terminal.note(
            `${missing} contents could not be copied: they were gone, because their images were deleted meanwhile, or are damaged`,
          )
        terminal.result(
          record,
          `Kept ${rows} rows and ${blobs} contents (${copied.count} new, ${megabytes(copied.bytes)} MB), digest ${digest}`,
        )
      }),
  })
}

function declareRestore(program: Command): void {
  declare<{ at?: string }>(program, {
    usage: 'restore <in>',
    summary: 'Bring a backup into a fresh installation, running or not; what came is compared with what was kept',
    example: 'restore /media/disk/labels',
    options: (command) => command.option('--at <backup>', 'a file of its folder "backups" instead of the newest'),
    run: ({ terminal, options }, from: string) =>
      onInstallation(terminal, async (installation) => {
        const restored = await installation.restore(from, options.at)
        terminal.result(
          restored,
          `Restored ${restored.rows} rows and ${restored.blobs} contents as they were kept, digest ${restored.digest}`,
        )
      }),
  })
}

function declareSweep(program: Command): void {
  declare<{ dryRun?: boolean; graceHours: number }>(program, {
    usage: 'sweep',
    summary: 'Remove images, weights and archives that nothing needs: no asset, snapshot, model or other record',
    example: 'sweep --dry-run',
    options: (command) =>
      command
        .option('--dry-run', 'say what would be removed')
        .option('--grace-hours <hours>', 'leave alone what was used so recently', Number, DAY_HOURS),
    run: ({ terminal, options: { dryRun = false, graceHours } }) =>
      onInstallation(terminal, async (installation) => {
        const swept = await installation.sweep({ dryRun, graceMs: graceHours * MS_PER_HOUR })
        const what = `${swept.removed} contents (${megabytes(swept.bytes)} MB)`
        const rest = `${swept.kept} are needed, ${swept.young} too young to tell`
        const { count, refused } = swept.unfinished
        if (refused !== null) terminal.note(`Nobody could look for what was never written to its end: ${refused}`)
        const unfinished = count > 0 ? ` and ${count} that were never written to their end` : ''
        terminal.result({ dryRun, ...swept }, `${dryRun ? 'Would remove' : 'Removed'} ${what}${unfinished}; ${rest}`)
      }),
  })
}

type Installation = Awaited<ReturnType<typeof import('#server/installation.ts')['openInstallation']>>

async function onInstallation(terminal: Terminal, work: (installation: Installation) => Promise<void>): Promise<void> {
  const [{ openInstallation }, { readConfig }] = await Promise.all([
    import('#server/installation.ts'),
    import('#server/config.ts'),
  ])
  const installation = await openInstallation(readConfig(), (sentence) => terminal.progress(null, sentence))
  try {
    await work(installation)
  } finally {
    await installation.close()
  }
}
