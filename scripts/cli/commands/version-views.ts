import type { Command } from 'commander'
import { ExportReport } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import { declare, wholeNumber } from '../command.ts'
import { foldOptions } from '../fold-options.ts'
import { followJob } from '../follow-job.ts'
import { saveArchive } from '../save-archive.ts'
import { table } from '../terminal.ts'
import { trackFolder } from '../track-folder.ts'
import { versionOf } from '../version-of.ts'

/** `labelloop version folds | leaks | export`: a version as others look at it. */
export function declareVersionViews(version: Command): void {
  declareFolds(version)
  declareLeaks(version)
  declareExportTracked(version)
}

function declareFolds(version: Command): void {
  declare<{ folds: number; seed: number }>(version, {
    usage: 'folds <project> <version>',
    summary: 'Part the training and validation images of a version into folds of alike labels, look-alikes together',
    example: 'version folds "Blood cells" 3 --folds 5 --seed 0 --json',
    options: (command) =>
      command
        .option('--folds <count>', 'how many', wholeNumber(2), 5)
        .option('--seed <number>', 'another seed, other folds', wholeNumber(0), 0),
    async run({ terminal, options, api: connect }, name: string, wanted: string) {
      const { api, params } = await versionOf(connect, name, wanted)
      const found = await api.call(routes.versions.folds, { params, query: options })
      const rows = found.folds.map(({ fold, images, labels }) => ({
        fold,
        images,
        ...Object.fromEntries(labels.map(({ name: label, count }) => [label, count])),
      }))
      terminal.result(found, table(rows))
    },
  })
}

function declareLeaks(version: Command): void {
  declare(version, {
    usage: 'leaks <project> <version>',
    summary: 'What lies in two splits and belongs in one: look-alikes, groups, videos, names',
    example: 'version leaks "Blood cells" 3',
    async run({ terminal, api: connect }, name: string, wanted: string) {
      const { api, params } = await versionOf(connect, name, wanted)
      const found = await api.call(routes.versions.leaks, { params })
      const rows = found.leaks.map(({ kind, assets }) => ({
        kind,
        images: assets.map((asset) => `${asset.name} (${asset.split})`).join(', '),
      }))
      terminal.result(found, rows.length > 0 ? table(rows) : 'Nothing lies in two splits that belongs in one')
    },
  })
}

function declareExportTracked(version: Command): void {
  declare<{ format: string; images?: boolean; fold?: number; folds: number; seed: number }>(version, {
    usage: 'export <project> <version> <out>',
    summary: 'Write a version into a folder that DVC tracks: the data, and the .dvc file with its checksums',
    example: 'version export "Blood cells" gold cells --format coco --images',
    options: (command) =>
      foldOptions(
        command.requiredOption('--format <format>', 'one of `labelloop formats`').option('--images', 'with the images'),
      ),
    async run({ terminal, options, api: connect }, name: string, wanted: string, out: string) {
      const { format, images = false, fold, folds, seed } = options
      const { api, projectId, version: found } = await versionOf(connect, name, wanted)
      const body = { format, images, snapshotId: found.id, ...(fold !== undefined && { fold: { fold, folds, seed } }) }
      const { jobId } = await api.call(routes.data.startExport, { params: { projectId }, body })
      const { download, annotations } = ExportReport.parse(await followJob(api, jobId, terminal))
      await saveArchive(await api.download(download), out)
      const tracked = await trackFolder(out)
      terminal.result(
        { project: name, version: found.number, digest: found.digest, format, out, annotations, ...tracked },
        `Wrote ${tracked.files} files to ${out}, tracked by ${tracked.file} (md5 ${tracked.md5})`,
      )
    },
  })
}
