import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { Random } from '#shared/random.ts'
import { type Colour, drawColour, unchangedColour } from './colour.ts'
import { inPlace, type Placement, placementAround } from './placement.ts'

/** One variation of one image: where its pixels go, and which colours they get. */
export type Variation = { placement: Placement; colour: Colour }

const QUARTER = Math.PI / 2

/** The image as it is. */
export const unchanged: Variation = { placement: inPlace, colour: unchangedColour }

/** Draws one variation; an image made smaller roams within the frame, one made larger shows a part of itself. */
export function drawVariation(augmentation: Augmentation, aspectRatio: number, random: Random): Variation {
  const around = (reach: number) => (random.next() * 2 - 1) * reach
  const mirrored = (may: boolean) => (may && random.next() < 0.5 ? -1 : 1)
  const [mirrorX, mirrorY] = [mirrored(augmentation.horizontalFlip), mirrored(augmentation.verticalFlip)] as const
  const cropped = 1 - random.next() * augmentation.crop
  const scale = (1 + augmentation.scale) ** around(1) / cropped
  const roam = Math.abs(1 - scale) / 2 + augmentation.shift
  const centre = { x: 0.5 + around(roam), y: 0.5 + around(roam) }
  const turned = augmentation.quarterTurns && random.next() < 0.5 ? QUARTER : 0
  const angle = turned + around((augmentation.rotationDegrees * Math.PI) / 180)
  const placement = placementAround(centre, { scale, angle, mirrorX, mirrorY, aspectRatio })
  return { placement, colour: drawColour(augmentation, random) }
}
