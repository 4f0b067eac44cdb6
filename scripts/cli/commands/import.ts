import { type Command, Option } from 'commander'
import { UndoReport } from '#shared/domain/import.ts'
import { ImportReport, MergeRule } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { TaskId } from '#shared/tasks/index.ts'
import type { Api } from '../api.ts'
import { declare, group } from '../command.ts'
import { describeLosses } from '../describe-losses.ts'
import { WrongUsage } from '../failure.ts'
import { findProject, lookUpProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { listFiles } from '../list-files.ts'
import { duration, type Terminal, table } from '../terminal.ts'
import { uploadFiles } from '../upload.ts'

const SHOWN_FINDINGS = 20
const SPLITS = ['auto', 'source', 'train', 'validation', 'test'] as const

interface ImportCommandOptions {
  format: string
  approve?: boolean
  create?: boolean
  task?: TaskId
  split: (typeof SPLITS)[number]
  video?: boolean
  groupBy?: string
  merge: MergeRule
  dryRun?: boolean
}

/** `labelloop import`, and `imports list` and `imports undo`: what comes in, what came, and what goes again. */
export function declareImport(program: Command): void {
  declareImportItself(program)
  const imports = group(program, 'imports', 'Earlier imports of a project')
  declare(imports, {
    usage: 'list <project>',
    summary: 'The imports of a project, newest first',
    example: 'imports list "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const records = await api.call(routes.data.imports, { params: { projectId } })
      const rows = records.map(({ id, at, state, format, assets, annotations, changed }) => ({
        id,
        at: new Date(at).toISOString(),
        state,
        format: format ?? '',
        images: assets,
        labels: annotations,
        changed,
      }))
      terminal.result(records, table(rows))
    },
  })
  declare(imports, {
    usage: 'undo <project> <import>',
    summary: 'Take away what an import brought and nobody has touched since',
    example: 'imports undo "Blood cells" import_5f0c2d',
    async run({ terminal, api: connect }, name: string, importId: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const { jobId } = await api.call(routes.data.undoImport, { params: { projectId, importId } })
      const report = UndoReport.parse(await followJob(api, jobId, terminal))
      terminal.result(
        report,
        `Took ${report.assets} images and ${report.annotations} labels away; ${report.keptAssets} images stay because somebody has worked on them`,
      )
    },
  })
}

/** `labelloop import`: folders, files or an archive, with the labels where the format has them. */
function declareImportItself(program: Command): void {
  declare<ImportCommandOptions>(program, {
    usage: 'import <project> <paths...>',
    summary: 'Import a folder, files or an archive; labels too where the format has them',
    example: 'import "Blood cells" ./bccd --create --task detection --split source --approve',
    options: (command) =>
      command
        .option('--format <format>', 'one of `labelloop formats`, or auto', 'auto')
        .option('--approve', 'take the labels as approved truth instead of sending them to review')
        .option('--create', 'create the project when there is none of this name (needs --task)')
        .addOption(new Option('--task <task>', 'what the new project predicts').choices(TaskId.options))
        .addOption(
          new Option('--split <split>', "auto, the data set's own (source), or all into one").choices(SPLITS).default('auto'),
        )
        .option('--group-by <name>', 'metadata whose equal values keep images in one split, such as patient')
        .option('--video', 'take the numbered images of a folder as the frames of a video')
        .addOption(
          new Option('--merge <rule>', 'what becomes of labels for images that are labelled here already')
            .choices(MergeRule.options)
            .default('keep'),
        )
        .option('--dry-run', 'say what would happen and change nothing'),
    async run({ terminal, options, api: connect }, name: string, inputs: string[]) {
      if (options.create && !options.task) throw new WrongUsage('expected --task together with --create')
      const files = await listFiles(inputs)
      const api = await connect()
      const project = await projectToFill(api, name, options)
      const importId = await uploadFiles(api, { projectId: project.id, root: inputs.join(), files }, terminal)
      const body = { importId, ...jobOptions(options) }
      const { jobId } = await api.call(routes.data.startImport, { params: { projectId: project.id }, body })
      const report = ImportReport.parse(await followJob(api, jobId, terminal))
      describeFindings(report, terminal)
      terminal.result({ project: project.name, ...report }, sentence(report, options.dryRun === true))
    },
  })
}

const jobOptions = ({ format, approve = false, split, video = false, groupBy, merge, dryRun = false }: ImportCommandOptions) => ({
  format,
  approve,
  split,
  video,
  ...(groupBy !== undefined && { groupBy }),
  merge,
  dryRun,
})

async function projectToFill(
  api: Api,
  name: string,
  { create, task }: ImportCommandOptions,
): Promise<{ id: string; name: string }> {
  if (!create || !task) return findProject(api, name)
  return (await lookUpProject(api, name)) ?? (await api.call(routes.projects.create, { body: { name, task } }))
}

function describeFindings({ rejected, losses, recognised, described, held, format }: ImportReport, terminal: Terminal): void {
  if (recognised.why !== '') terminal.note(`Read as ${format}: ${recognised.why}`)
  if (recognised.others.length > 0)
    terminal.note(
      `It could be read (--format) as ${recognised.others.map((other) => `${other.format}: ${other.why}`).join('; ')}`,
    )
  if (described > 0) terminal.note(`${described} images with metadata, to be asked for as meta.NAME`)
  if (held.images > 0)
    terminal.note(
      `${held.images} images are here already: of their labels ${held.unchanged} too, ${held.added} added, ${held.removed} replaced, ${held.suggested} suggested, ${held.kept} passed over`,
    )
  for (const { file, reason } of rejected.slice(0, SHOWN_FINDINGS)) terminal.note(`Rejected ${file}: ${reason}`)
  if (rejected.length > SHOWN_FINDINGS) terminal.note(`… and ${rejected.length - SHOWN_FINDINGS} more (all of them with --json)`)
  describeLosses(losses, terminal)
}

function sentence({ format, assets, annotations, duplicates, rejected, seconds }: ImportReport, dryRun: boolean): string {
  const did = dryRun ? 'Would import' : 'Imported'
  const rest = `${duplicates} duplicates, ${rejected.length} rejected`
  return `${did} ${assets} assets with ${annotations} annotations as ${format}, ${rest}, in ${duration(seconds)}`
}
