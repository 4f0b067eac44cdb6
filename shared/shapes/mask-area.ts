import { touchedPixels } from './bounds.ts'
import type { Mask } from './mask.ts'
import { paintedColumns, pixelMask } from './mask-pixels.ts'
import { polygonMask } from './polygon-mask.ts'
import { boundsOfPoints, movedPoints } from './ring.ts'
import type { Bounds, Ring } from './shape.ts'

/** The pixels inside areas, each given by its rings (even-odd), joined into one mask; null where no pixel is inside. */
export function areasMask(areas: readonly (readonly Ring[])[]): Mask | null {
  const frame = touchedPixels(boundsOfPoints(areas.flatMap((rings) => rings.flat())))
  const pixels = new Uint8Array(frame.width * frame.height)
  for (const rings of areas) paint(pixels, frame, rings)
  return pixelMask(pixels, frame)
}

/** Sets the pixels inside rings (even-odd) to 1, in a rectangle of whole pixels. */
export function paint(pixels: Uint8Array, frame: Bounds, rings: readonly Ring[]): void {
  const { x, y, width, height } = frame
  const inside = new Uint8Array(pixels.length)
  for (const ring of rings)
    for (const { column, from, to } of paintedColumns(polygonMask(movedPoints(ring, -x, -y), height, width)))
      for (let at = from * width + column; at < to * width + column; at += width) inside[at] = (inside[at] as number) ^ 1
  for (let at = 0; at < inside.length; at++) if (inside[at] !== 0) pixels[at] = 1
}
