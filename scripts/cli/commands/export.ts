import { type Command, Option } from 'commander'
import { Split } from '#shared/domain/asset.ts'
import { ExportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { declare } from '../command.ts'
import { describeLosses } from '../describe-losses.ts'
import { WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { saveArchive } from '../save-archive.ts'
import { table } from '../terminal.ts'

interface ExportCommandOptions {
  format: string
  snapshot?: string
  images?: boolean
  split?: Split
  blur?: string
  keepMetadata?: boolean
}

/** `labelloop export` and `formats`: what goes out. */
export function declareExport(program: Command): void {
  declareExportItself(program)
  declareFormats(program)
}

function declareExportItself(program: Command): void {
  declare<ExportCommandOptions>(program, {
    usage: 'export <project> <out>',
    summary: 'Write approved labels into a new folder, or into a .zip archive',
    example: 'export "Blood cells" cells.zip --format coco --images --split train',
    options: (command) =>
      command
        .requiredOption('--format <format>', 'one of `labelloop formats`')
        .option('--snapshot <id>', 'a snapshot instead of the labels as they are now')
        .option('--images', 'with the images, without what their files say about them')
        .option('--blur <labels>', 'make what these labels cover unrecognisable (a,b); needs --images')
        .option('--keep-metadata', 'leave camera, time, place and names in the images')
        .addOption(new Option('--split <split>', 'this split only').choices(Split.options)),
    async run({ terminal, options, api: connect }, name: string, out: string) {
      const { format, snapshot: snapshotId, images = false, split, keepMetadata = false } = options
      const blur = (options.blur ?? '').split(',').filter(Boolean)
      if (blur.length > 0 && !images) throw new WrongUsage('--blur is about images: expected --images with it')
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const body = {
        format,
        images,
        blur,
        keepMetadata,
        ...(snapshotId !== undefined && { snapshotId }),
        ...(split !== undefined && { split }),
      }
      const { jobId } = await api.call(routes.data.startExport, { params: { projectId }, body })
      const { download, ...report } = ExportReport.parse(await followJob(api, jobId, terminal))
      await saveArchive(await api.download(download), out)
      const { bare, blurred, areas } = report.protection
      if (blurred > 0) terminal.note(`${areas} areas on ${blurred} images made unrecognisable`)
      if (bare > 0) terminal.note(`${bare} images written without what their files say about them`)
      describeLosses(report.losses, terminal)
      terminal.result(
        { project, format, out, ...report },
        `Wrote ${report.files} files with ${report.annotations} annotations to ${out}`,
      )
    },
  })
}

function declareFormats(program: Command): void {
  declare(program, {
    usage: 'formats',
    summary: 'What can be read and written, for which tasks',
    example: 'formats',
    async run({ terminal, api }) {
      const formats = await (await api()).call(routes.data.formats, {})
      const rows = formats.map(({ id, title, tasks, reads, writes }) => ({
        format: id,
        reads: reads ? 'yes' : 'no',
        writes: writes ? 'yes' : 'no',
        tasks: tasks.join(', '),
        title,
      }))
      terminal.result(formats, table(rows))
    },
  })
}
