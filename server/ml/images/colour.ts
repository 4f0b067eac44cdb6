import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { Random } from '#shared/random.ts'

/** rgb 0..255 -> rgb, as twelve numbers row by row: what red, green, blue and 1 give to red, then to green, then to blue. */
export type Colour = readonly [...Row, ...Row, ...Row]
type Row = [number, number, number, number]

const WHITE = 255
const THIRD = 1 / 3

/** Every colour as it is. */
export const unchangedColour: Colour = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]

/** Draws a change of hue, saturation, contrast and brightness, which together are one linear map. */
export function drawColour(augmentation: Augmentation, random: Random): Colour {
  const around = (reach: number) => (random.next() * 2 - 1) * reach
  const gain = 1 + around(augmentation.contrast)
  const bias = around(augmentation.brightness) * WHITE
  const saturation = 1 + around(augmentation.saturation)
  const hue = around((augmentation.hueDegrees * Math.PI) / 180)
  return colourMap({ gain, bias, saturation, hue })
}

/**
 * Hue turns a colour about the grey diagonal of the rgb cube, saturation moves it away from or towards it (Haeberli 1993, "Matrix
 * operations for image processing", with equal weights); then value * gain + bias. `hue` in radians.
 */
export function colourMap({
  gain,
  bias,
  saturation,
  hue,
}: {
  gain: number
  bias: number
  saturation: number
  hue: number
}): Colour {
  const [cos, sin] = [Math.cos(hue), Math.sin(hue) * Math.sqrt(THIRD)]
  const same = gain * (THIRD + saturation * (cos - cos * THIRD))
  const next = gain * (THIRD + saturation * (-cos * THIRD - sin))
  const last = gain * (THIRD + saturation * (-cos * THIRD + sin))
  return [same, next, last, bias, last, same, next, bias, next, last, same, bias]
}
