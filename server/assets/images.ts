import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import sharp from 'sharp'
import { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import { paths } from '#shared/routes/data.ts'
import { forbidden, notFound, unauthenticated } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import { loadAsset } from './asset-view.ts'

/** Content never changes under its address: an asset's image is its asset's for ever. */
const FOR_EVER = 'private, max-age=31536000, immutable'
/** What every browser shows; the rest is turned into PNG on the way. */
const SHOWN_BY_BROWSERS = ['jpeg', 'png', 'webp']
const MOST_PIXELS = 5e7
/** Quick rather than small: it is sent once and kept. */
const COMPRESSION_LEVEL = 3

export interface ImageDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: BlobStore
  readonly authenticate: Authenticate
}

/** Mounts images and thumbnails, for whoever may see the project. Orientation in a file's EXIF is applied by the browser. */
export function mountImages(router: Router, { store, blobs, authenticate }: ImageDeps): void {
  router.get(paths.image(':projectId', ':assetId'), async (request, response) => {
    const asset = await visibleAsset(request)
    if (isFresh(request, response, asset.hash)) return
    if (SHOWN_BY_BROWSERS.includes(asset.format)) return send(response, asset.hash, `image/${asset.format}`)
    const image = sharp(blobs.path(await held(asset.hash)), { limitInputPixels: MOST_PIXELS }).autoOrient()
    await stream(image.png({ compressionLevel: COMPRESSION_LEVEL }), response.type('image/png'))
  })
  router.get(paths.thumbnail(':projectId', ':assetId'), async (request, response) => {
    const { thumbnail } = await visibleAsset(request)
    if (!isFresh(request, response, thumbnail)) await send(response, thumbnail, 'image/jpeg')
  })

  async function visibleAsset(request: Request): Promise<AssetRow> {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    const projectId = ProjectId.parse(request.params.projectId)
    if (!may(user, 'project:view', projectId)) throw forbidden(`${user.name} may not see this project`)
    return loadAsset(store, projectId, AssetId.parse(request.params.assetId))
  }

  async function send(response: Response, hash: string, type: string): Promise<void> {
    const content = blobs.open(await held(hash))
    await stream(content, response.type(type))
  }

  async function held(hash: string): Promise<string> {
    if (!(await blobs.has(hash))) throw notFound('The content of this image')
    return hash
  }
}

/** Sets what caches need, and answers at once where the browser has the content already. */
function isFresh(request: Request, response: Response, hash: string): boolean {
  response.set({ 'Cache-Control': FOR_EVER, ETag: `"${hash}"` })
  if (request.fresh) response.status(304).end()
  return request.fresh
}

async function stream(content: NodeJS.ReadableStream, response: Response): Promise<void> {
  try {
    await pipeline(content, response)
  } catch (error) {
    // Whoever scrolls past does not wait for the end.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
