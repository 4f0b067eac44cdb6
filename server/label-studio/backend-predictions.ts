import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { presentName } from '#shared/ontology.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { AppError, messageOf } from '../errors.ts'
import type { MlBackendRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Backends, BackendTask } from './ask-backend.ts'
import { fromRegions } from './from-regions.ts'
import { imageLink } from './image-links.ts'
import type { TaskPrediction } from './region.ts'
import { IMAGE_KEY, projectKey, writeLabelConfig } from './write-label-config.ts'

const IMAGES_AT_A_TIME = 8

/** An image of the project, or the bytes of one that is not in it. */
type Image = { assetId: string; file: string; width: number; height: number } | { assetId: string; bytes: Uint8Array }
type Said = { width: number; height: number; predictions: LabelledPrediction[] } | { unreadable: string }

export interface BackendPredictionDeps {
  readonly store: Pick<Store, 'projects' | 'mlBackends'>
  readonly backends: Backends
  /** This server as it is reached where a project says nothing else. */
  readonly ownAddress: string
}

/** A backend's answers on images as if it were a model of this server: predictions in pixels, in the order of the images. */
export function backendPredictions({ store, backends, ownAddress }: BackendPredictionDeps) {
  return async (model: Model, images: readonly Image[]): Promise<Said[]> => {
    const row = await store.mlBackends.findOne({ projectId: model.projectId, version: model.version })
    if (!row)
      throw new AppError(
        'unavailable',
        `v${model.version} answered at ${model.backend?.url}, which this project does not ask any more`,
      )
    const project = await loadProject(store, model.projectId)
    const said: Said[] = []
    for (let at = 0; at < images.length; at += IMAGES_AT_A_TIME)
      said.push(...(await askedOf(project, row, images.slice(at, at + IMAGES_AT_A_TIME))))
    return said
  }

  async function askedOf(project: Project, row: MlBackendRow, images: readonly Image[]): Promise<Said[]> {
    const seen = await Promise.all(images.map((image, index) => taskOf(row, project.id, image, index + 1)))
    const tasks = seen.flatMap((one) => ('task' in one ? [one.task] : []))
    const answers = tasks.length === 0 ? [] : await predicted(project, row, tasks)
    const skeletons = project.ontology.labels.flatMap(({ name, skeleton }) =>
      skeleton ? [{ label: name, keypoints: skeleton.keypoints }] : [],
    )
    return seen.map((one) => {
      if ('unreadable' in one) return one
      const { width, height } = one
      const answer = answers[tasks.indexOf(one.task)] ?? { result: [] }
      const predictions = fromRegions(answer, { width, height }, skeletons).map((prediction) => ({
        ...prediction,
        label: presentName(project.ontology, prediction.label),
      }))
      return { width, height, predictions }
    })
  }

  // A backend that was started anew knows nothing of the project: it is introduced again, once.
  async function predicted(project: Project, row: MlBackendRow, tasks: readonly BackendTask[]): Promise<TaskPrediction[]> {
    const config = writeLabelConfig(project)
    const ask = () => backends.predict(row, projectKey(project), config, tasks)
    return ask().catch(async () => {
      await backends.setup(row, projectKey(project), config, row.address ?? ownAddress)
      return ask()
    })
  }

  async function taskOf(
    row: MlBackendRow,
    projectId: ProjectId,
    image: Image,
    id: number,
  ): Promise<{ task: BackendTask; width: number; height: number } | { unreadable: string }> {
    if ('file' in image && row.images === 'link') {
      const link = new URL(imageLink(row.secret, projectId, image.assetId as AssetId), row.address ?? ownAddress)
      return { task: { id, data: { [IMAGE_KEY]: link.href } }, width: image.width, height: image.height }
    }
    try {
      const bytes = 'bytes' in image ? image.bytes : await readFile(image.file)
      const { format, autoOrient } = await sharp(bytes).metadata()
      const address = `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}`
      return { task: { id, data: { [IMAGE_KEY]: address } }, width: autoOrient.width, height: autoOrient.height }
    } catch (error) {
      return { unreadable: messageOf(error) }
    }
  }
}
