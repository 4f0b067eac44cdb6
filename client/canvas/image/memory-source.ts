import { TILE_SIDE } from '#shared/domain/asset.ts'
import { levelSize, type TileSource } from './tile-source.ts'

/** An image that is in memory whole, with its smaller copies: `levels[0]` is the image itself. */
export function memorySource(levels: readonly [ImageBitmap, ...ImageBitmap[]]): TileSource {
  const [image] = levels
  let isClosed = false
  return {
    size: { width: image.width, height: image.height },
    levels: levels.length,
    whole: (level) => (isClosed ? null : (levels[level] ?? null)),
    tile({ level, column, row }) {
      const source = levels[level]
      if (!source || isClosed) return null
      const x = column * TILE_SIDE
      const y = row * TILE_SIDE
      return { source, x, y, width: Math.min(TILE_SIDE, source.width - x), height: Math.min(TILE_SIDE, source.height - y) }
    },
    onArrival: () => undefined,
    close: () => {
      isClosed = true
      for (const level of levels) level.close()
    },
  }
}

/** A level above this many pixels has a smaller one: drawing shrinks by half at most, which is quick and looks right. */
const LARGEST_LAST_LEVEL = 5e5

/** Makes the smaller copies of a decoded image, outside the main thread. */
export async function withLevels(image: ImageBitmap): Promise<[ImageBitmap, ...ImageBitmap[]]> {
  const levels: [ImageBitmap, ...ImageBitmap[]] = [image]
  for (let last = image; last.width * last.height > LARGEST_LAST_LEVEL; levels.push(last)) {
    const { width, height } = levelSize(last, 1)
    last = await createImageBitmap(last, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' })
  }
  return levels
}
