import type { Request, Router } from 'express'
import sharp from 'sharp'
import { z } from 'zod'
import { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import { CROP_SIDES } from '#shared/routes/review.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../errors.ts'
import { type BlobStore, expectOnDisk } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import { createDecodedImages, type Decoded } from './decoded-images.ts'

/** A place of an asset's image never shows anything else. */
const FOR_EVER = 'private, max-age=31536000, immutable'
const QUALITY = 82

const Place = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.tuple([z.number(), z.number(), z.number(), z.number()]))
const Side = z.coerce
  .number()
  .refine((side) => (CROP_SIDES as readonly number[]).includes(side), `expected ${CROP_SIDES.join(' or ')}`)

export interface CropDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: BlobStore
  readonly authenticate: Authenticate
}

/** Mounts crops of images, for whoever may see the project. */
export function mountCrops(router: Router, { store, blobs, authenticate }: CropDeps): void {
  const images = createDecodedImages()
  router.get('/api/projects/:projectId/assets/:assetId/crop', async (request, response) => {
    const hash = await visibleImage(request)
    const side = Side.parse(request.query.side)
    const [x, y, width, height] = Place.parse(request.query.place)
    response.set({ 'Cache-Control': FOR_EVER, ETag: `"${hash}-${x},${y},${width},${height}-${side}"` })
    if (request.fresh) {
      response.status(304).end()
      return
    }
    const file = await expectOnDisk(blobs, hash, 'The content of this image')
    response.type('image/jpeg').send(await cut(await images.pixels(hash, file), { x, y, width, height }, side))
  })

  async function visibleImage(request: Request): Promise<string> {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    const projectId = ProjectId.parse(request.params.projectId)
    if (!may(user, 'project:view', projectId)) throw forbidden(`${user.name} may not see this project`)
    const _id = AssetId.parse(request.params.assetId)
    const row = await store.assets.findOne({ _id, projectId }, { projection: { hash: 1 } })
    if (!row) throw notFound(`Asset ${_id}`)
    return row.hash
  }
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

async function cut({ data, info }: Decoded, { x, y, width, height }: Rectangle, side: number): Promise<Buffer> {
  const left = Math.max(0, Math.floor(x))
  const top = Math.max(0, Math.floor(y))
  const right = Math.min(info.width, Math.ceil(x + width))
  const bottom = Math.min(info.height, Math.ceil(y + height))
  if (!(right > left && bottom > top)) throw invalid(`Expected a place inside the image of ${info.width} x ${info.height} pixels`)
  return sharp(data, { raw: info })
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(side, side, { fit: 'inside' })
    .jpeg({ quality: QUALITY })
    .toBuffer()
}
