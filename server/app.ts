/** Every part of a server is put together here, a line or two each: that is why it is long. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import helmet from 'helmet'
import { Server } from 'socket.io'
import type { ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { createFanOut } from './annotations/fan-out.ts'
import { annotationHandlers } from './annotations/handlers.ts'
import { createOperationLog } from './annotations/operation-log.ts'
import { createPresence } from './annotations/presence.ts'
import { mountHistory } from './annotations/routes.ts'
import { createTrackFollower } from './annotations/tracks/follow-tracks.ts'
import { followVanished } from './annotations/vanished.ts'
import { serveApiDocs } from './api-docs.ts'
import { assetsThatFit } from './assets/asset-list.ts'
import { mountAssets } from './assets/routes.ts'
import { keepAllTerms } from './assets/term-records.ts'
import { mountBackups } from './backup/routes.ts'
import { createBus } from './bus.ts'
import { serveClient } from './client-files.ts'
import { mountComments } from './comments/routes.ts'
import { tellComments } from './comments/tell-comments.ts'
import type { Config } from './config.ts'
import { mountConnections } from './datasets/connection-routes.ts'
import { mountDatasets } from './datasets/routes.ts'
import { mountUploads } from './datasets/uploads.ts'
import { mountVersions } from './datasets/versions/routes.ts'
import { writeZip } from './datasets/write-zip.ts'
import { embeddingWith } from './embedding-handlers.ts'
import { mountEmbeddings } from './embeddings/routes.ts'
import { createSimilarity } from './embeddings/similarity.ts'
import { messageOf } from './errors.ts'
import { mountExaminations } from './evaluation/routes.ts'
import { createQueue } from './jobs/queue.ts'
import { mountJobs } from './jobs/routes.ts'
import { createServedKeeping } from './keeping-served.ts'
import { lightSteps } from './light-steps.ts'
import type { Log } from './log.ts'
import { folderOf } from './measuring.ts'
import { createMetrics } from './metrics.ts'
import { createVectorProcess } from './ml/embedding/vector-process.ts'
import { mountMonitoring } from './monitoring/routes.ts'
import { createNotices } from './notices.ts'
import { createCourier } from './notifications/courier.ts'
import { mountNotifications } from './notifications/routes.ts'
import { connectPipeline, connectTracks } from './pipeline.ts'
import { mountPipelines } from './pipelines/routes.ts'
import { createAllPredictors } from './predicting.ts'
import { mountPrelabels } from './prelabel/routes.ts'
import { noSuchRoute, problemHandler } from './problem.ts'
import { mountLabels } from './projects/label-routes.ts'
import { mountProjects } from './projects/routes.ts'
import { mountQuality } from './quality/routes.ts'
import { queueHandlers } from './queue/handlers.ts'
import { mountQueue } from './queue/put-first.ts'
import { createReservations } from './queue/reservations.ts'
import { queuesOf } from './raters/blind-work.ts'
import { mountRaters } from './raters/routes.ts'
import { admitLabelStudio, mountRegistry } from './registry-routes.ts'
import { mountReview } from './review/routes.ts'
import { createEncoders } from './segmenters/encoders.ts'
import { mountSegmenters } from './segmenters/routes.ts'
import { limitPredictions } from './serving/limit-predictions.ts'
import { mountServing } from './serving/routes.ts'
import { servingModels } from './serving-models.ts'
import { startByItself } from './start-by-itself.ts'
import { mountStartingPoints } from './starting-points/routes.ts'
import { openBlobs } from './store/open-blobs.ts'
import { openStore } from './store/store.ts'
import { mountSupervision } from './supervision/routes.ts'
import { trackedModels } from './tracked-models.ts'
import { type MlflowDeps, serveMlflow } from './tracking/mlflow/mount.ts'
import { mountTracking } from './tracking/routes.ts'
import { mountAugmentation } from './training/augmentation-routes.ts'
import { resumeRun } from './training/request-run.ts'
import { mountRuns } from './training/routes.ts'
import { shownTrials } from './training/shown-trials.ts'
import { limitHooks } from './triggers/limit-hooks.ts'
import { overviewOfTriggers } from './triggers/overview.ts'
import { mountTriggers } from './triggers/routes.ts'
import { checkSchedule } from './triggers/schedule.ts'
import { mountStudies } from './tuning/routes.ts'
import { createAuthentication } from './users/authenticate.ts'
import { followRoles } from './users/follow-roles.ts'
import { limitSignIn } from './users/limit-sign-in.ts'
import { ensureLocalAdmin, ensureLocalToken, refuseOpenHost } from './users/local-admin.ts'
import { mountPeople } from './users/people-routes.ts'
import { createOneTimeToken } from './users/secrets.ts'
import { version } from './version.ts'
import { mountVideos } from './videos/routes.ts'
import type { AppServer, Handlers } from './wire/handle.ts'
import { mounting } from './wire/mount.ts'
import { sameOriginOnly } from './wire/same-origin.ts'
import { serveSockets } from './wire/sockets.ts'
import { watchHandlers } from './wire/watch-project.ts'

const LARGEST_BODY = '2mb'
const LARGEST_COMMAND_BYTES = 4e6
/** After an asset was decided the triggers are asked once things are quiet for this long, not at every stroke. */
const CONSIDER_AFTER_MS = 300

