import { z } from 'zod'
import type { OperationLog } from './annotations/operation-log.ts'
import { AppError } from './errors.ts'
import { type JobHandler, SkipJob } from './jobs/runner.ts'
import type { Log } from './log.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { type PrelabelResult, prelabelAssets } from './prelabel/prelabel-assets.ts'
import type { StepDeps } from './step-deps.ts'
import { disbandEnsemble } from './store/ensembles.ts'
import { loadProject } from './store/projects.ts'
import { aloneSuggests, areSame, MemberLost, suggestingNow, whoSuggests } from './suggesting.ts'

const Payload = z.object({ version: z.number().int().optional() })

type PrelabelJobDeps = Pick<StepDeps, 'store' | 'blobs' | 'bus'> & {
  readonly predictors: Predictors
  readonly commit: OperationLog['commit']
  readonly log: Log
}

/**
 * Suggests on what nobody has begun: by those who suggest now, each on its images, or by the version that was asked for. Who suggests is asked
 * again before every few images, so that a promotion, a rollback or a canary's return is heard by the next one.
 */
export function prelabelJob(deps: PrelabelJobDeps): JobHandler {
  const { store, blobs, bus, commit, log } = deps
  return async ({ job, signal, progress }) => {
    const { version } = Payload.parse(job.payload)
    const { projectId } = job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to pre-label')
    for (;;) {
      const project = await loadProject(store, projectId)
      const all = version === undefined ? await suggestingNow(deps, project) : [await aloneSuggests(deps, project, version)]
      if (all.length === 0) throw new SkipJob(`${project.name} has no champion yet: train a model first`)
      const names = all.map(({ by }) => by)
      const isWanted = async () =>
        version !== undefined || areSame(names, await whoSuggests(store, await loadProject(store, projectId)))
      const goesOn = async () => {
        signal.throwIfAborted()
        return isWanted()
      }
      const suggested = await orAlone(async () => {
        const results: PrelabelResult[] = []
        for (const { by, predict } of all)
          results.push(
            await prelabelAssets(
              {
                store,
                fileOf: blobs.onDisk,
                predict,
                commit: async (made) => void (await commit({ ...made, user: null })),
                progress,
                goesOn,
              },
              project,
              by,
            ),
          )
        return results
      })
      // Promoted, weighed, compared or lost meanwhile: who suggests now takes over.
      if (suggested && (await isWanted())) {
        await bus.emit('assets.prelabelled', { projectId })
        return inAll(suggested)
      }
    }
  }

  async function orAlone(prelabel: () => Promise<PrelabelResult[]>): Promise<PrelabelResult[] | null> {
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

/** What several did one after the other. */
function inAll(results: readonly PrelabelResult[]): PrelabelResult {
  const [assets, suggestions] = [totalOf(results, 'assets'), totalOf(results, 'suggestions')]
  const seconds = results.reduce((sum, one) => sum + (one.imagesPerSecond > 0 ? one.assets / one.imagesPerSecond : 0), 0)
  return { assets, suggestions, imagesPerSecond: seconds > 0 ? assets / seconds : 0 }
}

const totalOf = (results: readonly PrelabelResult[], field: 'assets' | 'suggestions'): number =>
  results.reduce((sum, one) => sum + one[field], 0)
