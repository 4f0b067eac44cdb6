import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Snapshot } from '#shared/domain/training.ts'
import { RestoreReport, type VersionMarks } from '#shared/domain/version.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, group, listOfNames } from '../command.ts'
import { findProject } from '../find-project.ts'
import { findVersion, nameOf } from '../find-version.ts'
import { foldOptions } from '../fold-options.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'
import { versionOf } from '../version-of.ts'
import { declareVersionViews } from './version-views.ts'

const ASSETS_SHOWN = 20
const DIGEST_SHOWN = 12

interface MarkOptions {
  name?: string
  note?: string
  tags?: string[]
}

/** `labelloop snapshot` and `labelloop version list | card | mark | compare | restore | branch | folds | leaks | export`. */
export function declareVersions(program: Command): void {
  declareSnapshot(program)
  const version = group(program, 'version', 'Versions of the approved labels: name, compare, restore, branch, export')
  declareList(version)
  declareCard(version)
  declareMark(version)
  declareCompare(version)
  declareRestore(version)
  declareBranch(version)
  declareVersionViews(version)
}

function declareSnapshot(program: Command): void {
  declare<MarkOptions>(program, {
    usage: 'snapshot <project>',
    summary: 'Freeze the approved labels as a version; the same labels give the same one',
    example: 'snapshot "Blood cells" --name "before the second hospital"',
    options: markOptions,
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const { jobId } = await api.call(routes.data.takeSnapshot, { params: { projectId } })
      const taken = Snapshot.parse(await followJob(api, jobId, terminal))
      const snapshot = Object.keys(marksOf(taken, options)).length > 0 ? await mark(api, taken, options) : taken
      terminal.result(snapshot, `Snapshot ${nameOf(snapshot)}: ${snapshot.annotations} annotations, digest ${snapshot.digest}`)
    },
  })
}

function declareList(version: Command): void {
  declare(version, {
    usage: 'list <project>',
    summary: 'The versions of a project, the newest first',
    example: 'version list "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const versions = await api.call(routes.data.snapshots, { params: { projectId } })
      const rows = versions.map(({ number, marks, assets, annotations, digest, createdAt }) => ({
        version: number,
        name: marks?.name ?? '',
        images: assets.train + assets.validation + assets.test,
        annotations,
        digest: digest.slice(0, DIGEST_SHOWN),
        taken: new Date(createdAt).toISOString(),
        tags: marks?.tags?.join(', ') ?? '',
      }))
      terminal.result(versions, rows.length > 0 ? table(rows) : 'No version yet: labelloop snapshot PROJECT')
    },
  })
}

function declareCard(version: Command): void {
  declare<{ out?: string }>(version, {
    usage: 'card <project> <version>',
    summary: 'The data card of a version, as Markdown',
    example: 'version card "Blood cells" 3 --out CARD.md',
    options: (command) => command.option('--out <file>', 'into a file instead'),
    async run({ terminal, options, api: connect }, name: string, wanted: string) {
      const { api, params } = await versionOf(connect, name, wanted)
      const { snapshot, card, markdown } = await api.call(routes.versions.show, { params })
      if (options.out !== undefined) await writeFile(options.out, markdown)
      terminal.result({ snapshot, card, markdown }, options.out === undefined ? markdown : `Wrote ${options.out}`)
    },
  })
}

function declareMark(version: Command): void {
  declare<MarkOptions>(version, {
    usage: 'mark <project> <version>',
    summary: 'Name a version, write a note, tag it; an empty text takes one away',
    example: 'version mark "Blood cells" 3 --name gold --tags paper,frozen',
    options: markOptions,
    async run({ terminal, options, api: connect }, name: string, wanted: string) {
      const { api, version: found } = await versionOf(connect, name, wanted)
      const marked = await mark(api, found, options)
      terminal.result(marked, `Version ${nameOf(marked)}`)
    },
  })
}

