import { z } from 'zod'
import { ImportId, UserId } from '#shared/domain/ids.ts'
import type { UndoReport } from '#shared/domain/import.ts'
import type { Bus } from '../bus.ts'
import type { JobHandler } from '../jobs/runner.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { projectIdOf } from './job-project.ts'
import { reportRate } from './report-rate.ts'
import { type UndoDeps, undoImport } from './undo-import.ts'

const Payload = z.object({ importId: ImportId, userId: UserId.nullable() })

export interface UndoJobDeps extends UndoDeps {
  readonly store: UndoDeps['store'] & Pick<Store, 'decisions'>
  readonly bus: Bus
}

/** Takes an import back, as somebody asked; its result is an UndoReport. */
export function undoImportJob(deps: UndoJobDeps): JobHandler {
  return async (context): Promise<UndoReport> => {
    const { importId, userId } = Payload.parse(context.job.payload)
    const projectId = projectIdOf(context.job)
    const progress = reportRate(context, 'images')
    const report = await undoImport(deps, { importId, progress })
    await context.holdOrThrow()
    const sentence = `An import was taken back: ${report.assets} images and ${report.annotations} annotations went, ${report.keptAssets} images stay because somebody has worked on them`
    await recordDecision(deps.store, { projectId, userId, type: 'import', sentence, once: `undo ${importId}` })
    await deps.bus.emit('assets.ingested', { projectId })
    return report
  }
}
