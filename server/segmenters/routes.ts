import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { type Action, may } from '#shared/policy.ts'
import { SegmenterUpload, segmenterPaths } from '#shared/routes/segmenters.ts'
import { routes } from '#shared/routes.ts'
import { forbidden, notFound, unauthenticated } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import { loadProject } from '../store/projects.ts'
import { findSegmenter, removeSegmenter, replaceSegmenter } from '../store/segmenters.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate, Mount } from '../wire/mount.ts'
import { createEmbeddings } from './embeddings.ts'
import { startEncoder } from './encoder-process.ts'
import type { Encoders } from './encoders.ts'
import { type ReceivedFiles, receivingFiles } from './receive-files.ts'

/** The hashes in its address say what it is. */
const FOR_EVER = 'private, max-age=31536000, immutable'

interface SegmenterDeps {
  readonly store: Pick<Store, 'projects' | 'assets' | 'segmenters' | 'embeddings'>
  readonly blobs: BlobStore
  readonly encoders: Pick<Encoders, 'encode'>
  readonly authenticate: Authenticate
  /** Takes what is not JSON. */
  readonly app: Router
}

/** Mounts a project's own segmenter: its two files in, its decoder and the embeddings of images out. */
export function mountSegmenters(mount: Mount, { store, blobs, encoders, authenticate, app }: SegmenterDeps): void {
  const embeddings = createEmbeddings({ store, blobs, encoders })
  mount(routes.segmenters.show, async ({ params }) => findSegmenter(store, params.projectId))
  mount(routes.segmenters.remove, async ({ params }) => {
    await removeSegmenter({ store, blobs }, params.projectId)
    return null
  })
  app.put(segmenterPaths.upload(':projectId'), async (request, response) => {
    const projectId = await allowed(request, 'project:change')
    await loadProject(store, projectId)
    const upload = SegmenterUpload.parse(request.query)
    const segmenter = await receivingFiles(request, upload.encoderBytes, async (files) => {
      const signs = await inspected(files)
      const keep = async (name: string, file: string) => ({ name, ...(await blobs.put({ file })) })
      const [encoder, decoder] = [await keep(upload.encoder, files.encoder), await keep(upload.decoder, files.decoder)]
      return { ...signs, encoder, decoder, createdAt: Date.now() }
    })
    await replaceSegmenter({ store, blobs }, projectId, segmenter)
    response.json(segmenter)
  })
  app.get(segmenterPaths.decoder(':projectId', ':hash'), async (request, response) => {
    const projectId = await allowed(request, 'annotation:draw')
    const { decoder } = await expectedSegmenter(projectId)
    if (request.params.hash !== decoder.hash) throw notFound('This decoder')
    await send(response, decoder.hash)
  })
  app.get(segmenterPaths.embedding(':projectId', ':assetId', ':encoder'), async (request, response) => {
    const projectId = await allowed(request, 'annotation:draw')
    const segmenter = await expectedSegmenter(projectId)
    if (request.params.encoder !== segmenter.encoder.hash) throw notFound('This encoder')
    const assetId = AssetId.parse(request.params.assetId)
    const asset = await store.assets.findOne({ _id: assetId, projectId })
    if (!asset) throw notFound(`Asset ${assetId}`)
    await send(response, await embeddings.of(segmenter, asset))
  })

  async function allowed(request: Request, action: Action): Promise<ProjectId> {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    const projectId = ProjectId.parse(request.params.projectId)
    if (!may(user, action, projectId)) throw forbidden(`${user.name} may not do this (${action})`)
    return projectId
  }

  async function expectedSegmenter(projectId: ProjectId): Promise<Segmenter> {
    const segmenter = await findSegmenter(store, projectId)
    if (!segmenter) throw notFound('A segmenter of this project')
    return segmenter
  }

  async function send(response: Response, hash: string): Promise<void> {
    response.set({ 'Cache-Control': FOR_EVER, 'Content-Type': 'application/octet-stream' })
    await pipeline(blobs.open(hash), response)
  }
}

async function inspected(files: ReceivedFiles) {
  const process = startEncoder()
  try {
    return await process.inspect(files)
  } finally {
    process.end()
  }
}
