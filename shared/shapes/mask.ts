import { z } from 'zod'
import { intersection } from './bounds.ts'
import { maskPixels, maskRings, pixelMask } from './mask-pixels.ts'
import { commonPixels, decodeRuns, maskArea, type RunLengths } from './run-length.ts'
import type { ShapeKind } from './shape.ts'

const MOST_CHARACTERS = 4_000_000

/**
 * Painted pixels: the smallest crop that holds them (whole pixels of the image), and COCO's compressed run lengths inside that crop
 * (down the columns, the first run outside the mask).
 */
export const Mask = z.object({
  kind: z.literal('mask'),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  counts: z.string().min(1).max(MOST_CHARACTERS),
})
export type Mask = z.infer<typeof Mask>

export const mask: ShapeKind<Mask> = {
  kind: 'mask',
  noun: 'mask',
  plural: 'masks',
  schema: Mask,
  bounds: ({ x, y, width, height }) => ({ x, y, width, height }),
  area: (shape) => maskArea(runsOf(shape)),
  contains(shape, { x, y }) {
    const [column, row] = [Math.floor(x) - shape.x, Math.floor(y) - shape.y]
    if (column < 0 || row < 0 || column >= shape.width || row >= shape.height) return false
    return isInside(runsOf(shape), column * shape.height + row)
  },
  iou(a, b) {
    const common = intersection(a, b)
    if (!common) return 0
    const [inA, inB] = [pixelMask(maskPixels(a, common), common), pixelMask(maskPixels(b, common), common)]
    if (!inA || !inB) return 0
    const shared = commonPixels(runsIn(inA, common), runsIn(inB, common))
    return shared / (maskArea(runsOf(a)) + maskArea(runsOf(b)) - shared)
  },
  clip(shape, frame) {
    const inside = intersection(shape, frame)
    return inside && pixelMask(maskPixels(shape, inside), inside)
  },
  moved: (shape, dx, dy) => ({ ...shape, x: shape.x + Math.round(dx), y: shape.y + Math.round(dy) }),
  outline: maskRings,
  problem(shape) {
    try {
      return maskArea(runsOf(shape)) > 0 ? null : 'Nothing is painted'
    } catch (error) {
      return error instanceof RangeError ? error.message : String(error)
    }
  },
}

/** The run lengths inside the crop. Throws RunLengthError where they do not cover it exactly. */
export const runsOf = ({ counts, height, width }: Mask): RunLengths => decodeRuns(counts, height, width)

function runsIn(shape: Mask, frame: { x: number; y: number; width: number; height: number }): RunLengths {
  const pixels = maskPixels(shape, frame)
  const runs = [0]
  for (let column = 0; column < frame.width; column++)
    for (let row = 0; row < frame.height; row++) {
      const inside = pixels[row * frame.width + column] !== 0
      if (inside !== (runs.length % 2 === 0)) runs.push(0)
      runs[runs.length - 1] = (runs[runs.length - 1] as number) + 1
    }
  return { height: frame.height, width: frame.width, runs }
}

function isInside({ runs }: RunLengths, place: number): boolean {
  let end = 0
  for (let index = 0; index < runs.length; index++) {
    end += runs[index] as number
    if (place < end) return index % 2 === 1
  }
  return false
}
