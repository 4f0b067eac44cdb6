import express, { type Router } from 'express'
import type { UserId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { LABEL_STUDIO_PATH } from '#shared/routes/label-studio.ts'
import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import { mountDeployment } from './deployment/routes.ts'
import { unauthenticated } from './errors.ts'
import { putIntoService } from './gating.ts'
import type { Queue } from './jobs/queue.ts'
import { askingBackends } from './label-studio/ask-backend.ts'
import { mountBackends } from './label-studio/backend-routes.ts'
import { mountLabelStudio } from './label-studio/routes.ts'
import { tokenAsPassword } from './label-studio/token-as-password.ts'
import { mountLineage } from './models/lineage/routes.ts'
import { forgetPromotion, loadModel, promoteModel, registerModel, rollBack } from './models/model-records.ts'
import { loadNamedModel } from './models/named-model.ts'
import { mountModels } from './models/routes.ts'
import { ownAddressOf } from './predicting.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { treeLines } from './store/blob-tree.ts'
import type { BlobStore } from './store/blobs.ts'
import type { Store } from './store/store.ts'
import { requestRunByPerson } from './training/request-run.ts'
import type { Authenticate, Mount } from './wire/mount.ts'

/** Tasks come with their images inside, where nobody else can reach them. */
const LARGEST_TASKS = '32mb'

interface RegistryDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly queue: Queue
  readonly bus: Bus
  readonly config: Config
  readonly predictors: Predictors
  /** Takes what is not JSON. */
  readonly app: Router
}

/** Mounts models with all that is decided about them: gate, approval, deployment, lineage, and Label Studio's protocol on both sides. */
export function mountRegistry(mount: Mount, deps: RegistryDeps): void {
  const { store, blobs, queue, bus, config, predictors } = deps
  const allowPrivate = config.egress === 'private'

  async function promote({ id: projectId }: Project, version: number, by: { userId: UserId; reason: string }): Promise<void> {
    await promoteModel(store, await loadModel(store, projectId, version), by)
    await bus.emit('model.promoted', { projectId, version })
  }

  mountModels(mount, { store, queue, bus, putIntoService: (...about) => putIntoService({ store, bus }, ...about) })
  mountDeployment(mount, { store, bus, promote })
  mountLineage(mount, {
    store,
    linesOf: ({ digest }) => treeLines(blobs, digest),
  })
  mountLabelStudio(mount, {
    store,
    allowPrivate,
    modelOf: (project, version) => loadNamedModel(store, project, version),
    answer: (model, images) => predictors.answer(model, images),
    async train({ id }, name) {
      const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
      return (await requestRunByPerson({ store, queue }, id, request, name)).run.number
    },
  })
  mountBackends(mount, {
    ...deps,
    backends: askingBackends({ allowPrivate }),
    ownAddress: ownAddressOf(config),
    register: (id, draft) => registerModel(store, id, draft),
    promote,
    async giveBack(project, version, userId) {
      if (project.champion !== version) return forgetPromotion(store, project.id, version)
      const champion = await rollBack(store, project.id, version, userId)
      if (champion !== null) await bus.emit('model.promoted', { projectId: project.id, version: champion })
    },
  })
}

/** What Label Studio sends is larger than what browsers do, and comes with a name and a password: nothing of it is read of whom nobody knows. */
export function admitLabelStudio(app: Router, authenticate: Authenticate): void {
  app.use(LABEL_STUDIO_PATH, tokenAsPassword)
  app.post(`${LABEL_STUDIO_PATH}/predict`, async (request, _response, next) => {
    if (!(await authenticate(request))) throw unauthenticated()
    next()
  })
  app.post(`${LABEL_STUDIO_PATH}/predict`, express.json({ limit: LARGEST_TASKS }))
}
