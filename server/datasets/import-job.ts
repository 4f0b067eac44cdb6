import { z } from 'zod'
import { ImportId, type ProjectId, UserId } from '#shared/domain/ids.ts'
import { ImportOptions, type ImportReport } from '#shared/routes/data.ts'
import type { Bus } from '../bus.ts'
import type { Config } from '../config.ts'
import { conflict } from '../errors.ts'
import type { JobContext, JobHandler } from '../jobs/runner.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import { forgetSplitCounts } from '../store/split-counts.ts'
import type { Store } from '../store/store.ts'
import { beginImport, endImport, failImport, stopImport } from './import-records.ts'
import { type ImportDeps, importTree } from './import-tree.ts'
import { projectIdOf } from './job-project.ts'
import { reportRate } from './report-rate.ts'
import { type UndoDeps, undoImport } from './undo-import.ts'
import { removeStaleUploads, removeUploads, uploadsFolder } from './upload-files.ts'
import { uploadedTree } from './uploaded-tree.ts'

const Payload = z.object({ importId: ImportId, options: ImportOptions, userId: UserId.nullable().default(null) })

export interface ImportJobDeps extends ImportDeps, UndoDeps {
  readonly store: ImportDeps['store'] & UndoDeps['store'] & Pick<Store, 'decisions'>
  readonly bus: Bus
  readonly config: Pick<Config, 'dataFolder'>
  /** Looks at what an import has brought, before anybody else does. */
  readonly conclude?: (context: JobContext, batch: { projectId: ProjectId; importId: ImportId }) => Promise<void>
}

/**
 * Imports what was uploaded under an import id; its result is an ImportReport. Taken again after a crash, it goes on without doubles. Stopped, it takes
 * away what it has brought, unless whoever stopped it wants to keep that.
 */
export function importJob(deps: ImportJobDeps): JobHandler {
  const folder = uploadsFolder(deps.config.dataFolder)
  return async (context) => {
    const { importId, options, userId } = Payload.parse(context.job.payload)
    const projectId = projectIdOf(context.job)
    const project = await loadProject(deps.store, projectId)
    await removeStaleUploads(folder)
    const tree = await uploadedTree(deps, folder, { importId, projectId })
    try {
      if (options.dryRun) return await importTree(deps, { tree, project, importId, options, ...reporting(context) })
      const report = await remembered(deps, context, { importId, userId }, () =>
        importTree(deps, { tree, project, importId, options, ...reporting(context) }),
      )
      await removeUploads(folder, importId)
      return report
    } catch (error) {
      if (context.signal.reason === 'cancelled') await removeUploads(folder, importId)
      throw error
    } finally {
      await tree.close()
    }
  }
}

interface RememberedImport {
  readonly importId: ImportId
  readonly userId: UserId | null
  /** What the audit trail says of it. */
  readonly sentence?: (report: ImportReport) => string
}

/** Runs an import of a job so that the project remembers it, hears of it, and is rid of it where it is stopped. */
export async function remembered(
  deps: ImportJobDeps,
  context: JobContext,
  { importId, userId, sentence = sentenceOf }: RememberedImport,
  run: () => Promise<ImportReport>,
): Promise<ImportReport> {
  const projectId = projectIdOf(context.job)
  const begun = await beginImport(deps.store, { id: importId, projectId, jobId: context.job._id, by: userId })
  try {
    // Whoever takes a job that was stopped meanwhile hears it here.
    await context.holdOrThrow()
    if (begun.state === 'undone') throw conflict(`Import ${importId} was taken back: send its files again, under another id`)
    // A worker that died may have brought images that it had not counted yet.
    if (context.job.attempt > 1) await forgetSplitCounts(deps.store, projectId)
    const report = await run()
    await deps.conclude?.(context, { projectId, importId })
    await context.holdOrThrow()
    await endImport(deps.store, importId, report)
    await recordDecision(deps.store, { projectId, userId, type: 'import', sentence: sentence(report), once: importId })
    await deps.bus.emit('assets.ingested', { projectId })
    return report
  } catch (error) {
    if (context.signal.reason === 'cancelled') await endStopped(deps, context, importId)
    else if (!context.signal.aborted) await failImport(deps.store, importId)
    throw error
  }
}

async function endStopped(deps: ImportJobDeps, context: JobContext, importId: ImportId): Promise<void> {
  const record = await deps.store.imports.findOne({ _id: importId })
  if (!record?.keep) {
    await undoImport(deps, { importId, progress: reportRate(context, 'images') })
    return
  }
  await stopImport(deps.store, importId)
  await deps.bus.emit('assets.ingested', { projectId: projectIdOf(context.job) })
}

/** What an import tells its job, and hears from it. */
export const reporting = (context: JobContext) => ({
  signal: context.signal,
  progress: reportRate(context, 'images'),
})

/** "364 images and 4886 annotations imported (voc)" */
const sentenceOf = ({ assets, annotations, format }: ImportReport): string =>
  `${assets} images and ${annotations} annotations imported (${format})`
