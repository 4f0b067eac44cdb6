/** How much of the image around a box is shown with it, as a multiple of its longer side. */
const SURROUNDINGS = 1.8
/** Pixels of the image that are shown at least: of a tiny box nothing could be seen. */
const LEAST_VIEW = 48

/** A box of an image in a square picture: the piece of the image, its size there, what is left free around it, and where the box is drawn. */
export interface PicturePlace {
  readonly piece: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly size: { readonly width: number; readonly height: number }
  readonly margins: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  readonly outline: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** Where a box [x, y, width, height], which may reach over the edge of its image, lies in a picture of `side` pixels; always with a piece of the image. */
export function placeAround(
  [x, y, width, height]: readonly [number, number, number, number],
  image: { readonly width: number; readonly height: number },
  side: number,
): PicturePlace {
  const most = SURROUNDINGS * Math.max(image.width, image.height)
  const view = Math.min(Math.max(LEAST_VIEW, SURROUNDINGS * Math.max(width, height)), most)
  // As near to the box as leaves some of the image in view.
  const nearest = (middle: number, length: number) => Math.min(Math.max(middle, 1 - view / 2), length - 1 + view / 2)
  const viewLeft = nearest(x + width / 2, image.width) - view / 2
  const viewTop = nearest(y + height / 2, image.height) - view / 2
  const left = Math.max(0, Math.floor(viewLeft))
  const top = Math.max(0, Math.floor(viewTop))
  const right = Math.max(left + 1, Math.min(image.width, Math.ceil(viewLeft + view)))
  const bottom = Math.max(top + 1, Math.min(image.height, Math.ceil(viewTop + view)))
  const scale = side / view
  const start = (from: number, viewFrom: number) => Math.min(side - 1, Math.max(0, Math.round((from - viewFrom) * scale)))
  const margin = { left: start(left, viewLeft), top: start(top, viewTop) }
  const size = {
    width: Math.min(side - margin.left, Math.max(1, Math.round((right - left) * scale))),
    height: Math.min(side - margin.top, Math.max(1, Math.round((bottom - top) * scale))),
  }
  return {
    piece: { left, top, width: right - left, height: bottom - top },
    size,
    margins: { ...margin, right: side - margin.left - size.width, bottom: side - margin.top - size.height },
    outline: { x: (x - viewLeft) * scale, y: (y - viewTop) * scale, width: width * scale, height: height * scale },
  }
}
