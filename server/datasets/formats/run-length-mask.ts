import { z } from 'zod'
import type { Mask } from '#shared/shapes/index.ts'
import { croppedMask } from '#shared/shapes/mask-frame.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { checked, decodeRuns } from '#shared/shapes/run-length.ts'
import type { Bounds } from '#shared/shapes/shape.ts'

/** A mask of the whole image as COCO writes it: runs down the columns, as text or as numbers; size is [height, width] in pixels. */
export const CocoRunLengths = z.object({
  counts: z.union([z.string(), z.array(z.number().int().nonnegative())]),
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
})

/** The mask of COCO's run lengths; null where they do not cover the image, or nothing is inside. */
export function maskOfCocoRuns({ counts, size: [height, width] }: z.infer<typeof CocoRunLengths>): Mask | null {
  try {
    return croppedMask(typeof counts === 'string' ? decodeRuns(counts, height, width) : checked({ height, width, runs: counts }))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The mask of runs along the rows of a crop, the first one outside, as CVAT writes them; null where they do not fit it, or nothing is inside. */
export function maskOfRowRuns(runs: readonly number[], crop: Bounds): Mask | null {
  const pixels = crop.width * crop.height
  if (!runs.every((run) => Number.isInteger(run) && run >= 0)) return null
  if (runs.reduce((sum, run) => sum + run, 0) > pixels) return null
  const inside = new Uint8Array(pixels)
  let at = 0
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) inside.fill(1, at, at + run)
    at += run
  }
  return pixelMask(inside, crop)
}
