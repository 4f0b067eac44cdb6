import { toMask } from '#shared/shapes/convert.ts'
import type { Bounds, Shape } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'
import type { AreaImage } from './mask-groups.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/** An image with its size in pixels. */
export interface SizedAreaImage extends AreaImage {
  readonly width: number
  readonly height: number
}

/**
 * Semantic agreement: for every label the intersection over union of its true pixels and those inside any outline of the model, per image that has
 * any of either, averaged over these images, then over the labels. Null where there is nothing to compare.
 */
export const meanIou = (images: readonly SizedAreaImage[], labels: readonly string[]): number | null =>
  meanIouMetric(images, labels).measure(new Uint32Array(images.length).fill(1)).value

/** The same, to be counted again and again over resampled images. */
export function meanIouMetric(images: readonly SizedAreaImage[], labels: readonly string[]): ResampledMetric {
  const shares = labels.map((label) => images.map((image) => labelIou(image, label)))
  return {
    images: images.length,
    labels,
    measure(weights) {
      const perLabel = shares.map((ofLabel) => weightedMean(ofLabel, weights))
      return { value: weightedMean(perLabel, new Uint32Array(perLabel.length).fill(1)), perLabel }
    },
  }
}

function labelIou({ width, height, truth, predictions }: SizedAreaImage, label: string): number | null {
  const frame = { x: 0, y: 0, width, height }
  const [wanted, said] = [pixelsOf(truth, label, frame), pixelsOf(predictions, label, frame)]
  let [common, all] = [0, 0]
  for (let at = 0; at < wanted.length; at++) {
    common += (wanted[at] as number) & (said[at] as number)
    all += (wanted[at] as number) | (said[at] as number)
  }
  return all === 0 ? null : common / all
}

/** The pixels inside any outline of a label, row by row: 1 inside, 0 outside. */
export function pixelsOf(items: readonly { label: string; shape: Shape }[], label: string, frame: Bounds): Uint8Array {
  const pixels = new Uint8Array(frame.width * frame.height)
  for (const { shape } of items.filter((item) => item.label === label)) {
    const mask = toMask(shape)
    const inside = mask ? maskPixels(mask, frame) : []
    for (let at = 0; at < inside.length; at++) pixels[at] = (pixels[at] as number) | (inside[at] as number)
  }
  return pixels
}

/** Of what is measured; null where nothing is. */
function weightedMean(values: readonly (number | null)[], weights: Uint32Array): number | null {
  let [sum, total] = [0, 0]
  values.forEach((value, index) => {
    if (value === null) return
    sum += value * (weights[index] as number)
    total += weights[index] as number
  })
  return total > 0 ? sum / total : null
}
