import { intersection, wholePixels } from './bounds.ts'
import { Mask } from './mask.ts'
import { maskPixels, pixelMask } from './mask-pixels.ts'
import { maskRings } from './mask-rings.ts'
import { runsOf } from './mask-runs.ts'
import { maskArea, type RunLengths } from './run-length.ts'
import type { ShapeKind } from './shape.ts'

/** What a mask can do. */
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
    const [inA, inB] = [maskPixels(a, common), maskPixels(b, common)]
    const shared = inA.reduce((count, inside, place) => count + (inside & (inB[place] as number)), 0)
    return shared / (maskArea(runsOf(a)) + maskArea(runsOf(b)) - shared)
  },
  clip(shape, frame) {
    const inside = intersection(shape, wholePixels(frame))
    return inside && pixelMask(maskPixels(shape, inside), inside)
  },
  moved: (shape, dx, dy) => ({ ...shape, x: shape.x + Math.round(dx), y: shape.y + Math.round(dy) }),
  outline: maskRings,
  problem(shape) {
    try {
      return maskArea(runsOf(shape)) > 0 ? null : 'Nothing is painted: paint at least one pixel'
    } catch (error) {
      if (error instanceof RangeError) return error.message
      throw error
    }
  },
}

function isInside({ runs }: RunLengths, place: number): boolean {
  let end = 0
  for (let index = 0; index < runs.length; index++) {
    end += runs[index] as number
    if (place < end) return index % 2 === 1
  }
  return false
}
