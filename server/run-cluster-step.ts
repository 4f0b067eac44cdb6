/** What a cluster starts for each step of a pipeline (`labelloop pipeline begin`, `step`, `run`), straight on the database. */
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { createBus } from './bus.ts'
import { clusterRuns } from './cluster-run.ts'
import { readConfig } from './config.ts'
import { createQueue } from './jobs/queue.ts'
import { createLog } from './log.ts'
import { folderOf } from './measuring.ts'
import { connectPipeline } from './pipeline.ts'
import { createSteps } from './pipeline-steps.ts'
import { createPredictors } from './prelabel/predictors.ts'
import { openBlobs } from './store/open-blobs.ts'
import { SetupError } from './store/setup-error.ts'
import { openStore } from './store/store.ts'

/** Asks for a run that a cluster walks through. */
export const beginRun = (projectId: ProjectId): Promise<RunId> => withRuns(({ begin }) => begin(projectId))

/** One step of such a run. */
export const takeStep = (runId: RunId, id: string): Promise<void> =>
  withRuns(async ({ step }) => {
    await step(runId, id)
  })

/** A whole run in this process, one step after another. */
export const takeAllSteps = (projectId: ProjectId): Promise<RunId> => withRuns(({ all }) => all(projectId))

async function withRuns<T>(work: (runs: Runs) => Promise<T>): Promise<T> {
  const config = readConfig()
  if (config.mongodbUri === null)
    throw new SetupError({
      what: 'The step has no database.',
      why: 'MONGODB_URI is not set, and a step of a cluster starts none of its own.',
      waysOut: ['set MONGODB_URI and LABELLOOP_BLOBS as the server has them (the secret "labelloop" of the manifests)'],
    })
  const log = createLog('cluster')
  const store = await openStore(config.mongodbUri)
  const blobs = await openBlobs(config.blobs, config.buckets)
  const queue = createQueue(store)
  const bus = createBus((error) => log.error({ err: error }, 'A step failed'))
  const predictors = createPredictors({ config, folderOf: folderOf({ blobs, config }) })
  const steps = createSteps({ store, blobs, queue, bus, config, predictors })
  connectPipeline(bus, steps)
  try {
    return await work(clusterRuns({ store, queue, steps }))
  } finally {
    await predictors.close()
    await store.close()
  }
}

type Runs = ReturnType<typeof clusterRuns>
