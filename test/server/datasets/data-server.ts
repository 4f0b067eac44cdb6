import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { mountAssets } from '#server/assets/routes.ts'
import { createBus, type EventName } from '#server/bus.ts'
import { readConfig } from '#server/config.ts'
import { mountDatasets } from '#server/datasets/routes.ts'
import { mountUploads } from '#server/datasets/uploads.ts'
import { mountVersions } from '#server/datasets/versions/routes.ts'
import { embeddingWith } from '#server/embedding-handlers.ts'
import { mountEmbeddings } from '#server/embeddings/routes.ts'
import { createSimilarity } from '#server/embeddings/similarity.ts'
import { createJobHandlers } from '#server/job-handlers.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { runJobs } from '#server/jobs/runner.ts'
import { folderOf } from '#server/measuring.ts'
import { createVectorProcess } from '#server/ml/embedding/vector-process.ts'
import { createPredictors } from '#server/prelabel/predictors.ts'
import { problemHandler } from '#server/problem.ts'
import { mountQuality } from '#server/quality/routes.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { mounting } from '#server/wire/mount.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { eventually } from '../../support/eventually.ts'
import { openImporting } from './importing.ts'

/** The data side of a server on a free port, with a worker beside it; nothing listens for what happens, so that no training starts. */
export async function startDataServer(environment: Record<string, string> = {}) {
  const configIn = (folder: string) =>
    readConfig({ LABELLOOP_DATA: join(folder, 'data'), LABELLOOP_BLOBS: `file:${join(folder, 'blobs')}`, ...environment })
  const importing = await openImporting((folder) => {
    const { blobs, buckets } = configIn(folder)
    return openBlobs(blobs, buckets)
  })
  const { store, blobs, folder, log } = importing
  const config = configIn(folder)
  const queue = createQueue(store)
  const heard: EventName[] = []
  const bus = createBus((error) => log.error(error))
  bus.on('assets.ingested', () => void heard.push('assets.ingested'))
  const predictors = createPredictors({ config, folderOf: folderOf({ blobs, config }) })
  const [vectors, comparing] = [createVectorProcess(), createVectorProcess()]
  const similarity = createSimilarity({ store })
  const handlers = createJobHandlers({ store, blobs, queue, bus, config, predictors, vectors, comparing, log })
  const jobs = runJobs({ worker: 'test', queue, store, handlers, log })

  const { ofRequest: authenticate } = createAuthentication({ store })
  const app = express()
  mountUploads(app, { store, config, authenticate })
  app.use(express.json())
  const router = express.Router()
  const deps = { store, blobs, queue, app: router, authenticate }
  mountAssets(mounting(router, authenticate), { ...deps, similarTo: similarity.like })
  mountEmbeddings(mounting(router, authenticate), { ...deps, similarity, ...embeddingWith({ config, vectors }) })
  const datasets = mountDatasets(mounting(router, authenticate), { ...deps, config })
  mountVersions(mounting(router, authenticate), deps)
  mountQuality(mounting(router, authenticate), { store, queue, log: importing.operations })
  app.use(router, problemHandler(log))
  const http = createServer(app)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`

  return {
    ...importing,
    address,
    config,
    queue,
    similarity,
    heard,
    /** A request as the person with this token. */
    ask: (path: string, token: string | null, init: RequestInit = {}) =>
      fetch(address + path, {
        ...init,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(init.body && { 'Content-Type': 'application/json' }),
          ...init.headers,
        },
      }),
    /** The job once it has ended. */
    ended: (id: Job['id']): Promise<Job> =>
      eventually(async () => {
        const job = await queue.get(id)
        if (!isFinished(job)) throw new Error(`Job ${id} is ${job.state}`)
        return job
      }),
    async close(): Promise<void> {
      await jobs.close()
      await predictors.close()
      vectors.close()
      comparing.close()
      await similarity.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await datasets.close()
      await importing.close()
    },
  }
}
export type DataServer = Awaited<ReturnType<typeof startDataServer>>