/** A server: HTTP and sockets on one port. It keeps nothing that another server on the same database lacks. */
export async function createApp({ config, uri, log }: { config: Config; uri: string; log: Log }) {
  const store = await openStore(uri)
  const blobs = await openBlobs(config.blobs, config.buckets)
  const encoders = createEncoders({ blobs })
  const vectors = createVectorProcess()
  const localFolderOf = folderOf({ blobs, config })
  const predictors = createAllPredictors({ store, config, folderOf: localFolderOf })
  const queue = createQueue(store)
  const keeping = createServedKeeping({ config, queue, log })
  const metrics = createMetrics()
  const bus = createBus((error) => log.error({ err: error }, 'A step failed'))
  const operations = createOperationLog({ store, bus, log })
  const authentication = createAuthentication({ store })
  const reservations = createReservations({ store })

  const app = express()
  const http = createServer(app)
  const io: AppServer = new Server(http, {
    transports: ['websocket'],
    maxHttpBufferSize: LARGEST_COMMAND_BYTES,
    serveClient: false,
  })
  const notices = createNotices({ store, io })
  const presence = createPresence(io)
  const fanOut = createFanOut({
    store,
    io,
    onCommit({ projectId, operations: { length } }) {
      metrics.operations.inc(length)
      notices.projectChanged(projectId)
    },
  })
  const telling = tellComments({ store, io })
  const courier = createCourier({ store, log, allowPrivate: config.egress === 'private', smtp: config.smtp })
  const similarity = createSimilarity({ store })
  followVanished({ io, reserving: reservations, log })
  const roles = followRoles({ store, io, authentication })
  const handlers: Handlers = {
    ...annotationHandlers({ operations, presence, reserving: reservations }),
    ...queueHandlers({
      store,
      settled: operations.settled,
      queuesOf: (projectId, userId) => queuesOf(store, projectId, userId),
    }),
    ...watchHandlers,
  }
  serveSockets({ io, authenticate: authentication.ofSocket, handlers, log })

  const steps = lightSteps({ store, queue, bus, config })
  const tracks = createTrackFollower({ store, operations })
  connectTracks(bus, tracks.follow)
  connectPipeline(bus, {
    ...steps,
    considerTraining: oncePerProject(steps.considerTraining, CONSIDER_AFTER_MS, log),
    judgeDeployment: oncePerProject(steps.judgeDeployment, CONSIDER_AFTER_MS, log),
  })

  app.disable('x-powered-by')
  app.use(helmet({ contentSecurityPolicy: { directives: CONTENT_SECURITY }, strictTransportSecurity: false }))
  app.get('/healthz', (_request, response) => response.json({ ok: true }))
  app.get('/readyz', async (_request, response) => {
    await Promise.all([store.ping(), blobs.ping()])
    response.json({ ok: true })
  })
  app.get('/metrics', async (_request, response) =>
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  serveApiDocs(app, version)
  const tracking: MlflowDeps = {
    ...{ store, blobs, log, authenticate: authentication.ofRequest },
    ...trackedModels({ store, bus, config, folderOf: localFolderOf }),
  }
  serveMlflow(app, tracking)
  app.use('/api', sameOriginOnly)
  app.post('/api/session', limitSignIn())
  mountUploads(app, { store, config, authenticate: authentication.ofRequest })
  app.post(
    routes.serving.predict.path,
    limitPredictions({ authenticate: authentication.ofRequest, perMinute: config.predictionsPerMinute }),
  )
  app.post(routes.triggers.callHook.path, limitHooks())
  admitLabelStudio(app, authentication.ofRequest)
  app.use('/api', express.json({ limit: LARGEST_BODY }))
  const router = express.Router()
  const mount = mounting(router, authentication.ofRequest)
  mountPeople(mount, { store, authentication })
  mountProjects(mount, {
    store,
    queue,
    bus,
    triggers: (project) => overviewOfTriggers(store, project),
    checkLoop: checkSchedule,
  })
  mountLabels(mount, { store, queue })
  const data = { store, queue, blobs, app: router, authenticate: authentication.ofRequest }
  mountAssets(mount, { ...data, similarTo: similarity.like })
  const datasets = mountDatasets(mount, { ...data, config })
  mountVersions(mount, data)
  mountConnections(mount, { store, queue, config })
  mountBackups(mount, { ...data, config, archiveOf: (files, contents) => writeZip(files, contents, async () => undefined) })
  mountSegmenters(mount, { ...data, encoders })
  mountStartingPoints(mount, data)
  mountReview(mount, data)
  mountEmbeddings(mount, { ...data, similarity, ...embeddingWith({ config, vectors }) })
  mountHistory(mount, { store })
  mountComments(mount, { store })
  mountVideos(mount, { store })
  mountTriggers(mount, { store, start: (...answer) => startByItself({ store, queue }, ...answer) })
  mountNotifications(mount, { store, courier, email: config.smtp !== null })
  mountRuns(mount, { store, queue })
  mountTracking(mount, tracking)
  mountPipelines(mount, { store, resume: (projectId, runId) => resumeRun({ store, queue }, projectId, runId) })
  mountAugmentation(mount, { store, blobs })
  mountStudies(mount, { store, queue, trials: shownTrials({ store, queue }) })
  mountSupervision(mount, { store, queue })
  mountRaters(mount, {
    store,
    commit: operations.commit,
    assetsThatFit: (projectId, filter) => assetsThatFit(store, projectId, filter),
  })
  mountRegistry(mount, { ...data, bus, config, predictors })
  mountExaminations(mount, { store })
  mountPrelabels(mount, { store, queue })
  const served = servingModels({ store, predictors, metrics, log })
  mountServing(mount, {
    ...data,
    folderOf: localFolderOf,
    ...served,
    sample(project, version, images) {
      served.sample(project, version, images)
      void keeping.keep(project, images)
    },
  })
  mountMonitoring(mount, { store, queue })
  mountQuality(mount, { store, queue, log: operations })
  mountQueue(mount, { store })
  mountJobs(mount, { store, queue, metrics, version })
  app.use(router)
  app.use('/api', noSuchRoute)
  serveClient(app)
  app.use(problemHandler(log))

  await refuseOpenHost({ config, store })
  const admin = await ensureLocalAdmin(store)
  await ensureLocalToken({ dataFolder: config.dataFolder, store })
  const closing = new AbortController()
  const termed = keepAllTerms(store, closing.signal).catch((error) =>
    log.error({ error: messageOf(error) }, 'Terms were not kept'),
  )
  void operations.repairProjections().catch((error) => log.error({ error: messageOf(error) }, 'Projections were not repaired'))

  return {
    /** Serves; gives the address that people open. A taken port is an error that names it. */
    async listen(): Promise<string> {
      await new Promise<void>((resolve, reject) => http.once('error', reject).listen(config.port, config.host, resolve))
      const { port } = http.address() as AddressInfo
      return `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`
    },
    signInUrl: async (address: string) => `${address}/?token=${await createOneTimeToken(store, admin.id)}`,
    async close() {
      closing.abort()
      await termed
      presence.close()
      encoders.close()
      vectors.close()
      await keeping.close()
      await predictors.close()
      await io.close()
      await tracks.settled()
      await operations.close()
      await courier.close()
      await datasets.close()
      await Promise.all([fanOut.close(), telling.close(), roles.close(), notices.close(), similarity.close()])
      metrics.close()
      await store.close()
    },
  }
}

const CONTENT_SECURITY = {
  defaultSrc: ["'self'"],
  // Mantine and Konva set styles on elements; images are also drawn from blobs.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  upgradeInsecureRequests: null,
}

// The last call counts: what it finds includes what the earlier ones were about.
function oncePerProject(consider: (projectId: ProjectId) => Promise<void>, afterMs: number, log: Log) {
  const waiting = new Map<ProjectId, NodeJS.Timeout>()
  return async (projectId: ProjectId): Promise<void> => {
    clearTimeout(waiting.get(projectId))
    const ask = () => {
      waiting.delete(projectId)
      consider(projectId).catch((error) => log.error({ error: messageOf(error) }, 'What follows a decision could not be done'))
    }
    waiting.set(projectId, setTimeout(ask, afterMs))
  }
}
