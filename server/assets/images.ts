import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import sharp, { type Sharp } from 'sharp'
import { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import { paths, ShownValues } from '#shared/routes/data.ts'
import { AppError, forbidden, notFound, unauthenticated } from '../errors.ts'
import { withoutMetadata } from '../image-files/without-metadata.ts'
import { shownBetween } from '../shown-values.ts'
import { type BlobStore, expectOnDisk } from '../store/blobs.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import { loadAsset } from './asset-view.ts'
import { cutTile, TilePlace } from './tiles.ts'

/** Content never changes under its address: an asset's image is its asset's for ever. */
const FOR_EVER = 'private, max-age=31536000, immutable'
/** What every browser shows; the rest is turned into PNG on the way. */
const SHOWN_BY_BROWSERS = ['jpeg', 'png', 'webp']
const MOST_PIXELS = 5e7
/** Quick rather than small: it is sent once and kept. */
const COMPRESSION_LEVEL = 3
const TILE_QUALITY = 90
/** Longest side of an image kept in tiles when it is asked for whole, in pixels. */
const OVERVIEW_SIDE = 4096
const PLACE = { level: ':level', column: ':column', row: ':row' } as const

export interface ImageDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: BlobStore
  readonly authenticate: Authenticate
}

/**
 * Mounts images, their tiles and thumbnails, for whoever may see the project. What was written about them (where, when, by whom) stays here; the
 * orientation goes along, and is applied by the browser.
 */
export function mountImages(router: Router, { store, blobs, authenticate }: ImageDeps): void {
  router.get(paths.image(':projectId', ':assetId'), async (request, response) => {
    const asset = await visibleAsset(request)
    const shown = shownOf(request, asset)
    if (isFresh(request, response, `${asset.hash}${nameOf(shown)}`)) return
    const bare = shown || asset.pyramid || !SHOWN_BY_BROWSERS.includes(asset.format) ? null : await withoutWords(asset)
    if (bare) {
      response.type(`image/${asset.format}`).send(bare)
      return
    }
    const image = asset.pyramid
      ? await overview(asset)
      : sharp(await held(asset.hash), { limitInputPixels: MOST_PIXELS }).autoOrient()
    await streamPng(image, shown, response)
  })
  router.get(paths.tile(':projectId', ':assetId', PLACE), async (request, response) => {
    const asset = await visibleAsset(request)
    if (!asset.pyramid) throw new AppError('not_found', 'There are no tiles: the image is small enough to be sent in one piece')
    const shown = shownOf(request, asset)
    const place = TilePlace.parse(request.params)
    if (isFresh(request, response, `${asset.pyramid}${nameOf(shown)}-${place.level}-${place.column}-${place.row}`)) return
    const tile = await cutTile(await held(asset.pyramid), place)
    if (!tile) throw notFound(`The tile ${place.column}, ${place.row} of level ${place.level}`)
    const eightBit = shownBetween(tile, shown).toColourspace('srgb')
    await stream(eightBit.jpeg({ quality: TILE_QUALITY, chromaSubsampling: '4:4:4' }), response.type('image/jpeg'))
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

  // The level of a tiled image that a browser takes in one piece.
  async function overview({ pyramid = '', width, height, levels = 1 }: AssetRow): Promise<Sharp> {
    const level = Math.ceil(Math.log2(Math.max(width, height) / OVERVIEW_SIDE))
    const page = Math.min(Math.max(level, 0), levels - 1)
    return sharp(await held(pyramid), { page, limitInputPixels: MOST_PIXELS })
  }

  async function withoutWords({ hash, format }: AssetRow): Promise<Buffer | null> {
    return withoutMetadata(await readFile(await held(hash)), format)
  }

  async function send(response: Response, hash: string, type: string): Promise<void> {
    const content = createReadStream(await held(hash))
    await stream(content, response.type(type))
  }

  function held(hash: string): Promise<string> {
    return expectOnDisk(blobs, hash, 'The content of this image')
  }
}

/** The values shown as black and white: those asked for, or all that a 16-bit image has; null for an image of 8 bits. */
function shownOf(request: Request, { values }: AssetRow): readonly [number, number] | null {
  if (!values) return null
  if (request.query.level === undefined) return values
  const { level, width } = ShownValues.parse(request.query)
  return [level - width / 2, level + width / 2]
}
const nameOf = (shown: readonly [number, number] | null): string => (shown ? `-${shown.join('-')}` : '')

const streamPng = (image: Sharp, shown: readonly [number, number] | null, response: Response) =>
  stream(
    shownBetween(image, shown).toColourspace('srgb').png({ compressionLevel: COMPRESSION_LEVEL }),
    response.type('image/png'),
  )

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
