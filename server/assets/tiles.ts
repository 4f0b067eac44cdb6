import sharp, { type Sharp } from 'sharp'
import { z } from 'zod'
import { TILE_SIDE } from '#shared/domain/asset.ts'

/** Which tile: level 0 is the image itself, each further level half as large. */
export const TilePlace = z.object({
  level: z.coerce.number().int().nonnegative(),
  column: z.coerce.number().int().nonnegative(),
  row: z.coerce.number().int().nonnegative(),
})
export type TilePlace = z.infer<typeof TilePlace>

/** One tile of an image's pyramid; null beyond its edges. Only the tile itself is read. */
export async function cutTile(pyramid: string, { level, column, row }: TilePlace): Promise<Sharp | null> {
  const { pages = 1 } = await opened(pyramid, 0).metadata()
  if (level >= pages) return null
  const page = opened(pyramid, level)
  const { width, height } = await page.metadata()
  const [left, top] = [column * TILE_SIDE, row * TILE_SIDE]
  if (left >= width || top >= height) return null
  return page.extract({ left, top, width: Math.min(TILE_SIDE, width - left), height: Math.min(TILE_SIDE, height - top) })
}

// Our own file: its size was judged when it was made.
const opened = (file: string, page: number) => sharp(file, { page, limitInputPixels: false })
