import type { Mask, Ring } from '#shared/shapes/index.ts'
import { polygonMask } from '#shared/shapes/polygon-mask.ts'
import { boundsOfPoints, movedPoints } from '#shared/shapes/ring.ts'
import { encodeRuns } from '#shared/shapes/run-length.ts'

/** The pixels inside an outline. */
export function polygonAsMask(ring: Ring): Mask {
  const box = boundsOfPoints(ring)
  const [x, y] = [Math.floor(box.x), Math.floor(box.y)]
  const [width, height] = [Math.ceil(box.width) + 2, Math.ceil(box.height) + 2]
  const runs = polygonMask(movedPoints(ring, -x, -y), height, width)
  return { kind: 'mask', x, y, width, height, counts: encodeRuns(runs) }
}
