import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import sharp from 'sharp'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { folderOf } from '#server/measuring.ts'
import { createMetrics } from '#server/metrics.ts'
import { saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork } from '#server/ml/models/network-of-model.ts'
import { storeModelFiles } from '#server/models/model-files.ts'
import { registerModel } from '#server/models/model-records.ts'
import { createPredictors } from '#server/prelabel/predictors.ts'
import { problemHandler } from '#server/problem.ts'
import { limitPredictions } from '#server/serving/limit-predictions.ts'
import { mountServing } from '#server/serving/routes.ts'
import { servingModels } from '#server/serving-models.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { mounting } from '#server/wire/mount.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { newId, type ProjectId, type RunId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { createRandom } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import { testDatabase } from '../../support/mongo.ts'
import { randomNetwork } from '../ml/models/random-network.ts'

const ARCHITECTURE = 'center-point'
/** Pixels of the model's input. */
export const INPUT = { width: 96, height: 64 }
/** A network of random weights sees something nearly everywhere, and is sure of nothing: above this score lies a part of it. */
export const THRESHOLD = 0.55

/** The serving side of a server on a free port. */
export async function startServingServer(folder: string, perMinute: number) {
  const store = await openStore(testDatabase().uri)
  const config = readConfig({ LABELLOOP_DATA: join(folder, 'data'), LABELLOOP_BLOBS: `file:${join(folder, 'blobs')}` })
  const blobs = await openBlobs(config.blobs, config.buckets)
  const localFolderOf = folderOf({ blobs, config })
  const predictors = createPredictors({ config, folderOf: localFolderOf })
  const metrics = createMetrics()
  const { ofRequest: authenticate } = createAuthentication({ store })
  const app = express()
  const router = express.Router()
  app.post(routes.serving.predict.path, limitPredictions({ authenticate, perMinute }))
  app.use(express.json())
  const log = createLog('test', 'silent')
  const served = servingModels({ store, predictors, metrics, log })
  mountServing(mounting(router, authenticate), { store, app: router, authenticate, folderOf: localFolderOf, ...served })
  app.use(router, problemHandler(log))
  const http = createServer(app)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    store,
    predictors,
    metrics,
    localFolderOf,
    /** A model under the names that its labels have now. */
    presentModel: async (projectId: ProjectId, version: number) => served.modelOf(await loadProject(store, projectId), version),
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    /** Registers a detector of these labels with weights by chance. */
    async aModel(projectId: ProjectId, labels: readonly string[]): Promise<Model> {
      const modelFolder = join(folder, 'model')
      const learned = await randomNetwork(ARCHITECTURE, 1)
      const description = { task: 'detection', architecture: ARCHITECTURE, input: INPUT, parameters: {}, engine: 'none' } as const
      await saveModel(modelFolder, { ...description, labels: labels.map(plainLabel) }, arraysOfNetwork(learned))
      const runId = newId<RunId>('run')
      return registerModel(store, runId, {
        projectId,
        runId,
        snapshotId: null,
        snapshotNumber: null,
        labels: 0,
        task: 'detection',
        architecture: ARCHITECTURE,
        engine: 'none',
        labelNames: [...labels],
        files: await storeModelFiles(blobs, modelFolder),
        parametersCount: learned.weights.length,
        evaluation: null,
        validation: null,
        thresholds: labels.map((label) => ({
          label,
          threshold: THRESHOLD,
          basis: 'assumed',
          precision: null,
          recall: null,
          samples: 0,
        })),
        gate: null,
        trainingSeconds: 0,
        createdAt: 0,
      })
    },
    async close() {
      await predictors.close()
      metrics.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await store.close()
    },
  }
}
export type ServingServer = Awaited<ReturnType<typeof startServingServer>>

/** A JPEG of noise, which a network of random weights has much to say about. */
export async function aJpeg(size: { width: number; height: number }, seed: number): Promise<Buffer> {
  const random = createRandom(seed)
  const pixels = Buffer.from(Uint8Array.from({ length: size.width * size.height * 3 }, () => random.integer(256)))
  return sharp(pixels, { raw: { ...size, channels: 3 } })
    .jpeg()
    .toBuffer()
}
