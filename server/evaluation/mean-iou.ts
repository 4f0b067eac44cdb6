import { toMask } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'
import type { AreaImage } from './mask-groups.ts'

/** An image with its size in pixels. */
export interface SizedAreaImage extends AreaImage {
  readonly width: number
  readonly height: number
}

/**
 * Semantic agreement: for every label the intersection over union of its true pixels and those inside any outline of the model, per image that has
 * any of either, averaged over these images, then over the labels. Null where there is nothing to compare.
 */
export function meanIou(images: readonly SizedAreaImage[], labels: readonly string[]): number | null {
  const perLabel = labels.flatMap((label) => mean(images.flatMap((image) => labelIou(image, label) ?? [])) ?? [])
  return mean(perLabel)
}

function labelIou({ width, height, truth, predictions }: SizedAreaImage, label: string): number | null {
  const frame = { x: 0, y: 0, width, height }
  const wanted = union(
    truth.filter((item) => item.label === label),
    frame,
  )
  const said = union(
    predictions.filter((item) => item.label === label),
    frame,
  )
  let [common, all] = [0, 0]
  for (let at = 0; at < wanted.length; at++) {
    common += (wanted[at] as number) & (said[at] as number)
    all += (wanted[at] as number) | (said[at] as number)
  }
  return all === 0 ? null : common / all
}

function union(items: readonly { shape: Shape }[], frame: { x: number; y: number; width: number; height: number }): Uint8Array {
  const pixels = new Uint8Array(frame.width * frame.height)
  for (const { shape } of items) {
    const mask = toMask(shape)
    const inside = mask ? maskPixels(mask, frame) : []
    for (let at = 0; at < inside.length; at++) pixels[at] = (pixels[at] as number) | (inside[at] as number)
  }
  return pixels
}

const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
