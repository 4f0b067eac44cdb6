import type { Random } from '#shared/random.ts'

/** How strongly training images are varied: shares of the image or of the value range, degrees, and whether a mirror image means the same. */
export type AugmentationDefaults = {
  scale: number
  shift: number
  rotationDegrees: number
  brightness: number
  contrast: number
  horizontalFlip: boolean
  verticalFlip: boolean
}

/** Where an output pixel comes from, in fractions: source x = xx * x + xy * y + x0, source y = yx * x + yy * y + y0. */
export type Placement = { xx: number; xy: number; x0: number; yx: number; yy: number; y0: number }

/** value 0..255 -> value * gain + bias. */
export type Tone = { gain: number; bias: number }

export type Variation = { placement: Placement; tone: Tone }

const WHITE = 255

/** The image as it is. */
export const unchanged: Variation = { placement: { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 }, tone: { gain: 1, bias: 0 } }

/** Draws one variation; an image made smaller roams within the frame, one made larger shows a part of itself. */
export function drawVariation(augmentation: AugmentationDefaults, aspectRatio: number, random: Random): Variation {
  const around = (reach: number) => (random.next() * 2 - 1) * reach
  const mirrorX = augmentation.horizontalFlip && random.next() < 0.5 ? -1 : 1
  const mirrorY = augmentation.verticalFlip && random.next() < 0.5 ? -1 : 1
  const scale = (1 + augmentation.scale) ** around(1)
  const roam = Math.abs(1 - scale) / 2 + augmentation.shift
  const centre = { x: 0.5 + around(roam), y: 0.5 + around(roam) }
  const angle = around((augmentation.rotationDegrees * Math.PI) / 180)
  const tone = { gain: 1 + around(augmentation.contrast), bias: around(augmentation.brightness) * WHITE }
  return { placement: placementAround(centre, scale, angle, { mirrorX, mirrorY, aspectRatio }), tone }
}

type Turn = { mirrorX: number; mirrorY: number; aspectRatio: number }

/** The whole source, scaled, turned and mirrored, with its middle at `centre` of the output. */
function placementAround(
  centre: { x: number; y: number },
  scale: number,
  angle: number,
  { mirrorX, mirrorY, aspectRatio }: Turn,
): Placement {
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
  const [xx, xy, yx, yy] = [mirrorX * cos, (-mirrorX * sin) / aspectRatio, mirrorY * sin * aspectRatio, mirrorY * cos]
  return { xx, xy, x0: 0.5 - xx * centre.x - xy * centre.y, yx, yy, y0: 0.5 - yx * centre.x - yy * centre.y }
}
