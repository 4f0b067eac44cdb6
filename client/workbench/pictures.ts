import type { Asset } from '#shared/domain/asset.ts'
import { paths } from '#shared/routes/data.ts'
import type { ValueWindow } from '../canvas/image/adjustments.ts'
import { createPictureShelf, type OpenPicture } from '../canvas/image/picture-shelf.ts'
import { serverSource } from '../canvas/image/server-source.ts'

type Pictured = Pick<Asset, 'projectId' | 'id' | 'width' | 'height' | 'levels' | 'values'>

// One per tab, like the socket: the next image is decoded while this one is looked at.
const shelf = createPictureShelf()

/** Opens an asset's image: decoded already where it was expected, by tiles where it is too large for memory. */
export function openPicture(asset: Pictured, window: ValueWindow | null): OpenPicture {
  const { projectId, id, width, height, levels } = asset
  const shown = asset.values ? window : null
  if (!levels) return shelf.open(paths.image(projectId, id, shown))
  const source = serverSource({ size: { width, height }, levels, address: (place) => paths.tile(projectId, id, place, shown) })
  return { source: Promise.resolve(source), release: () => source.close() }
}

/** Decodes the image of an asset that will be opened next. */
export function preparePicture({ projectId, id, levels }: Pictured): void {
  if (!levels) shelf.prepare(paths.image(projectId, id))
}
