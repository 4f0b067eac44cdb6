import type { Point } from '#shared/shapes/index.ts'

/** Where the map lies on the screen: screen = place x scale + offset. Places are 0 to 1, scale is pixels of the map's width. */
export interface MapView {
  readonly scale: number
  readonly x: number
  readonly y: number
}
interface Size {
  readonly width: number
  readonly height: number
}

const MARGIN_PX = 24
const MOST_SCALE = 400_000
/** How much of a fitted map may be zoomed out. */
const LEAST_OF_FIT = 0.5

/** The whole map in the middle of the screen. */
export function fitted({ width, height }: Size): MapView {
  const scale = Math.max(1, Math.min(width, height) - 2 * MARGIN_PX)
  return { scale, x: (width - scale) / 2, y: (height - scale) / 2 }
}

/** Larger or smaller by a factor, with the place below `at` staying there. */
export function zoomed(view: MapView, at: Point, factor: number, size: Size): MapView {
  const scale = Math.min(MOST_SCALE, Math.max(fitted(size).scale * LEAST_OF_FIT, view.scale * factor))
  const grown = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }
}

/** Moved by pixels of the screen. */
export const moved = (view: MapView, by: Point): MapView => ({ ...view, x: view.x + by.x, y: view.y + by.y })

/** A place of the map on the screen. */
export const onScreen = ({ scale, x, y }: MapView, place: Point): Point => ({ x: place.x * scale + x, y: place.y * scale + y })
/** … and back. */
export const onMap = ({ scale, x, y }: MapView, point: Point): Point => ({ x: (point.x - x) / scale, y: (point.y - y) / scale })

/** The same scale with this place in the middle where it was outside; the view itself where one sees it already. */
export function showing(view: MapView, place: Point, { width, height }: Size): MapView {
  const { x, y } = onScreen(view, place)
  const inside = x >= MARGIN_PX && y >= MARGIN_PX && x <= width - MARGIN_PX && y <= height - MARGIN_PX
  return inside ? view : moved(view, { x: width / 2 - x, y: height / 2 - y })
}
