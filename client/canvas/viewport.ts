import type { Bounds, Point } from '#shared/shapes/index.ts'

/** Where the image lies on the screen: screen = image * scale + (x, y), in CSS pixels of the stage. */
export interface Viewport {
  readonly scale: number
  readonly x: number
  readonly y: number
}
export interface Size {
  readonly width: number
  readonly height: number
}

/** Free space around a fitted image, CSS pixels. */
const FIT_MARGIN = 24
/** Screen pixels per image pixel. */
const MAX_SCALE = 64
/** The image is never smaller than this share of its fitted size. */
const MIN_SHARE_OF_FIT = 0.2
/** How much of the screen a shape takes when the view goes to it, and the largest scale it goes to. */
export const FOCUS_SHARE = 0.28
const MAX_FOCUS_SCALE = 8
/** At least this much of the image stays on the screen, CSS pixels. */
const KEEP_VISIBLE = 48

export const toImage = ({ scale, x, y }: Viewport, screen: Point): Point => ({
  x: (screen.x - x) / scale,
  y: (screen.y - y) / scale,
})
export const toScreen = ({ scale, x, y }: Viewport, image: Point): Point => ({ x: image.x * scale + x, y: image.y * scale + y })

/** The whole image, centred. */
export function fitted(image: Size, stage: Size): Viewport {
  const room = { width: Math.max(stage.width - 2 * FIT_MARGIN, 1), height: Math.max(stage.height - 2 * FIT_MARGIN, 1) }
  const scale = Math.min(room.width / image.width, room.height / image.height, MAX_SCALE)
  return centredOn({ x: image.width / 2, y: image.height / 2 }, scale, stage)
}

/** Zoomed by a factor, with the image point under the pointer staying there. */
export function zoomAt(viewport: Viewport, factor: number, screen: Point, image: Size, stage: Size): Viewport {
  const smallest = Math.min(fitted(image, stage).scale * MIN_SHARE_OF_FIT, 1)
  const scale = Math.min(Math.max(viewport.scale * factor, smallest), MAX_SCALE)
  const point = toImage(viewport, screen)
  return { scale, x: screen.x - point.x * scale, y: screen.y - point.y * scale }
}

/** Moved by a distance on the screen; a piece of the image stays in sight. */
export function pan(viewport: Viewport, dx: number, dy: number, image: Size, stage: Size): Viewport {
  const { scale } = viewport
  const x = clamp(viewport.x + dx, KEEP_VISIBLE - image.width * scale, stage.width - KEEP_VISIBLE)
  const y = clamp(viewport.y + dy, KEEP_VISIBLE - image.height * scale, stage.height - KEEP_VISIBLE)
  return { scale, x, y }
}

/** A view of one shape with its surroundings: never closer than useful, never farther than the whole image. */
export function focusOn(bounds: Bounds, image: Size, stage: Size): Viewport {
  const wanted = FOCUS_SHARE * Math.min(stage.width / Math.max(bounds.width, 1), stage.height / Math.max(bounds.height, 1))
  const scale = Math.max(Math.min(wanted, MAX_FOCUS_SCALE), fitted(image, stage).scale)
  const view = centredOn({ x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 }, scale, stage)
  return { scale, x: kept(view.x, image.width * scale, stage.width), y: kept(view.y, image.height * scale, stage.height) }
}

/** The part of the image that the stage shows, in image pixels (it may reach over the image's edges). */
export function visibleBounds(viewport: Viewport, stage: Size): Bounds {
  const { x, y } = toImage(viewport, { x: 0, y: 0 })
  return { x, y, width: stage.width / viewport.scale, height: stage.height / viewport.scale }
}

/** On the way from one view to another; `share` 0 to 1. Scales change evenly to the eye (geometrically). */
export function between(from: Viewport, to: Viewport, share: number): Viewport {
  if (share >= 1) return to
  const scale = from.scale * (to.scale / from.scale) ** share
  // The place moves with the scale, so that the way is straight on the screen.
  const progress = from.scale === to.scale ? share : (scale - from.scale) / (to.scale - from.scale)
  return { scale, x: from.x + (to.x - from.x) * progress, y: from.y + (to.y - from.y) * progress }
}

/** A view with one place of the image in the middle. */
export function centredOn(point: Point, scale: number, stage: Size): Viewport {
  return { scale, x: stage.width / 2 - point.x * scale, y: stage.height / 2 - point.y * scale }
}

// No empty half of the screen beside a shape at the image's edge.
function kept(offset: number, imageSide: number, stageSide: number): number {
  if (imageSide <= stageSide) return (stageSide - imageSide) / 2
  return clamp(offset, stageSide - imageSide - FIT_MARGIN, FIT_MARGIN)
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high))
