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
  const under = cutPlaces(mask, line).filter((at) => pixels[at] !== 0)
  const apart = pixels.slice()
  for (const at of under) apart[at] = 0
  const parts = labelled(apart, width)
  const split = splitParts(under, parts.labels, width)
  if (split.length < 2) return [mask]
  shareOut(parts.labels, under, width)
  const bySize = split.sort((a, b) => (parts.sizes[b] as number) - (parts.sizes[a] as number))
  const owners = parts.sizes.map((_, part) => Math.max(bySize.indexOf(part), 0))
  const own = bySize.map(() => new Uint8Array(pixels.length))
  for (let at = 0; at < pixels.length; at++)
    if (pixels[at] !== 0) (own[owners[parts.labels[at] as number] as number] as Uint8Array)[at] = 1
  return own.flatMap((one) => pixelMask(one, mask) ?? [])
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
    let written = 0
    const take = (at: number) => {
      if (pixels[at] === 0 || labels[at] !== 0) return
      labels[at] = label
      waiting[written++] = at
    }
    take(start)
    for (let read = 0; read < written; read++) {
      const at = waiting[read] as number
      const column = at % width
      if (column > 0) take(at - 1)
      if (column < width - 1) take(at + 1)
      if (at >= width) take(at - width)
      if (at + width < pixels.length) take(at + width)
    }
    sizes.push(written)
  }
  return { labels, sizes }
}

/** Gives the pixels under the cut the part of the nearest pixel that has one, from both sides inwards. */
function shareOut(labels: Int32Array, under: readonly number[], width: number): void {
  for (let left = under, before = -1; left.length > 0 && left.length !== before; ) {
    before = left.length
    const found = left.map((at) => labelBeside(labels, at, width))
    for (const [index, at] of left.entries()) labels[at] = found[index] as number
    left = left.filter((at) => labels[at] === 0)
  }
}

const labelBeside = (labels: Int32Array, at: number, width: number): number =>
  neighbours(at, width).reduce((found, next) => found || (labels[next] ?? 0), 0)

/** The parts that lie on different sides of the same piece of the cut. */
function splitParts(under: readonly number[], labels: Int32Array, width: number): number[] {
  const split = new Set<number>()
  const unseen = new Set(under)
  for (const start of under) {
    if (!unseen.delete(start)) continue
    const piece = [start]
    const beside = new Set<number>()
    for (let at = piece.pop(); at !== undefined; at = piece.pop())
      for (const next of neighbours(at, width)) {
        if (unseen.delete(next)) piece.push(next)
        const label = labels[next] ?? 0
        if (label > 0) beside.add(label)
      }
    if (beside.size > 1) for (const label of beside) split.add(label)
  }
  return [...split]
}

// Places above and below the crop hold nothing.
function neighbours(at: number, width: number): number[] {
  const column = at % width
  return [...(column > 0 ? [at - 1] : []), ...(column < width - 1 ? [at + 1] : []), at - width, at + width]
}

/** The places of the pixels a line runs over, without a gap that one could slip through from side to side. */
function cutPlaces(mask: Mask, line: Ring): number[] {
  const cut = new Set<number>()
  const mark = (x: number, y: number) => {
    const [column, row] = [Math.floor(x) - mask.x, Math.floor(y) - mask.y]
    if (column >= 0 && row >= 0 && column < mask.width && row < mask.height) cut.add(row * mask.width + column)
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
  return [...cut]
}
