import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { may } from '#shared/policy.ts'
import { ModelFormat, servingPaths } from '#shared/routes/serving.ts'
import { routes } from '#shared/routes.ts'
import { AppError, conflict, forbidden, unauthenticated } from '../errors.ts'
import { fromStored } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Mount } from '../wire/mount.ts'
import { answerOn, type SaidOfFile } from './answer-images.ts'
import { mountBrowserModels } from './browser-models.ts'
import { draftText } from './card-text.ts'
import { withExport } from './export-archive.ts'
import { gathering } from './gather.ts'
import { draftCard } from './model-card.ts'
import { ImagesRefused, type ReceivedImage, receiveImages } from './receive-images.ts'
import { refuseElsewhere } from './refuse-elsewhere.ts'
import type { ServingDeps } from './serving-deps.ts'

/** Requests that arrive together go to the model in batches of at most this many images. */
const MOST_IMAGES_TOGETHER = 32

/** Models asked for in turns keep a queue each; one that is forgotten still answers what waits in it. */
const MOST_QUEUES = 8

const NOTHING = new Uint8Array()

/** Mounts models for the outside: predictions of images that come with the request, and models to take away. */
export function mountServing(mount: Mount, deps: ServingDeps): void {
  const { store, app, authenticate, modelOf, folderOf } = deps
  const predict = sharingBatches(deps)
  mountBrowserModels(mount, deps)

  mount(routes.serving.predict, async ({ params, query, http }) => {
    const project = await loadProject(store, params.projectId)
    const model = await modelOf(project, query.model ?? championOf(project))
    try {
      const images = await receiveImages(http.request)
      const telling = { task: model.task, thresholds: model.thresholds, all: query.all === 'true', labels: activeLabels(project) }
      const answered = answerOn(images, await predict(model, images), telling)
      deps.metered.images(images.length)
      // Doubtful predictions too were asked for: not what others are told.
      if (query.all === 'false')
        deps.sample(
          project,
          model.version,
          answered.map((answer, place) => ({ bytes: images[place]?.bytes ?? NOTHING, answer })),
        )
      return { model: model.version, task: model.task, images: answered }
    } catch (error) {
      deps.metered.refused()
      throw error instanceof ImagesRefused ? new AppError(error.code, error.message) : error
    }
  })

  mount(routes.deployment.card, async ({ params }) => {
    const project = await loadProject(store, params.projectId)
    const model = await modelOf(project, params.version)
    const markdown = draftText(draftCard({ project: project.name, model, ...(await originOf(store, model)) }))
    return { name: `model-v${model.version}.md`, markdown }
  })

  app.get(servingPaths.exported(':projectId', ':version'), async (request, response) => {
    const { projectId, version, format } = ExportRequest.parse({ ...request.params, ...request.query })
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    if (!may(user, 'model:export', projectId)) throw forbidden(`${user.name} may not take models of this project away`)
    const project = await loadProject(store, projectId)
    const model = await modelOf(project, version)
    refuseElsewhere(model)
    const card = draftCard({ project: project.name, model, ...(await originOf(store, model)) })
    await withExport({ modelFolder: await folderOf(model), format, card }, async (file) => {
      response.attachment(`model-v${version}-${format}.zip`).set('Cache-Control', 'private, no-store')
      await pipeline(createReadStream(file), response)
    })
  })
}

const ExportRequest = z.object({ projectId: ProjectId, version: z.coerce.number().int().positive(), format: ModelFormat })

/** One queue of images per model, so that requests share batches. */
function sharingBatches({ answer, metered }: Pick<ServingDeps, 'answer' | 'metered'>) {
  const queues = new Map<string, (images: readonly ReceivedImage[]) => Promise<SaidOfFile[]>>()
  const begin = (model: Model) =>
    gathering<ReceivedImage, SaidOfFile>(async (images) => {
      const started = performance.now()
      const said = await answer(
        model,
        images.map(({ name, bytes }) => ({ assetId: name, bytes })),
      )
      metered.batch(images.length, (performance.now() - started) / 1000)
      return said
    }, MOST_IMAGES_TOGETHER)
  return (model: Model, images: readonly ReceivedImage[]): Promise<SaidOfFile[]> => {
    // The labels' names belong to the key: a rename must not be answered with the name before.
    const key = [model.projectId, model.version, ...model.labelNames].join('\n')
    const queue = queues.get(key) ?? begin(model)
    queues.delete(key)
    queues.set(key, queue)
    for (const oldest of [...queues.keys()].slice(0, -MOST_QUEUES)) queues.delete(oldest)
    return queue(images)
  }
}

async function originOf(store: ServingDeps['store'], { runId, snapshotId }: Model) {
  const [run, snapshot] = await Promise.all([
    runId === null ? null : store.runs.findOne({ _id: runId }),
    snapshotId === null ? null : store.snapshots.findOne({ _id: snapshotId }),
  ])
  return { run: run && fromStored(run), snapshot: snapshot && fromStored(snapshot) }
}

const activeLabels = ({ ontology }: Project): ReadonlySet<string> =>
  new Set(ontology.labels.filter(({ retired }) => !retired).map(({ name }) => name))

function championOf({ name, champion }: Project): number {
  if (champion === null) throw conflict(`${name} has no champion yet: train a model first, or ask for a version`)
  return champion
}