function declareCompare(version: Command): void {
  declare(version, {
    usage: 'compare <project> <before> <after>',
    summary: 'What changed from one version to another',
    example: 'version compare "Blood cells" 2 3',
    async run({ terminal, api: connect }, name: string, earlier: string, later: string) {
      const { api, params, projectId } = await versionOf(connect, name, later)
      const before = await findVersion(api, projectId, earlier)
      const found = await api.call(routes.versions.compare, { params, query: { before: before.id, limit: ASSETS_SHOWN } })
      const { assets, annotations, testTouched } = found.difference
      const rows = found.assets.map(({ name: asset, change, added, removed, changed, splits }) => ({
        image: asset,
        change,
        added,
        removed,
        changed,
        split: splits.before === splits.after ? (splits.after ?? '') : `${splits.before ?? '-'} > ${splits.after ?? '-'}`,
      }))
      const text = [
        `Images: ${assets.added} added, ${assets.removed} removed, ${assets.changed} changed, ${assets.moved} in another split`,
        `Annotations: ${annotations.added} added, ${annotations.removed} removed, ${annotations.changed} changed`,
        ...(testTouched > 0
          ? [`${testTouched} images of the test split differ: figures of before and after are not about the same`]
          : []),
        ...(rows.length > 0 ? [table(rows)] : []),
      ]
      terminal.result(found, text.join('\n'))
    },
  })
}

function declareRestore(version: Command): void {
  declare<{ dryRun?: boolean }>(version, {
    usage: 'restore <project> <version>',
    summary:
      'Bring the approved labels back to a version, by changes that everybody sees; what was there before stays as a version',
    example: 'version restore "Blood cells" 3 --dry-run',
    options: (command) => command.option('--dry-run', 'say what would change'),
    async run({ terminal, options: { dryRun = false }, api: connect }, name: string, wanted: string) {
      const { api, params } = await versionOf(connect, name, wanted)
      const { jobId } = await api.call(routes.versions.restore, { params, body: { dryRun } })
      const report = RestoreReport.parse(await followJob(api, jobId, terminal))
      for (const { what, count, example } of report.losses) terminal.note(`${what}: ${count}, for example ${example}`)
      const { assets, changed, returned, removed, unapproved } = report
      terminal.result(
        report,
        `${dryRun ? 'Would change' : 'Changed'} ${assets} images: ${changed} annotations changed, ${returned} returned, ${removed} taken out; ${unapproved} images wait for a review again`,
      )
    },
  })
}

function declareBranch(version: Command): void {
  declare<{ fold?: number; folds: number; seed: number }>(version, {
    usage: 'branch <project> <version> <name>',
    summary: 'A new project with the images, labels and settings of a version, in its splits or as one of its folds sees them',
    example: 'version branch "Blood cells" gold "Blood cells, fold 0" --fold 0 --folds 5',
    options: foldOptions,
    async run({ terminal, options, api: connect }, name: string, wanted: string, branch: string) {
      const { fold, folds, seed } = options
      const { api, params } = await versionOf(connect, name, wanted)
      const body = { name: branch, ...(fold !== undefined && { view: { fold, folds, seed } }) }
      const { projectId, jobId } = await api.call(routes.versions.branch, { params, body })
      const report = (await followJob(api, jobId, terminal)) as { assets: number; annotations: number }
      terminal.result(
        { id: projectId, name: branch, ...report },
        `Filled ${branch} with ${report.assets} images and ${report.annotations} annotations`,
      )
    },
  })
}

function markOptions(command: Command): void {
  command
    .option('--name <name>', 'what it is called; no two versions of a project have the same')
    .option('--note <text>', 'what is to be said of it')
    .option('--tags <tags>', 'words to find it by, separated by commas', listOfNames)
}

const mark = (api: Api, version: Snapshot, options: MarkOptions): Promise<Snapshot> =>
  api.call(routes.versions.mark, {
    params: { projectId: version.projectId, snapshotId: version.id },
    body: marksOf(version, options),
  })

// What is not named stays; an empty text takes it away.
function marksOf({ marks = {} }: Snapshot, options: MarkOptions): VersionMarks {
  const { name, note, tags } = { ...marks, ...options }
  return { ...(name && { name }), ...(note && { note }), ...(tags && tags.length > 0 && { tags }) }
}
