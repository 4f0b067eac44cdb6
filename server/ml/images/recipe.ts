import type { Augmentation } from '#shared/domain/augmentation.ts'
import type { Random } from '#shared/random.ts'
import { placedInto, type Window, wholeFrame } from './placement.ts'
import { drawVariation, type Variation } from './variation.ts'

/** One source in a training image: which, how varied, and the part of the frame that shows it. */
export type Layer = { image: number; variation: Variation; window: Window }

/** How one training image is made, as plain data: its layers, a second picture that shines through, and holes. */
export type Recipe = { layers: Layer[]; ghost: { layers: Layer[]; share: number } | null; holes: Window[] }

/** The point where the four images of a mosaic meet lies this far from the frame's sides at least. */
const MOSAIC_MARGIN = 0.3
/** Images of a mosaic are shown at half their usual size at least, so that small objects remain. */
const MOSAIC_LEAST_SCALE = 0.5
/** The picture that shines through has at most this share. */
const GREATEST_GHOST_SHARE = 0.5
const MOST_HOLES = 3
/** Half of the images have no holes. */
const HOLES_CHANCE = 0.5

type Draw = { augmentation: Augmentation; aspectRatio: number; another: () => number; random: Random }

/**
 * Draws how an image is varied: alone or as one of a mosaic of four (Bochkovskiy et al. 2020, arXiv 2004.10934), mixed with another
 * (Zhang et al. 2018, arXiv 1710.09412), with holes (DeVries and Taylor 2017, arXiv 1708.04552). `another` names further images.
 */
export function drawRecipe(image: number, draw: Draw): Recipe {
  const { augmentation, another, random } = draw
  const layers = drawLayers(image, draw)
  const isMixed = random.next() < augmentation.mixup
  const ghost = isMixed ? { layers: drawLayers(another(), draw), share: random.next() * GREATEST_GHOST_SHARE } : null
  return { layers, ghost, holes: drawHoles(augmentation.cutOut, random) }
}

function drawLayers(image: number, draw: Draw): Layer[] {
  const { augmentation, aspectRatio, another, random } = draw
  if (random.next() >= augmentation.mosaic)
    return [{ image, variation: drawVariation(augmentation, aspectRatio, random), window: wholeFrame }]
  const meeting = () => MOSAIC_MARGIN + random.next() * (1 - 2 * MOSAIC_MARGIN)
  return quarters(meeting(), meeting()).map((window, place) => mosaicLayer(place === 0 ? image : another(), window, draw))
}

function quarters(x: number, y: number): Window[] {
  return [
    { left: 0, top: 0, right: x, bottom: y },
    { left: x, top: 0, right: 1, bottom: y },
    { left: 0, top: y, right: x, bottom: 1 },
    { left: x, top: y, right: 1, bottom: 1 },
  ]
}

/** A window onto an image somewhat smaller than usual, moved so that the image fills the window where it can. */
function mosaicLayer(image: number, window: Window, { augmentation, aspectRatio, random }: Draw): Layer {
  const { placement, colour } = drawVariation(augmentation, aspectRatio, random)
  const scale = MOSAIC_LEAST_SCALE + random.next() * (1 - MOSAIC_LEAST_SCALE)
  const start = (low: number, high: number) => high - scale + random.next() * (low - high + scale)
  const [left, top] = [start(window.left, window.right), start(window.top, window.bottom)]
  const frame = { left, top, right: left + scale, bottom: top + scale }
  return { image, variation: { placement: placedInto(placement, frame), colour }, window }
}

function drawHoles(size: number, random: Random): Window[] {
  if (size === 0 || random.next() < HOLES_CHANCE) return []
  return Array.from({ length: 1 + random.integer(MOST_HOLES) }, () => {
    const [width, height] = [random.next() * size, random.next() * size]
    const [left, top] = [random.next() * (1 - width), random.next() * (1 - height)]
    return { left, top, right: left + width, bottom: top + height }
  })
}
