import type { AssetRow } from '../store/collections.ts'
import type { AssetStatisticsRow } from '../store/monitoring-rows.ts'
import type { Measures } from './judge-image.ts'

const MEGA = 1e6
const WHITE = 255
/** Grey values that deviate by less than one have no edges that could be sharp. */
const LEAST_CONTRAST = 1 / WHITE

/** What a file and its pixels say; an image that cannot be read says nothing of light and edges. */
export function pixelMeasures(
  { width, height }: Pick<AssetRow, 'width' | 'height'>,
  numbers: AssetStatisticsRow['numbers'],
): Measures {
  const file = { small: { value: Math.min(width, height) }, large: { value: (width * height) / MEGA } }
  if (!numbers) return file
  const { contrast, brightness } = numbers
  return {
    ...file,
    blank: { value: contrast },
    blur: contrast < LEAST_CONTRAST ? null : { value: edgesOf(numbers) },
    dark: { value: brightness },
    bright: { value: brightness },
  }
}

/**
 * The variance of the Laplacian (Pech-Pacheco et al., ICPR 2000) over the variance of the grey values, both of the thumbnail: without the second, an image
 * of little contrast would count as blurred, and a blurred one of much contrast as sharp.
 */
const edgesOf = ({ sharpness, contrast }: NonNullable<AssetStatisticsRow['numbers']>): number =>
  10 ** sharpness / (contrast * WHITE) ** 2
