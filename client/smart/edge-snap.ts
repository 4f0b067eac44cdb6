import type { Point } from '#shared/shapes/index.ts'
import type { Picture } from './picture.ts'

/** Parts of red, green and blue in brightness (ITU-R BT.601). */
const RED = 0.299
const GREEN = 0.587
const BLUE = 0.114
/** Brightness per pixel, 0 to 255: weaker is noise, not an edge. */
const LEAST_GRADIENT = 12
/** A place at the end of the reach must be this much stronger than one at the pointer: the hand knows best. */
const FAR_COST = 0.6

/** The strongest edge within `reach` image pixels of a place, nearer ones first; the place itself where there is none. */
export function edgeSnap({ image, pixels }: Picture, point: Point, reach: number): Point {
  const scale = pixels.width / image.width
  const [x, y] = [point.x * scale - 1 / 2, point.y * scale - 1 / 2]
  const far = Math.max(1, reach * scale)
  let best = { strength: LEAST_GRADIENT, x, y }
  for (let row = Math.ceil(y - far); row <= y + far; row++)
    for (let column = Math.ceil(x - far); column <= x + far; column++) {
      const away = Math.hypot(column - x, row - y) / far
      if (away > 1) continue
      const strength = gradientAt(pixels, column, row) * (1 - FAR_COST * away)
      if (strength > best.strength) best = { strength, x: column, y: row }
    }
  return { x: (best.x + 1 / 2) / scale, y: (best.y + 1 / 2) / scale }
}

// Sobel's operator, brightness per pixel.
function gradientAt(pixels: Picture['pixels'], x: number, y: number): number {
  const at = (dx: number, dy: number) => brightnessAt(pixels, x + dx, y + dy)
  const across = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1)
  const down = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1)
  return Math.hypot(across, down) / 8
}

function brightnessAt({ width, height, data }: Picture['pixels'], x: number, y: number): number {
  const column = Math.min(Math.max(x, 0), width - 1)
  const row = Math.min(Math.max(y, 0), height - 1)
  const at = (row * width + column) * 4
  return RED * (data[at] as number) + GREEN * (data[at + 1] as number) + BLUE * (data[at + 2] as number)
}
