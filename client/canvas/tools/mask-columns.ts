import type { Mask } from '#shared/shapes/mask.ts'
import { runsOf } from '#shared/shapes/mask-runs.ts'
import { encodeRuns } from '#shared/shapes/run-length.ts'

/**
 * A mask while it is painted: for each column of the image the stretches of pixels inside it, as a flat list of beginnings and ends
 * (excluded), from top to bottom, never touching. Painting costs what the brush touches, and encoding what the outline is long, however
 * large the image is.
 */
export type MaskColumns = Map<number, readonly number[]>

/** Pixels of one column, `to` excluded. */
export interface Stretch {
  readonly column: number
  readonly from: number
  readonly to: number
}

/** A mask's columns; none without a mask. */
export function maskColumns(mask: Mask | null): MaskColumns {
  const columns: MaskColumns = new Map()
  if (!mask) return columns
  const { runs } = runsOf(mask)
  let place = 0
  for (let index = 0; index < runs.length; index++) {
    const end = place + (runs[index] as number)
    if (index % 2 === 1) eachColumn(mask, place, end, (stretch) => append(columns, stretch))
    place = end
  }
  return columns
}

/** Puts a stretch into the mask, or takes it out, in place. */
export function paintStretch(columns: MaskColumns, { column, from, to }: Stretch, erases: boolean): void {
  if (from >= to) return
  const painted = erases ? without(columns.get(column) ?? [], from, to) : joined(columns.get(column) ?? [], from, to)
  if (painted.length > 0) columns.set(column, painted)
  else columns.delete(column)
}

/** The mask of what is painted, in the smallest crop; null where nothing is. */
export function columnsMask(columns: MaskColumns): Mask | null {
  const order = [...columns.keys()].sort((a, b) => a - b)
  const [left, right] = [order[0], order.at(-1)]
  if (left === undefined || right === undefined) return null
  let [top, bottom] = [Number.POSITIVE_INFINITY, 0]
  for (const stretches of columns.values()) {
    top = Math.min(top, stretches[0] as number)
    bottom = Math.max(bottom, stretches.at(-1) as number)
  }
  const [width, height] = [right - left + 1, bottom - top]
  return { kind: 'mask', x: left, y: top, width, height, counts: encodeRuns({ width, height, runs: runsDown() }) }

  // A stretch that ends a column and one that begins the next are one run.
  function runsDown(): number[] {
    const runs: number[] = []
    let place = 0
    for (const column of order) {
      const start = (column - (left as number)) * height - top
      const stretches = columns.get(column) as readonly number[]
      for (let at = 0; at < stretches.length; at += 2) {
        const [from, to] = [start + (stretches[at] as number), start + (stretches[at + 1] as number)]
        if (from === place && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) as number) + to - from
        else runs.push(from - place, to - from)
        place = to
      }
    }
    if (place < width * height) runs.push(width * height - place)
    return runs
  }
}

/** The stretches of a run of pixels (counted down the columns of a mask's crop), column by column, in pixels of the image. */
export function eachColumn({ x, y, height }: Mask, start: number, end: number, visit: (stretch: Stretch) => void): void {
  for (let place = start; place < end; ) {
    const column = Math.floor(place / height)
    const stop = Math.min(end, (column + 1) * height)
    visit({ column: x + column, from: y + place - column * height, to: y + stop - column * height })
    place = stop
  }
}

function append(columns: MaskColumns, { column, from, to }: Stretch) {
  const known = columns.get(column) as number[] | undefined
  if (known) known.push(from, to)
  else columns.set(column, [from, to])
}

function joined(stretches: readonly number[], from: number, to: number): number[] {
  const result: number[] = []
  let [start, end] = [from, to]
  let isPlaced = false
  for (let at = 0; at < stretches.length; at += 2) {
    const [a, b] = [stretches[at] as number, stretches[at + 1] as number]
    if (b < start) result.push(a, b)
    else if (a > end) {
      if (!isPlaced) result.push(start, end)
      isPlaced = true
      result.push(a, b)
    } else {
      start = Math.min(start, a)
      end = Math.max(end, b)
    }
  }
  if (!isPlaced) result.push(start, end)
  return result
}

function without(stretches: readonly number[], from: number, to: number): number[] {
  const result: number[] = []
  for (let at = 0; at < stretches.length; at += 2) {
    const [a, b] = [stretches[at] as number, stretches[at + 1] as number]
    if (a < Math.min(b, from)) result.push(a, Math.min(b, from))
    if (Math.max(a, to) < b) result.push(Math.max(a, to), b)
  }
  return result
}
