import type { Mask } from './mask.ts'
import { maskPixels, pixelMask } from './mask-pixels.ts'
import { pointsOf } from './ring.ts'
import type { Point, Ring } from './shape.ts'

/** Steps per pixel along the cut: close enough that it leaves no way between two of its pixels. */
const STEPS_PER_PIXEL = 4

/**
 * The parts of a mask on either side of a line, the largest first; the mask itself where the line does not run all the way through. Pixels
 * under the line go to the nearest part, islands that it does not touch stay with the largest.
 */
export function slicedMask(mask: Mask, line: Ring): Mask[] {
  const { width } = mask
  const pixels = maskPixels(mask, mask)
  const islands = labelled(pixels, width)
  const cut = cutPixels(mask, line)
  const parts = labelled(
    pixels.map((inside, at) => (cut[at] === 0 ? inside : 0)),
    width,
  )
  const homes = islandsOfParts(islands.labels, parts)
  const split = parts.sizes
    .map((_, part) => part)
    .filter((part) => part > 0 && homes.filter((home) => home === homes[part]).length > 1)
  if (split.length < 2) return [mask]
  grow(parts.labels, pixels, width)
  const largest = split.reduce((best, part) => ((parts.sizes[part] as number) > (parts.sizes[best] as number) ? part : best))
  const kept = new Set(split)
  return split
    .sort((a, b) => (parts.sizes[b] as number) - (parts.sizes[a] as number))
    .flatMap((part) => {
      const own = pixels.map((inside, at) => {
        const label = parts.labels[at] as number
        return inside !== 0 && (label === part || (part === largest && !kept.has(label))) ? 1 : 0
      })
      return pixelMask(own, mask) ?? []
    })
}

interface Labelled {
  /** 0 outside, else the number of the part. */
  readonly labels: Int32Array
  /** Pixels of each part, by number. */
  readonly sizes: number[]
}

/** The parts of pixels that hang together by their sides. */
function labelled(pixels: Uint8Array, width: number): Labelled {
  const labels = new Int32Array(pixels.length)
  const waiting = new Int32Array(pixels.length)
  const sizes = [0]
  for (let start = 0; start < pixels.length; start++) {
    if (pixels[start] === 0 || labels[start] !== 0) continue
    const label = sizes.length
    let [read, written] = [0, 1]
    waiting[0] = start
    labels[start] = label
    while (read < written)
      for (const at of besides(waiting[read++] as number, width, pixels.length)) {
        if (pixels[at] === 0 || labels[at] !== 0) continue
        labels[at] = label
        waiting[written++] = at
      }
    sizes.push(written)
  }
  return { labels, sizes }
}

/** Gives the pixels without a part that of the nearest one. */
function grow(labels: Int32Array, pixels: Uint8Array, width: number): void {
  let edge = Array.from(labels.keys()).filter((at) => labels[at] !== 0)
  while (edge.length > 0) {
    const next: number[] = []
    for (const from of edge)
      for (const at of besides(from, width, labels.length)) {
        if (pixels[at] === 0 || labels[at] !== 0) continue
        labels[at] = labels[from] as number
        next.push(at)
      }
    edge = next
  }
}

function besides(at: number, width: number, length: number): number[] {
  const column = at % width
  const found: number[] = []
  if (column > 0) found.push(at - 1)
  if (column < width - 1) found.push(at + 1)
  if (at >= width) found.push(at - width)
  if (at + width < length) found.push(at + width)
  return found
}

// By number of the part: the number of the island that it was cut from.
function islandsOfParts(islands: Int32Array, parts: Labelled): number[] {
  const homes: number[] = []
  for (let at = 0; at < islands.length; at++) {
    const part = parts.labels[at] as number
    if (part > 0) homes[part] ??= islands[at] as number
  }
  return homes
}

/** The pixels a line runs over, without a gap that one could slip through from side to side. */
function cutPixels(mask: Mask, line: Ring): Uint8Array {
  const cut = new Uint8Array(mask.width * mask.height)
  const mark = (x: number, y: number) => {
    const [column, row] = [Math.floor(x) - mask.x, Math.floor(y) - mask.y]
    if (column >= 0 && row >= 0 && column < mask.width && row < mask.height) cut[row * mask.width + column] = 1
  }
  const points = pointsOf(line)
  for (const [index, to] of points.entries()) {
    const from = points[index - 1] ?? to
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * STEPS_PER_PIXEL))
    let before: Point = from
    for (let step = 0; step <= steps; step++) {
      const at = { x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps }
      mark(at.x, at.y)
      // Over a corner: the pixel beside closes the gap.
      mark(at.x, before.y)
      before = at
    }
  }
  return cut
}
