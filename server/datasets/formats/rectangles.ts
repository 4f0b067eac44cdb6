import type { Box, Ring, RotatedBox } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { cornersOf, wholeTurn } from '#shared/shapes/rotated-box.ts'
import { smallestBox } from '#shared/shapes/smallest-box.ts'
import { tidyNumber } from '#shared/tidy-number.ts'

/** Numbers of four corners. */
export const CORNERS = 8
/** How far corners may lie from those of the box that they are, in pixels: files round. */
const ROUNDING_PIXELS = 0.02
const HALF_TURN = 180

/** The box, straight or turned, whose corners these are (flat x, y …, in order around, from any corner); null where they are of no box. */
export function boxByCorners(corners: Ring): Box | RotatedBox | null {
  return straightBox(corners) ?? turnedBoxByCorners(corners)
}

/** The turned box, be it by no angle, whose corners these are; null where they are of none. The first side is its width. */
export function turnedBoxByCorners(corners: Ring): RotatedBox | null {
  if (corners.length !== CORNERS) return null
  const turned = turnedBox(corners)
  return turned && farthest(cornersOf(turned), clockwise(corners)) <= ROUNDING_PIXELS ? turned : null
}

/** The smallest turned box around four corners that are of none, which data sets of turned boxes are full of; null where they lie on a line. */
export function boxAroundCorners(corners: Ring): RotatedBox | null {
  const box = smallestBox(corners)
  return box && Math.min(box.width, box.height) > ROUNDING_PIXELS ? tidied(box) : null
}

/** The box along the image's edges whose corners these are; null where they are of none. */
export function straightBox(corners: Ring): Box | null {
  if (corners.length !== CORNERS) return null
  const { x, y, width, height } = boundsOfPoints(corners)
  const isNear = (a: number, b: number) => Math.abs(a - b) <= ROUNDING_PIXELS
  const found = new Set<string>()
  for (let at = 0; at < CORNERS; at += 2) {
    const [cornerX, cornerY] = [corners[at] as number, corners[at + 1] as number]
    const [isLeft, isTop] = [isNear(cornerX, x), isNear(cornerY, y)]
    if ((isLeft || isNear(cornerX, x + width)) && (isTop || isNear(cornerY, y + height))) found.add(`${isLeft} ${isTop}`)
  }
  if (found.size < CORNERS / 2) return null
  return { kind: 'box', x: tidyNumber(x), y: tidyNumber(y), width: tidyNumber(width), height: tidyNumber(height) }
}

// Its first side is its width, as it is written.
function turnedBox(corners: Ring): RotatedBox | null {
  const [ax, ay, bx, by, cx, cy, dx, dy] = clockwise(corners) as Corners
  const width = (Math.hypot(bx - ax, by - ay) + Math.hypot(cx - dx, cy - dy)) / 2
  const height = (Math.hypot(cx - bx, cy - by) + Math.hypot(dx - ax, dy - ay)) / 2
  if (Math.min(width, height) <= ROUNDING_PIXELS) return null
  const rotation = (Math.atan2(by - ay + (cy - dy), bx - ax + (cx - dx)) * HALF_TURN) / Math.PI
  return tidied({ kind: 'rotated-box', cx: (ax + bx + cx + dx) / 4, cy: (ay + by + cy + dy) / 4, width, height, rotation })
}

type Corners = [number, number, number, number, number, number, number, number]

/** The same corners from the same first one, in the order in which a clock's hand passes them. */
function clockwise(corners: Ring): Ring {
  const [ax, ay, bx, by, cx, cy, dx, dy] = corners as unknown as Corners
  const turn = (cx - ax) * (dy - by) - (cy - ay) * (dx - bx)
  return turn >= 0 ? corners : [ax, ay, dx, dy, cx, cy, bx, by]
}

function tidied({ cx, cy, width, height, rotation }: RotatedBox): RotatedBox {
  const turn = wholeTurn(tidyNumber(wholeTurn(rotation)))
  return {
    kind: 'rotated-box',
    cx: tidyNumber(cx),
    cy: tidyNumber(cy),
    width: tidyNumber(width),
    height: tidyNumber(height),
    rotation: turn,
  }
}

function farthest(a: Ring, b: Ring): number {
  let most = 0
  for (let at = 0; at < a.length; at += 2)
    most = Math.max(most, Math.hypot((a[at] as number) - (b[at] as number), (a[at + 1] as number) - (b[at + 1] as number)))
  return most
}
