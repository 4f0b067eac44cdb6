import { intersection, touchedPixels } from '#shared/shapes/bounds.ts'
import { toMask } from '#shared/shapes/convert.ts'
import { area, type Bounds, bounds, type Shape } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'

/** Squares along the longer side of an object: whatever its size, at most sixteen colours are left of it. */
const SQUARES = 4
/** Squares are no smaller than this, in pixels: of a small object one colour is left. */
const LEAST_SQUARE = 8
/** What has no inside, such as keypoints, is hidden with as much around it, as a share of its longer side, and in pixels. */
const MARGIN = 0.2
const LEAST_MARGIN = 8

/** Pixels one row after the other, the channels of a pixel side by side. */
export interface Raster {
  readonly data: Uint8Array | Uint16Array
  readonly width: number
  readonly height: number
  readonly channels: number
}

/**
 * Hides what a shape covers, in place: each square of a coarse grid over it gets the mean colour of its own pixels. That is not to be undone: of a
 * face or a number plate of any size at most 4 x 4 colours are left, and nothing outside of the shape changes.
 */
export function hide(raster: Raster, shape: Shape): void {
  const covered = coveredBy(shape, raster)
  if (!covered) return
  const { width, height } = covered.frame
  const side = Math.max(LEAST_SQUARE, Math.ceil(Math.max(width, height) / SQUARES))
  for (let y = 0; y < height; y += side)
    for (let x = 0; x < width; x += side) {
      const square = { x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) }
      evenOut(raster, placesIn(covered, square, raster.width))
    }
}

/** A rectangle of whole pixels, and which of them are meant, row by row: all where that is null. */
interface Covered {
  readonly frame: Bounds
  readonly inside: Uint8Array | null
}

/** The places in the raster of the pixels that are meant in a square of the frame. */
function placesIn({ frame, inside }: Covered, square: Bounds, stride: number): number[] {
  const places: number[] = []
  for (let y = square.y; y < square.y + square.height; y++)
    for (let x = square.x; x < square.x + square.width; x++)
      if (inside?.[y * frame.width + x] !== 0) places.push((frame.y + y) * stride + frame.x + x)
  return places
}

/** The pixels of the image that a shape covers; null where there are none. */
function coveredBy(shape: Shape, { width, height }: Raster): Covered | null {
  const image = { x: 0, y: 0, width, height }
  const around = bounds(shape)
  if (!around) return { frame: image, inside: null }
  const hasInside = area(shape) > 0
  const frame = intersection(touchedPixels(hasInside ? around : grown(around)), image)
  if (!frame) return null
  const mask = hasInside && shape.kind !== 'box' ? toMask(shape) : null
  return { frame, inside: mask && maskPixels(mask, frame) }
}

function grown({ x, y, width, height }: Bounds): Bounds {
  const margin = Math.max(LEAST_MARGIN, MARGIN * Math.max(width, height))
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin }
}

function evenOut({ data, channels }: Raster, places: readonly number[]): void {
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0
    for (const place of places) sum += data[place * channels + channel] as number
    const mean = Math.round(sum / places.length)
    for (const place of places) data[place * channels + channel] = mean
  }
}
