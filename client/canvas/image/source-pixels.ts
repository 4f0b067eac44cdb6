import { TILE_SIDE } from '#shared/domain/asset.ts'
import type { Pixels } from '../tools/tool.ts'
import { levelSize, type TileSource } from './tile-source.ts'

/** Longest side of the pixels handed to smart tools; more takes seconds and finds nothing more. */
const LONGEST_SIDE = 2048

/** The pixels of an image, scaled down where it is large; null while some of them are on their way. */
export function sourcePixels(source: TileSource): Pixels | null {
  const longest = Math.max(source.size.width, source.size.height)
  const level = Math.min(Math.max(0, Math.ceil(Math.log2(longest / LONGEST_SIDE))), source.levels - 1)
  const { width, height } = levelSize(source.size, level)
  const share = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  const target = { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
  const context = new OffscreenCanvas(target.width, target.height).getContext('2d', { willReadFrequently: true })
  if (!context) return null
  let isComplete = true
  for (let row = 0; row * TILE_SIDE < height; row++)
    for (let column = 0; column * TILE_SIDE < width; column++) {
      const tile = source.tile({ level, column, row })
      if (tile) {
        const [x, y] = [column * TILE_SIDE * share, row * TILE_SIDE * share]
        context.drawImage(tile.source, tile.x, tile.y, tile.width, tile.height, x, y, tile.width * share, tile.height * share)
      } else isComplete = false
    }
  return isComplete ? context.getImageData(0, 0, target.width, target.height) : null
}
