import { z } from 'zod'
import type { OperationLog } from './annotations/operation-log.ts'
import { AppError } from './errors.ts'
import { type JobHandler, SkipJob } from './jobs/runner.ts'
import type { Log } from './log.ts'
import type { StepDeps } from './pipeline-steps.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { type PrelabelResult, prelabelAssets } from './prelabel/prelabel-assets.ts'
import { disbandEnsemble } from './store/ensembles.ts'
import { loadProject } from './store/projects.ts'
import { aloneSuggests, championSuggests, MemberLost, whoSuggests } from './suggesting.ts'

const Payload = z.object({ version: z.number().int().optional() })

type PrelabelJobDeps = Pick<StepDeps, 'store' | 'blobs' | 'bus'> & {
  readonly predictors: Predictors
  readonly commit: OperationLog['commit']
  readonly log: Log
}

/** Suggests on what nobody has begun: by the champion, with the ensemble's members where one is in force, or by the version that was asked for. */
export function prelabelJob(deps: PrelabelJobDeps): JobHandler {
  const { store, blobs, bus, commit, log } = deps
  return async ({ job, signal, progress }) => {
    const { version } = Payload.parse(job.payload)
    const { projectId } = job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to pre-label')
    for (;;) {
      const project = await loadProject(store, projectId)
      const suggesting =
        version === undefined
          ? await championSuggests(deps, project, championOf(project))
          : await aloneSuggests(deps, project, version)
      const isWanted = async () =>
        version !== undefined || isSame(suggesting.by, await whoSuggests(store, await loadProject(store, projectId)))
      const result = await orAlone(() =>
        prelabelAssets(
          {
            store,
            fileOf: (hash) => blobs.path(hash),
            predict: suggesting.predict,
            commit: async (made) => void (await commit({ ...made, user: null })),
            progress,
            goesOn: async () => {
              signal.throwIfAborted()
              return isWanted()
            },
          },
          project,
          suggesting.by,
        ),
      )
      // Promoted, weighed or lost meanwhile: who suggests now takes over.
      if (result && (await isWanted())) {
        await bus.emit('assets.prelabelled', { projectId })
        return result
      }
    }
  }

  async function orAlone(prelabel: () => Promise<PrelabelResult>): Promise<PrelabelResult | null> {
    try {
      return await prelabel()
    } catch (error) {
      if (!(error instanceof MemberLost)) throw error
      log.warn({ error: error.message }, 'The champion suggests alone: a member of its ensemble is lost')
      await disbandEnsemble(store, error.ensemble)
      return null
    }
  }
}

type Names = Awaited<ReturnType<typeof whoSuggests>>

const isSame = (some: NonNullable<Names>, others: Names): boolean =>
  some.version === others?.version && some.together.join() === others.together.join()

function championOf(project: { name: string; champion: number | null }): number {
  if (project.champion === null) throw new SkipJob(`${project.name} has no champion yet: train a model first`)
  return project.champion
}
