import { adjustPixels, type ImageAdjustments } from './adjustments.ts'
import type { TilePixels, TilePlace } from './tile-source.ts'

/** Adjusted tiles that are kept, a megabyte each. */
const MOST_TILES = 96
/** How long a frame may adjust tiles, in milliseconds; the rest wait for the next one. */
const BUDGET_MS = 6

/**
 * Tiles with adjusted pixels. Only what is on the screen is adjusted, each tile once: panning computes nothing again. While a slider moves, a tile
 * shows its last look until its turn comes.
 */
export function createAdjustedTiles() {
  const tiles = new Map<string, { readonly canvas: OffscreenCanvas; readonly look: ImageAdjustments }>()
  let spent = 0

  function adjusted({ source, x, y, width, height }: TilePixels, look: ImageAdjustments): OffscreenCanvas {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) return canvas
    context.drawImage(source, x, y, width, height, 0, 0, width, height)
    const pixels = context.getImageData(0, 0, width, height)
    adjustPixels(pixels.data, look)
    context.putImageData(pixels, 0, 0)
    return canvas
  }

  return {
    startFrame() {
      spent = 0
    },
    /** The tile as it is to be shown; `isCurrent` is false where it still shows an earlier look, null where it has none. */
    get({ level, column, row }: TilePlace, pixels: TilePixels, look: ImageAdjustments) {
      const key = `${level}/${column}/${row}`
      const known = tiles.get(key)
      const isCurrent = known?.look === look
      if (known && (isCurrent || spent >= BUDGET_MS)) {
        tiles.delete(key)
        tiles.set(key, known)
        return { canvas: known.canvas, isCurrent }
      }
      if (spent >= BUDGET_MS) return null
      const startedAt = performance.now()
      const canvas = adjusted(pixels, look)
      spent += performance.now() - startedAt
      tiles.set(key, { canvas, look })
      if (tiles.size > MOST_TILES) tiles.delete(tiles.keys().next().value as string)
      return { canvas, isCurrent: true }
    },
    clear: () => tiles.clear(),
  }
}
