import type { Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'

/** How sure a decoder is of each of its cells, row by row: more than zero is inside. */
export interface Logits {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The mask of logits that lie over `covered` pixels of the image from its top left, bilinear between the cells; null where nothing is inside. */
export function logitsMask(logits: Logits, covered: Size, image: Size): Mask | null {
  const found = cellsInside(logits)
  if (!found) return null
  const [across, down] = [logits.width / covered.width, logits.height / covered.height]
  // A cell's neighbours may be inside up to their middle.
  const left = Math.max(0, Math.floor((found.left - 1) / across))
  const top = Math.max(0, Math.floor((found.top - 1) / down))
  const right = Math.min(image.width, Math.ceil((found.right + 2) / across))
  const bottom = Math.min(image.height, Math.ceil((found.bottom + 2) / down))
  if (right <= left || bottom <= top) return null
  const frame = { x: left, y: top, width: right - left, height: bottom - top }
  const columns = cellsBetween(frame.width, left, across, logits.width)
  const rows = cellsBetween(frame.height, top, down, logits.height)
  const pixels = new Uint8Array(frame.width * frame.height)
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      if (between(logits, column, row) > 0) pixels[y * frame.width + x] = 1
    })
  })
  return pixelMask(pixels, frame)
}

/** Two neighbouring cells that a pixel's middle lies between, and how far it is from the first. */
interface Between {
  readonly low: number
  readonly high: number
  readonly share: number
}

function cellsBetween(count: number, from: number, scale: number, cells: number): Between[] {
  return Array.from({ length: count }, (_, index) => {
    const place = Math.min(Math.max((from + index + 0.5) * scale - 0.5, 0), cells - 1)
    const low = Math.floor(place)
    return { low, high: Math.min(low + 1, cells - 1), share: place - low }
  })
}

function between({ data, width }: Logits, column: Between, row: Between): number {
  const at = (y: number) => {
    const [low, high] = [data[y * width + column.low] as number, data[y * width + column.high] as number]
    return low + (high - low) * column.share
  }
  const [above, below] = [at(row.low), at(row.high)]
  return above + (below - above) * row.share
}

function cellsInside({ data, width, height }: Logits) {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if ((data[at] as number) <= 0) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  return right < 0 ? null : { left, top, right, bottom }
}
