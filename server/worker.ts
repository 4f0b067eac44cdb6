import { randomHex } from '#shared/random-id.ts'
import { backUpWhenDue } from './backup/backup-plan.ts'
import { createBus } from './bus.ts'
import type { Config } from './config.ts'
import { takeWhatIsDue } from './datasets/connections.ts'
import { watchConnections } from './datasets/watching/watch-connections.ts'
import { messageOf } from './errors.ts'
import { createJobHandlers } from './job-handlers.ts'
import { createQueue } from './jobs/queue.ts'
import { runJobs } from './jobs/runner.ts'
import { lightSteps } from './light-steps.ts'
import type { Log } from './log.ts'
import { lookingAround } from './looking-around.ts'
import { folderOf } from './measuring.ts'
import { createVectorProcess } from './ml/embedding/vector-process.ts'
import { knownEngines } from './ml/engines/index.ts'
import { connectPipeline, connectStudies } from './pipeline.ts'
import { createAllPredictors } from './predicting.ts'
import { openBlobs } from './store/open-blobs.ts'
import { openStore } from './store/store.ts'
import { createStudying } from './studying.ts'
import { settleOrphanRuns } from './training/request-run.ts'
import { sweepWork } from './training/sweep-work.ts'

const SIGN_OF_LIFE_MS = 5_000
/** How often rules that depend on the clock are asked, and work left by a crash is looked for. */
const LOOK_AROUND_MS = 60_000

/** Takes jobs until closed: the only place that imports, trains, evaluates and pre-labels. */
export async function startWorker({
  config,
  uri,
  log,
}: {
  config: Config
  uri: string
  log: Log
}): Promise<{ close(): Promise<void> }> {
  const store = await openStore(uri)
  const blobs = await openBlobs(config.blobs, config.buckets)
  const queue = createQueue(store)
  const bus = createBus((error) => log.error({ err: error }, 'A step failed'))
  const predictors = createAllPredictors({ store, config, folderOf: folderOf({ blobs, config }) })
  const [vectors, comparing] = [createVectorProcess(), createVectorProcess()]
  const deps = { store, blobs, queue, bus, config, predictors, vectors, comparing, log }
  const steps = lightSteps(deps)
  connectPipeline(bus, steps)
  const studying = createStudying(deps)
  connectStudies(bus, studying.goOn)
  const id = `worker_${randomHex(4)}`
  const jobs = runJobs({ worker: id, queue, store, handlers: createJobHandlers(deps), log })

  const beat = async () => {
    const found = { seenAt: new Date(), engine: config.engine, engines: await knownEngines() }
    await store.workers.updateOne({ _id: id }, { $set: found }, { upsert: true })
  }
  const lookAround = lookingAround({
    store,
    log,
    everywhere: [
      () => settleOrphanRuns({ store, queue }),
      studying.lookAround,
      () => sweepWork({ store, config }),
      () => takeWhatIsDue({ store, queue }),
      async () => config.backups !== null && backUpWhenDue({ store, queue }),
    ],
    inProject: [
      (id) => steps.considerTraining(id),
      steps.weighEnsemble,
      steps.judgeDeployment,
      steps.prelabelBacklog,
      steps.embedBacklog,
      (id) => steps.monitor(id, 'due'),
      (id) => steps.examineQuality(id, 'due'),
    ],
  })
  const quietly = (work: () => Promise<unknown>) => () =>
    void work().catch((error) => log.warn({ error: messageOf(error) }, 'Trying again later'))
  const timers = [setInterval(quietly(beat), SIGN_OF_LIFE_MS), setInterval(quietly(lookAround), LOOK_AROUND_MS)]
  quietly(beat)()
  quietly(lookAround)()
  const watching = watchConnections({ store, queue, config, log })
  log.info({ worker: id }, 'Worker takes jobs')
  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await watching.close()
      await jobs.close()
      await predictors.close()
      vectors.close()
      comparing.close()
      await store.workers.deleteOne({ _id: id })
      await store.close()
    },
  }
}
