import type { Variation } from './augmentation.ts'

/** Size of an image in pixels. */
export type Size = { width: number; height: number }

/** value 0..255 -> value * scale + shift, as the network wants it. */
export type PixelRange = { scale: number; shift: number }

const CHANNELS = 3
const WHITE = 255
/** What lies outside the source. */
const GREY = 114

/**
 * Draws a source [height, width, 3] of bytes into `target` [height, width, 3], varied and in the network's range, with bilinear
 * sampling. The innermost loop of data preparation, hence one plain function.
 */
export function warpInto(
  target: Float32Array,
  source: Uint8Array,
  { width, height }: Size,
  { placement, tone }: Variation,
  range: PixelRange,
): void {
  const gain = tone.gain
  const stepX = placement.xx
  const stepY = (placement.yx * height) / width
  const lastX = width - 1
  const lastY = height - 1
  let out = 0
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height
    let sx = (placement.xx * (0.5 / width) + placement.xy * y + placement.x0) * width - 0.5
    let sy = (placement.yx * (0.5 / width) + placement.yy * y + placement.y0) * height - 0.5
    for (let column = 0; column < width; column++, sx += stepX, sy += stepY, out += CHANNELS) {
      if (sx < -0.5 || sy < -0.5 || sx > lastX + 0.5 || sy > lastY + 0.5) {
        target[out] = target[out + 1] = target[out + 2] = GREY * range.scale + range.shift
        continue
      }
      const cx = Math.max(0, Math.min(sx, lastX))
      const cy = Math.max(0, Math.min(sy, lastY))
      const left = cx | 0
      const top = cy | 0
      const fx = cx - left
      const fy = cy - top
      const upper = (top * width + left) * CHANNELS
      const lower = top < lastY ? upper + width * CHANNELS : upper
      const beside = left < lastX ? CHANNELS : 0
      for (let channel = 0; channel < CHANNELS; channel++) {
        const a = source[upper + channel] as number
        const b = source[upper + beside + channel] as number
        const c = source[lower + channel] as number
        const d = source[lower + beside + channel] as number
        const above = a + (b - a) * fx
        const value = (above + (c + (d - c) * fx - above) * fy) * gain + tone.bias
        target[out + channel] = Math.max(0, Math.min(value, WHITE)) * range.scale + range.shift
      }
    }
  }
}

/** Bytes [height, width, 3] in the network's range, unvaried. */
export function rangeInto(target: Float32Array, source: Uint8Array, { scale, shift }: PixelRange): void {
  for (let i = 0; i < source.length; i++) target[i] = (source[i] as number) * scale + shift
}
