import type { Mask } from './mask.ts'
import { decodeRuns, encodeRuns } from './run-length.ts'
import type { Bounds, Ring } from './shape.ts'

/** A mask's pixels inside a rectangle of whole pixels, row by row: 1 inside the mask, 0 outside. */
export function maskPixels(mask: Mask, frame: Bounds): Uint8Array {
  const pixels = new Uint8Array(frame.width * frame.height)
  const { runs } = decodeRuns(mask.counts, mask.height, mask.width)
  const [offsetX, offsetY] = [mask.x - frame.x, mask.y - frame.y]
  let place = 0
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index] as number
    if (index % 2 === 1) {
      for (let at = place; at < place + run; at++) {
        const x = Math.floor(at / mask.height) + offsetX
        const y = (at % mask.height) + offsetY
        if (x >= 0 && y >= 0 && x < frame.width && y < frame.height) pixels[y * frame.width + x] = 1
      }
    }
    place += run
  }
  return pixels
}

/** The mask of pixels given row by row (anything but 0 is inside) in a rectangle of whole pixels; null where nothing is inside. */
export function pixelMask(pixels: ArrayLike<number>, frame: Bounds): Mask | null {
  const crop = paintedCrop(pixels, frame.width, frame.height)
  if (!crop) return null
  const runs = [0]
  for (let x = crop.left; x <= crop.right; x++) {
    for (let y = crop.top; y <= crop.bottom; y++) {
      const inside = pixels[y * frame.width + x] !== 0
      if (inside !== (runs.length % 2 === 0)) runs.push(0)
      runs[runs.length - 1] = (runs[runs.length - 1] as number) + 1
    }
  }
  const width = crop.right - crop.left + 1
  const height = crop.bottom - crop.top + 1
  return {
    kind: 'mask',
    x: frame.x + crop.left,
    y: frame.y + crop.top,
    width,
    height,
    counts: encodeRuns({ height, width, runs }),
  }
}

/** The mask's outlines along the edges of its pixels, outer ones and holes (even-odd). */
export function maskRings(mask: Mask): Ring[] {
  const { width, height } = mask
  const pixels = maskPixels(mask, mask)
  const at = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1
  const ends = new Map<number, number[]>()
  const corner = (x: number, y: number) => y * (width + 1) + x
  const edge = (from: number, to: number) => ends.set(from, [...(ends.get(from) ?? []), to])
  // Every edge runs with the inside on its right.
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!at(x, y)) continue
      if (!at(x, y - 1)) edge(corner(x, y), corner(x + 1, y))
      if (!at(x + 1, y)) edge(corner(x + 1, y), corner(x + 1, y + 1))
      if (!at(x, y + 1)) edge(corner(x + 1, y + 1), corner(x, y + 1))
      if (!at(x - 1, y)) edge(corner(x, y + 1), corner(x, y))
    }
  return chained(ends).map((ring) =>
    ring.flatMap((place) => [mask.x + (place % (width + 1)), mask.y + Math.floor(place / (width + 1))]),
  )
}

function chained(ends: Map<number, number[]>): number[][] {
  const rings: number[][] = []
  for (const start of ends.keys()) {
    while ((ends.get(start)?.length ?? 0) > 0) {
      const ring: number[] = []
      let place = start
      do {
        ring.push(place)
        place = ends.get(place)?.pop() as number
      } while (place !== start)
      rings.push(ring)
    }
  }
  return rings
}

function paintedCrop(pixels: ArrayLike<number>, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
  return right < 0 ? null : { left, top, right, bottom }
}
