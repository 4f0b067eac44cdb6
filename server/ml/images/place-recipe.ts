import type { LearnedShape } from '#shared/decoding/prediction.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { LabelledObject } from '../tasks/task.ts'
import { type MirrorOrders, mirrorObjects } from './mirror-objects.ts'
import { placeObjects } from './place-objects.ts'
import { type Window, wholeFrame } from './placement.ts'
import type { Layer, Recipe } from './recipe.ts'

/** An object that lies under one hole with more than this share of its box is not taught. */
const MOST_HIDDEN = 0.6

/** What is true of the training image that a recipe draws, in fractions of it; of two pictures in one, each object weighs its picture's share. */
export function placeRecipe(
  { layers, ghost, holes }: Recipe,
  objectsOf: (image: number) => readonly LabelledObject[],
  mirrorOrders: MirrorOrders = [],
): LabelledObject[] {
  const place = (layer: Layer) => mirrorObjects(placeLayer(layer, objectsOf), layer.variation.placement, mirrorOrders)
  const placed = layers.flatMap(place)
  const all = ghost ? [...weighed(placed, 1 - ghost.share), ...weighed(ghost.layers.flatMap(place), ghost.share)] : placed
  return holes.length === 0 ? all : all.filter(({ shape }) => holes.every((hole) => hiddenShare(shape, hole) <= MOST_HIDDEN))
}

function placeLayer({ image, variation, window }: Layer, objectsOf: (image: number) => readonly LabelledObject[]) {
  return window === wholeFrame
    ? placeObjects(objectsOf(image), variation.placement)
    : placeObjects(objectsOf(image), variation.placement, frameOf(window))
}

function weighed(objects: readonly LabelledObject[], share: number): LabelledObject[] {
  return objects.map((object) => ({ ...object, weight: (object.weight ?? 1) * share }))
}

function hiddenShare(shape: LearnedShape, hole: Window): number {
  const around = bounds(shape)
  if (!around) return 0
  const width = Math.min(around.x + around.width, hole.right) - Math.max(around.x, hole.left)
  const height = Math.min(around.y + around.height, hole.bottom) - Math.max(around.y, hole.top)
  const area = around.width * around.height
  return width > 0 && height > 0 && area > 0 ? (width * height) / area : 0
}

const frameOf = ({ left, top, right, bottom }: Window) => ({ x: left, y: top, width: right - left, height: bottom - top })
