/** Where an output pixel comes from, in fractions: source x = xx * x + xy * y + x0, source y = yx * x + yy * y + y0. */
export type Placement = { xx: number; xy: number; x0: number; yx: number; yy: number; y0: number }

/** A part of an image, in fractions of it. */
export type Window = { left: number; top: number; right: number; bottom: number }

/** The image as it is. */
export const inPlace: Placement = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 }

/** All of an image. */
export const wholeFrame: Window = { left: 0, top: 0, right: 1, bottom: 1 }

type Turn = { scale: number; angle: number; mirrorX: 1 | -1; mirrorY: 1 | -1; aspectRatio: number }

/** The whole source, scaled, turned by `angle` in pixels of the output (radians) and mirrored, with its middle at `centre` of the output. */
export function placementAround(
  centre: { x: number; y: number },
  { scale, angle, mirrorX, mirrorY, aspectRatio }: Turn,
): Placement {
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
  const [xx, xy, yx, yy] = [mirrorX * cos, (-mirrorX * sin) / aspectRatio, mirrorY * sin * aspectRatio, mirrorY * cos]
  return { xx, xy, x0: 0.5 - xx * centre.x - xy * centre.y, yx, yy, y0: 0.5 - yx * centre.x - yy * centre.y }
}

/** What a placement would draw into the whole frame, drawn into a window of it; the window may reach beyond the frame. */
export function placedInto(placement: Placement, { left, top, right, bottom }: Window): Placement {
  const [width, height] = [right - left, bottom - top]
  const { xx, xy, x0, yx, yy, y0 } = placement
  const within = { xx: xx / width, xy: xy / height, yx: yx / width, yy: yy / height }
  return { ...within, x0: x0 - within.xx * left - within.xy * top, y0: y0 - within.yx * left - within.yy * top }
}
