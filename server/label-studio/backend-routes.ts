import { readFile } from 'node:fs/promises'
import type { Router } from 'express'
import sharp from 'sharp'
import { z } from 'zod'
import { AssetId, newId, ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { MlBackendState } from '#shared/domain/ml-backend.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { activeLabels } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import { withoutMetadata } from '../image-files/without-metadata.ts'
import { newSecret } from '../secret.ts'
import { type BlobStore, expectOnDisk } from '../store/blobs.ts'
import type { MlBackendRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import type { Backends } from './ask-backend.ts'
import { imageLinkPath, isGoodLink } from './image-links.ts'
import { projectKey, writeLabelConfig } from './write-label-config.ts'

/** Its scores were never measured here: all that it says is shown, until an evaluation says from where on it is right. */
const ASSUMED_THRESHOLD = 0
const LINK_SECONDS = 3600
const NEWEST = { sort: { version: -1 } } as const

export interface BackendDeps {
  readonly store: Pick<Store, 'projects' | 'mlBackends' | 'assets'>
  readonly blobs: BlobStore
  /** Takes what is not JSON. */
  readonly app: Router
  readonly backends: Backends
  readonly ownAddress: string
  readonly register: (id: string, draft: Omit<Model, 'version'>) => Promise<Model>
  readonly promote: (project: Project, version: number, by: { userId: UserId; reason: string }) => Promise<void>
  /** Gives the alias back where this version holds it. */
  readonly giveBack: (project: Project, version: number, userId: UserId) => Promise<void>
}

/** Mounts somebody else's ML backend as a version of a project's models: connecting, forgetting, and the images it is sent to by link. */
export function mountBackends(mount: Mount, deps: BackendDeps): void {
  const { store, backends, ownAddress, register, promote, giveBack } = deps
  const { labelStudio } = routes

  mount(labelStudio.backend, async ({ params }) => {
    const row = await store.mlBackends.findOne({ projectId: params.projectId }, NEWEST)
    return row && stateOf(row)
  })

  mount(labelStudio.connectBackend, async ({ params, body: { promote: isWanted, ...settings }, user }) => {
    const project = await loadProject(store, params.projectId)
    const config = writeLabelConfig(project)
    const { modelClass } = await backends.health(settings)
    const { modelVersion } = await backends.setup(settings, projectKey(project), config, settings.address ?? ownAddress)
    const met = { url: settings.url, modelVersion, modelClass }
    const known = await store.mlBackends.findOne({ projectId: project.id, url: met.url, modelVersion }, NEWEST)
    const version = known?.version ?? (await register(newId('mlb'), draftOf(project, met))).version
    const row: MlBackendRow = {
      _id: `${project.id}:${version}`,
      projectId: project.id,
      ...settings,
      ...met,
      version,
      secret: known?.secret ?? newSecret(),
      metAt: Date.now(),
    }
    await store.mlBackends.replaceOne({ _id: row._id }, row, { upsert: true })
    const reason = `${modelClass ?? 'the backend'} at ${met.url}, ${modelVersion}`
    if (isWanted && project.champion !== version) await promote(project, version, { userId: user.id, reason })
    return stateOf(row)
  })

  mount(labelStudio.forgetBackend, async ({ params, user }) => {
    const project = await loadProject(store, params.projectId)
    const row = await store.mlBackends.findOneAndDelete({ projectId: project.id }, NEWEST)
    if (!row) throw notFound('A backend of this project')
    await giveBack(project, row.version, user.id)
    return null
  })

  mountImageLinks(deps)
}

const stateOf = ({ url, username, images, address, modelClass, modelVersion, version, metAt }: MlBackendRow): MlBackendState => {
  return { url, username, images, address, modelClass, modelVersion, version, metAt }
}

function draftOf(project: Project, backend: NonNullable<Model['backend']>): Omit<Model, 'version'> {
  const labelNames = activeLabels(project.ontology).map(({ name }) => name)
  return {
    projectId: project.id,
    runId: null,
    snapshotId: null,
    snapshotNumber: null,
    labels: 0,
    task: project.task,
    architecture: 'label-studio-ml',
    engine: 'elsewhere',
    labelNames,
    files: [],
    parametersCount: 0,
    backend,
    evaluation: null,
    validation: null,
    thresholds: labelNames.map((label) => ({
      label,
      threshold: ASSUMED_THRESHOLD,
      basis: 'assumed',
      precision: null,
      recall: null,
      samples: 0,
    })),
    gate: null,
    trainingSeconds: 0,
    createdAt: Date.now(),
  }
}

const Link = z.object({
  projectId: ProjectId,
  assetId: AssetId,
  until: z.coerce.number(),
  signature: z.string(),
})

/** Whoever holds a link may read that image for a while: a backend has no account here. */
function mountImageLinks({ app, store, blobs }: BackendDeps): void {
  app.get(imageLinkPath(':projectId', ':assetId'), async (request, response) => {
    const link = Link.parse({ ...request.params, ...request.query })
    const backends = await store.mlBackends.find({ projectId: link.projectId }).toArray()
    if (!backends.some(({ secret }) => isGoodLink(secret, link))) throw notFound('This image, or the link to it,')
    const asset = await store.assets.findOne({ _id: link.assetId, projectId: link.projectId })
    if (!asset) throw notFound(`Asset ${link.assetId}`)
    const file = await expectOnDisk(blobs, asset.hash, 'The content of this image')
    const bytes = await readFile(file)
    const bare = withoutMetadata(bytes, asset.format)
    response.set('Cache-Control', `private, max-age=${LINK_SECONDS}`).type(bare ? `image/${asset.format}` : 'image/png')
    // What cannot be told apart from what was written about it is drawn anew.
    response.send(bare ?? (await sharp(bytes).autoOrient().png().toBuffer()))
  })
}
