import { z } from 'zod'
import { ImportId, type ProjectId, UserId } from '#shared/domain/ids.ts'
import { ImportOptions, type ImportReport } from '#shared/routes/data.ts'
import type { Bus } from '../bus.ts'
import type { Config } from '../config.ts'
import { invalid } from '../errors.ts'
import type { JobContext, JobHandler } from '../jobs/runner.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { type ImportDeps, importTree } from './import-tree.ts'
import { projectIdOf } from './job-project.ts'
import { reportRate } from './report-rate.ts'
import type { FileTree } from './sources/file-tree.ts'
import { openSource } from './sources/open-source.ts'
import { removeStaleUploads, removeUploads, uploadsFolder, uploadsOf } from './upload-files.ts'

const Payload = z.object({ importId: ImportId, options: ImportOptions, userId: UserId.nullable().default(null) })

export interface ImportJobDeps extends ImportDeps {
  readonly store: ImportDeps['store'] & Pick<Store, 'decisions'>
  readonly bus: Bus
  readonly config: Pick<Config, 'dataFolder'>
}

/** Imports what was uploaded under an import id; its result is an ImportReport. Taken again after a crash, it goes on without doubles. */
export function importJob(deps: ImportJobDeps): JobHandler {
  const folder = uploadsFolder(deps.config.dataFolder)
  return async (context) => {
    const { importId, options, userId } = Payload.parse(context.job.payload)
    const project = await loadProject(deps.store, projectIdOf(context.job))
    await removeStaleUploads(folder)
    const tree = await uploadedTree(folder, importId, project.id)
    try {
      const report = await importTree(deps, { tree, project, importId, options, ...reporting(context) })
      if (options.dryRun) return report
      await context.holdOrThrow()
      await recordDecision(deps.store, { projectId: project.id, userId, type: 'import', sentence: sentenceOf(report) })
      await removeUploads(folder, importId)
      await deps.bus.emit('assets.ingested', { projectId: project.id })
      return report
    } finally {
      await tree.close()
    }
  }
}

/** What an import tells its job, and hears from it. */
export const reporting = (context: JobContext) => ({
  signal: context.signal,
  progress: reportRate(context, 'images'),
})

async function uploadedTree(folder: string, importId: ImportId, projectId: ProjectId): Promise<FileTree> {
  const uploads = await uploadsOf(folder, importId, projectId)
  const complete = uploads.filter(({ isComplete }) => isComplete)
  if (complete.length === 0) throw invalid(`Nothing was uploaded for import ${importId}`)
  const tree = await openSource(complete)
  const broken = uploads.filter(({ isComplete }) => !isComplete)
  return {
    ...tree,
    refused: [...tree.refused, ...broken.map(({ path }) => ({ file: path, reason: 'its upload was never finished' }))],
  }
}

/** "364 images and 4886 annotations imported (voc)" */
const sentenceOf = ({ assets, annotations, format }: ImportReport): string =>
  `${assets} images and ${annotations} annotations imported (${format})`
