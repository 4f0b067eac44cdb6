import type { RunLengths } from './run-length.ts'

/** The outline is followed on a grid this many times finer than the pixels. */
const FINENESS = 5

/**
 * The pixels inside a closed polygon (a flat x, y list in pixels), to the pixel as COCO's own code rasterises it: the outline is walked on a
 * grid five times finer, and each crossing from one pixel column to the next switches between outside and inside.
 */
export function polygonMask(flat: readonly number[], height: number, width: number): RunLengths {
  const corners = Math.floor(flat.length / 2)
  const fine = (index: number) => Math.trunc(FINENESS * (flat[index] as number) + 0.5)
  const crossings: number[] = []
  let before: FinePoint | null = null
  for (let corner = 0; corner < corners; corner++) {
    const next = (corner + 1) % corners
    const from = { x: fine(corner * 2), y: fine(corner * 2 + 1) }
    const to = { x: fine(next * 2), y: fine(next * 2 + 1) }
    for (const point of finePointsBetween(from, to)) {
      const crossing = before && before.x !== point.x ? columnCrossing(before, point, height, width) : null
      if (crossing !== null) crossings.push(crossing)
      before = point
    }
  }
  return { height, width, runs: runsBetween(crossings, height * width) }
}

interface FinePoint {
  x: number
  y: number
}

// Every step of the longer direction; rounded from the lower end, so that both directions of an edge give the same points.
function finePointsBetween(from: FinePoint, to: FinePoint): FinePoint[] {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  const flat = Math.abs(to.x - from.x) >= Math.abs(to.y - from.y)
  const flipped = flat ? from.x > to.x : from.y > to.y
  const [start, end] = flipped ? [to, from] : [from, to]
  const slope = steps === 0 ? 0 : (flat ? end.y - start.y : end.x - start.x) / steps
  return Array.from({ length: steps + 1 }, (_, index) => {
    const step = flipped ? steps - index : index
    return flat
      ? { x: start.x + step, y: Math.trunc(start.y + slope * step + 0.5) }
      : { x: Math.trunc(start.x + slope * step + 0.5), y: start.y + step }
  })
}

// The pixel, counted down the columns, at which a step over the middle of a pixel column switches sides; null for a step elsewhere.
function columnCrossing(before: FinePoint, after: FinePoint, height: number, width: number): number | null {
  const column = (Math.min(before.x, after.x) + 0.5) / FINENESS - 0.5
  if (!Number.isInteger(column) || column < 0 || column > width - 1) return null
  const row = (Math.min(before.y, after.y) + 0.5) / FINENESS - 0.5
  return column * height + Math.ceil(Math.min(Math.max(row, 0), height))
}

// Two crossings at the same pixel cancel out.
function runsBetween(crossings: number[], pixels: number): number[] {
  const stops = [...crossings.sort((a, b) => a - b), pixels]
  const runs: number[] = []
  let from = 0
  let joined = false
  for (const stop of stops) {
    const length = stop - from
    from = stop
    if (joined) {
      runs[runs.length - 1] = (runs[runs.length - 1] as number) + length
      joined = false
    } else if (length > 0 || runs.length === 0) {
      runs.push(length)
    } else {
      joined = true
    }
  }
  return runs
}
