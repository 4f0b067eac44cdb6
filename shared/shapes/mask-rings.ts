import type { Mask } from './mask.ts'
import { maskPixels } from './mask-pixels.ts'
import type { Ring } from './shape.ts'

/** Right, down, left, up. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const
/** The pixel on the right-hand side ahead of a corner, by direction; the left-hand one is that of the direction before. */
const AHEAD = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
] as const

/**
 * The mask's outlines along the edges of its pixels, outer ones and holes (even-odd), with a point where the direction changes alone.
 * Outer ones run clockwise on the screen, holes the other way round: the inside is on the right. Pixels that meet in a corner only
 * are outlined apart.
 */
export function maskRings(mask: Mask): Ring[] {
  const { width, height } = mask
  const pixels = maskPixels(mask, mask)
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] !== 0
  // Every outline has an edge that runs to the right, along the top of a pixel.
  const walked = new Uint8Array(width * height)
  const rings: Ring[] = []
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (pixels[y * width + x] !== 0 && walked[y * width + x] === 0 && !isInside(x, y - 1)) rings.push(walk(x, y))
  return rings

  function walk(startX: number, startY: number): number[] {
    const ring: number[] = []
    let [x, y, direction] = [startX, startY, 0]
    do {
      if (direction === 0) walked[y * width + x] = 1
      const [dx, dy] = STEPS[direction] as (typeof STEPS)[number]
      x += dx
      y += dy
      const turn = turnAt(x, y, direction)
      if (turn !== 0) ring.push(mask.x + x, mask.y + y)
      direction = (direction + turn + STEPS.length) % STEPS.length
    } while (x !== startX || y !== startY || direction !== 0)
    return ring
  }

  /** 1 to the right, 0 straight on, -1 to the left. */
  function turnAt(x: number, y: number, direction: number): number {
    const [rightX, rightY] = AHEAD[direction] as (typeof AHEAD)[number]
    if (!isInside(x + rightX, y + rightY)) return 1
    const [leftX, leftY] = AHEAD[(direction + STEPS.length - 1) % STEPS.length] as (typeof AHEAD)[number]
    return isInside(x + leftX, y + leftY) ? -1 : 0
  }
}
