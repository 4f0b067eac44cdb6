import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { createBus } from '#server/bus.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { folderOf } from '#server/measuring.ts'
import { problemHandler } from '#server/problem.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import { trackedModels } from '#server/tracked-models.ts'
import { serveMlflow } from '#server/tracking/mlflow/mount.ts'
import { mountTracking } from '#server/tracking/routes.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { mounting } from '#server/wire/mount.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

/** The tracking side of a server on a free port, with a project, its manager and somebody who only labels there. */
export async function startTrackingServer(folder: string, project: Parameters<typeof aStoredProject>[1] = {}) {
  const store = await openStore(testDatabase().uri)
  const config = readConfig({ LABELLOOP_PORT: '0', LABELLOOP_DATA: join(folder, 'data') })
  const blobs = await openBlobs(config.blobs, config.buckets)
  const log = createLog('test', 'error')
  const bus = createBus((error) => log.error({ err: error }, 'A step failed'))
  const { ofRequest: authenticate } = createAuthentication({ store })
  const deps = {
    ...{ store, blobs, log, authenticate },
    ...trackedModels({ store, bus, config, folderOf: folderOf({ blobs, config }) }),
  }
  const app = express()
  serveMlflow(app, deps)
  const router = express.Router()
  mountTracking(mounting(router, authenticate), deps)
  app.use(express.json(), router, problemHandler(log))
  const http = app.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const projectId = await aStoredProject(store, project)
  const manager = await aStoredPerson(store, projectId, 'manager')
  const annotator = await aStoredPerson(store, projectId, 'annotator')
  const ask = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await fetch(address + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  return {
    address,
    store,
    config,
    blobs,
    projectId,
    manager,
    annotator,
    ask,
    /** A call of MLflow's REST interface by the manager: what it answers. */
    mlflow: async (method: string, path: string, body?: unknown) =>
      (await ask(manager.token, method, `/api/2.0/mlflow/${path}`, body)).body,
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await store.close()
    },
  }
}
export type TrackingServer = Awaited<ReturnType<typeof startTrackingServer>>
