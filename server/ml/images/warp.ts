import { type Window, wholeFrame } from './placement.ts'
import type { Variation } from './variation.ts'

/** Size of an image in pixels. */
export type Size = { width: number; height: number }

/** Bytes [height, width, 3]. */
export type Pixels = Size & { bytes: Uint8Array }

/** value 0..255 -> value * scale + shift, as the network wants it. */
export type PixelRange = { scale: number; shift: number }

const CHANNELS = 3
const WHITE = 255
/** What lies outside the source. */
export const GREY = 114

/**
 * Draws a source of bytes into a window of `target` [size.height, size.width, 3], varied and in the network's range, with bilinear
 * sampling. The innermost loop of data preparation, hence one plain function without calls.
 */
export function warpInto(
  target: Float32Array,
  size: Size,
  source: Pixels,
  { placement, colour }: Variation,
  range: PixelRange,
  window: Window = wholeFrame,
): void {
  const { bytes, width, height } = source
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = colour
  const { scale, shift } = range
  const grey = GREY * scale + shift
  const stepX = (placement.xx * width) / size.width
  const stepY = (placement.yx * height) / size.width
  const [lastX, lastY] = [width - 1, height - 1]
  const rowBytes = width * CHANNELS
  const [firstColumn, endColumn] = [Math.round(window.left * size.width), Math.round(window.right * size.width)]
  const endRow = Math.round(window.bottom * size.height)
  for (let row = Math.round(window.top * size.height); row < endRow; row++) {
    const y = (row + 0.5) / size.height
    const x = (firstColumn + 0.5) / size.width
    let sx = (placement.xx * x + placement.xy * y + placement.x0) * width - 0.5
    let sy = (placement.yx * x + placement.yy * y + placement.y0) * height - 0.5
    let out = (row * size.width + firstColumn) * CHANNELS
    for (let column = firstColumn; column < endColumn; column++, sx += stepX, sy += stepY, out += CHANNELS) {
      if (sx < -0.5 || sy < -0.5 || sx > lastX + 0.5 || sy > lastY + 0.5) {
        target[out] = target[out + 1] = target[out + 2] = grey
        continue
      }
      const cx = Math.max(0, Math.min(sx, lastX))
      const cy = Math.max(0, Math.min(sy, lastY))
      const left = cx | 0
      const top = cy | 0
      const fx = cx - left
      const fy = cy - top
      const a = top * rowBytes + left * CHANNELS
      const b = left < lastX ? a + CHANNELS : a
      const below = top < lastY ? rowBytes : 0
      const [wa, wb, wc, wd] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
      const [c, d] = [a + below, b + below]
      const r = (bytes[a] as number) * wa + (bytes[b] as number) * wb + (bytes[c] as number) * wc + (bytes[d] as number) * wd
      const g =
        (bytes[a + 1] as number) * wa +
        (bytes[b + 1] as number) * wb +
        (bytes[c + 1] as number) * wc +
        (bytes[d + 1] as number) * wd
      const u =
        (bytes[a + 2] as number) * wa +
        (bytes[b + 2] as number) * wb +
        (bytes[c + 2] as number) * wc +
        (bytes[d + 2] as number) * wd
      const red = rr * r + rg * g + rb * u + r0
      const green = gr * r + gg * g + gb * u + g0
      const blue = br * r + bg * g + bb * u + b0
      target[out] = Math.max(0, Math.min(red, WHITE)) * scale + shift
      target[out + 1] = Math.max(0, Math.min(green, WHITE)) * scale + shift
      target[out + 2] = Math.max(0, Math.min(blue, WHITE)) * scale + shift
    }
  }
}

/** Bytes [height, width, 3] in the network's range, unvaried. */
export function rangeInto(target: Float32Array, source: Uint8Array, { scale, shift }: PixelRange): void {
  for (let i = 0; i < source.length; i++) target[i] = (source[i] as number) * scale + shift
}
