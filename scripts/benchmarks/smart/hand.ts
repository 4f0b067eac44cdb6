import { intersection } from '#shared/shapes/bounds.ts'
import { type Bounds, bounds, type Mask, type Point } from '#shared/shapes/index.ts'
import { maskPixels, pixelMask } from '#shared/shapes/mask-pixels.ts'

/** The tightest box around a mask's pixels. */
export function boxOf(mask: Mask): Bounds {
  const tight = pixelMask(maskPixels(mask, mask), mask)
  if (!tight) throw new Error('Expected a mask with pixels, got an empty one')
  return { x: tight.x, y: tight.y, width: tight.width, height: tight.height }
}

/** Where a person would click to mean an area: the middle of its widest row. Null for an empty one. */
export function clickOn(mask: Mask): Point | null {
  const box = bounds(mask) as Bounds
  const pixels = maskPixels(mask, box)
  let best = { value: 0, x: 0, y: 0 }
  const depth = new Uint16Array(pixels.length)
  // How far from the edge, in steps to the left, up and diagonally; the deepest corner of the largest square is near the middle.
  for (let y = 0; y < box.height; y++)
    for (let x = 0; x < box.width; x++) {
      const at = y * box.width + x
      if (pixels[at] === 0) continue
      const before = x > 0 && y > 0 ? [at - 1, at - box.width, at - box.width - 1].map((place) => depth[place] as number) : [0]
      depth[at] = 1 + Math.min(...before)
      if ((depth[at] as number) > best.value) best = { value: depth[at] as number, x, y }
    }
  if (best.value === 0) return null
  return { x: box.x + best.x - best.value / 2 + 1 / 2, y: box.y + best.y - best.value / 2 + 1 / 2 }
}

/** What is in the first and not in the second. */
export function without(mask: Mask, other: Mask | null): Mask | null {
  const pixels = maskPixels(mask, mask)
  const common = other && intersection(mask, other)
  if (common) {
    const others = maskPixels(other, mask)
    for (let at = 0; at < pixels.length; at++) if (others[at] === 1) pixels[at] = 0
  }
  return pixelMask(pixels, mask)
}

/** The box itself as a mask. */
export const boxMask = ({ x, y, width, height }: Bounds): Mask =>
  pixelMask(new Uint8Array(width * height).fill(1), { x, y, width, height }) as Mask

/** The ellipse in the box as a mask. */
export function ellipseMask({ x, y, width, height }: Bounds): Mask {
  const inside = Uint8Array.from({ length: width * height }, (_, at) => {
    const [dx, dy] = [
      ((at % width) + 1 / 2 - width / 2) / (width / 2),
      (Math.floor(at / width) + 1 / 2 - height / 2) / (height / 2),
    ]
    return Number(dx * dx + dy * dy <= 1)
  })
  return pixelMask(inside, { x, y, width, height }) ?? boxMask({ x, y, width, height })
}
