import { type Command, Option } from 'commander'
import { ImportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { TaskId } from '#shared/tasks/index.ts'
import type { Api } from '../api.ts'
import { declare } from '../command.ts'
import { WrongUsage } from '../failure.ts'
import { findProject, lookUpProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { listFiles } from '../list-files.ts'
import { duration, type Terminal } from '../terminal.ts'
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
  dryRun?: boolean
}

/** `labelloop import`: folders, files or an archive, with the labels where the format has them. */
export function declareImport(program: Command): void {
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
        .option('--video', 'take the numbered images of a folder as the frames of a video')
        .option('--dry-run', 'say what would happen and change nothing'),
    async run({ terminal, options, api: connect }, name: string, inputs: string[]) {
      if (options.create && !options.task) throw new WrongUsage('expected --task together with --create')
      const files = await listFiles(inputs)
      const api = await connect()
      const project = await projectToFill(api, name, options)
      const importId = await uploadFiles(api, project.id, files, terminal)
      const body = { importId, ...jobOptions(options) }
      const { jobId } = await api.call(routes.data.startImport, { params: { projectId: project.id }, body })
      const report = ImportReport.parse(await followJob(api, jobId, terminal))
      describeFindings(report, terminal)
      terminal.result({ project: project.name, ...report }, sentence(report, options.dryRun === true))
    },
  })
}

const jobOptions = ({ format, approve = false, split, video = false, dryRun = false }: ImportCommandOptions) => ({
  format,
  approve,
  split,
  video,
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

function describeFindings({ rejected, losses }: ImportReport, terminal: Terminal): void {
  for (const { file, reason } of rejected.slice(0, SHOWN_FINDINGS)) terminal.note(`Rejected ${file}: ${reason}`)
  if (rejected.length > SHOWN_FINDINGS) terminal.note(`… and ${rejected.length - SHOWN_FINDINGS} more (all of them with --json)`)
  for (const { what, count, example } of losses) terminal.note(`${what}: ${count}, for example ${example}`)
}

function sentence({ format, assets, annotations, duplicates, rejected, seconds }: ImportReport, dryRun: boolean): string {
  const did = dryRun ? 'Would import' : 'Imported'
  const rest = `${duplicates} duplicates, ${rejected.length} rejected`
  return `${did} ${assets} assets with ${annotations} annotations as ${format}, ${rest}, in ${duration(seconds)}`
}
