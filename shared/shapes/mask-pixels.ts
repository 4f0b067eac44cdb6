import type { Mask } from './mask.ts'
import { runsOf } from './mask-runs.ts'
import { encodeRuns, type RunLengths } from './run-length.ts'
import type { Bounds } from './shape.ts'

/** A mask's pixels inside a rectangle of whole pixels, row by row: 1 inside the mask, 0 outside. */
export function maskPixels(mask: Mask, frame: Bounds): Uint8Array {
  const pixels = new Uint8Array(frame.width * frame.height)
  for (const { column, from, to } of paintedColumns(runsOf(mask))) {
    const x = mask.x + column - frame.x
    if (x < 0 || x >= frame.width) continue
    const end = Math.min(mask.y + to - frame.y, frame.height)
    for (let y = Math.max(mask.y + from - frame.y, 0); y < end; y++) pixels[y * frame.width + x] = 1
  }
  return pixels
}

/** Pixels one below the other: rows `from` up to but without `to` of a column of the crop. */
export interface ColumnPart {
  readonly column: number
  readonly from: number
  readonly to: number
}

/** The pixels inside run lengths as parts of their columns, from the left and from above. */
export function* paintedColumns({ runs, height }: RunLengths): Iterable<ColumnPart> {
  let place = 0
  for (let index = 0; index < runs.length; index++) {
    const end = place + (runs[index] as number)
    while (index % 2 === 1 && place < end) {
      const column = Math.floor(place / height)
      const to = Math.min(height, end - column * height)
      yield { column, from: place - column * height, to }
      place = column * height + to
    }
    place = end
  }
}

/** The mask of pixels given row by row (anything but 0 is inside) in a rectangle of whole pixels; null where nothing is inside. */
export function pixelMask(pixels: ArrayLike<number>, frame: Bounds): Mask | null {
  const crop = paintedCrop(pixels, frame.width, frame.height)
  if (!crop) return null
  const width = crop.right - crop.left + 1
  const height = crop.bottom - crop.top + 1
  const runs = runsBetween(switches(pixels, frame.width, crop), width * height)
  return {
    kind: 'mask',
    x: frame.x + crop.left,
    y: frame.y + crop.top,
    width,
    height,
    counts: encodeRuns({ height, width, runs }),
  }
}

interface Crop {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * Where inside and outside meet when the crop is read down its columns. The pixels are read along their rows all the same (twice: to count,
 * then to place), because memory is slow to read across.
 */
function switches(pixels: ArrayLike<number>, stride: number, { left, top, right, bottom }: Crop): Int32Array {
  const [width, height] = [right - left + 1, bottom - top + 1]
  const first = top * stride + left
  const last = bottom * stride + left
  const next = new Int32Array(width + 1)
  for (let x = 0; x < width; x++) next[x + 1] = isSwitchOnTop(pixels, first + x, last + x, x) ? 1 : 0
  for (let y = 1; y < height; y++)
    for (let x = 0, at = first + y * stride; x < width; x++, at++)
      if ((pixels[at] === 0) !== (pixels[at - stride] === 0)) (next[x + 1] as number)++
  for (let x = 0; x < width; x++) (next[x + 1] as number) += next[x] as number
  const places = new Int32Array(next[width] as number)
  for (let x = 0; x < width; x++) if (isSwitchOnTop(pixels, first + x, last + x, x)) places[(next[x] as number)++] = x * height
  for (let y = 1; y < height; y++)
    for (let x = 0, at = first + y * stride; x < width; x++, at++)
      if ((pixels[at] === 0) !== (pixels[at - stride] === 0)) places[(next[x] as number)++] = x * height + y
  return places
}

// Before the topmost pixel of a column comes the lowest of the column to its left.
const isSwitchOnTop = (pixels: ArrayLike<number>, top: number, bottom: number, x: number): boolean =>
  (pixels[top] === 0) !== (x === 0 || pixels[bottom - 1] === 0)

function runsBetween(places: Int32Array, end: number): Int32Array {
  const runs = new Int32Array(places.length + 1)
  let from = 0
  for (let index = 0; index < places.length; index++) {
    runs[index] = (places[index] as number) - from
    from = places[index] as number
  }
  runs[places.length] = end - from
  return runs
}

function paintedCrop(pixels: ArrayLike<number>, width: number, height: number): Crop | null {
  let [left, top, right, bottom] = [width, -1, -1, -1]
  for (let y = 0; y < height; y++) {
    const row = y * width
    let first = 0
    while (first < width && pixels[row + first] === 0) first++
    if (first === width) continue
    let last = width - 1
    while (pixels[row + last] === 0) last--
    if (first < left) left = first
    if (last > right) right = last
    if (top < 0) top = y
    bottom = y
  }
  return right < 0 ? null : { left, top, right, bottom }
}
