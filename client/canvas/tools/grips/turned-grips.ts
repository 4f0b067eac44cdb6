import { type Ellipse, outline, type Point, type RotatedBox } from '#shared/shapes/index.ts'
import { type Handle, handleAt } from '../box-geometry.ts'
import { frameOf, inFrame, pulledFrame, rotationPlace, type TurnedFrame, turnedTowards, upright } from '../turned-frame.ts'
import { GRIP_REACH, type Grip, type Grips, nothing } from './grip.ts'

/** Mouse pointers for a pull to the right, down right, down, down left … as seen on the screen. */
const CURSORS = ['ew-resize', 'nwse-resize', 'ns-resize', 'nesw-resize']
const EIGHTH_TURN = 45
const DIRECTIONS: Record<Handle, number> = { e: 0, se: 1, s: 2, sw: 3, w: 4, nw: 5, n: 6, ne: 7 }

/** A turned box: corners and edges along its own axes, and a handle to turn it by. */
export const rotatedBoxGrips: Grips<RotatedBox> = turnedGrips((frame) => ({ kind: 'rotated-box', ...frame }))

/** An ellipse, by the frame around it. */
export const ellipseGrips: Grips<Ellipse> = turnedGrips(({ cx, cy, width, height, rotation }) => ({
  kind: 'ellipse',
  cx,
  cy,
  rx: width / 2,
  ry: height / 2,
  rotation,
}))

function turnedGrips<S extends RotatedBox | Ellipse>(shapeOf: (frame: TurnedFrame) => S): Grips<S> {
  return {
    at(shape, point, pixelSize) {
      const { cx, cy, width, height, rotation } = frameOf(shape)
      const frame = { cx, cy, width, height, rotation }
      if (isNear(rotationPlace(frame, pixelSize), point, GRIP_REACH * pixelSize)) return turning(frame, shapeOf)
      const handle = handleAt(upright(frame), inFrame(frame, point), GRIP_REACH * pixelSize)
      return handle && resizing(frame, handle, shapeOf)
    },
    lines: (shape) => outline(shape).map((flat) => ({ flat, joins: 'closed' })),
  }
}

function turning<S extends RotatedBox | Ellipse>(frame: TurnedFrame, shapeOf: (frame: TurnedFrame) => S): Grip<S> {
  return {
    cursor: 'grab',
    snaps: false,
    pulled: (to, { isStepped }) => shapeOf(turnedTowards(frame, to, isStepped)),
    altered: nothing,
  }
}

function resizing<S extends RotatedBox | Ellipse>(
  frame: TurnedFrame,
  handle: Handle,
  shapeOf: (frame: TurnedFrame) => S,
): Grip<S> {
  const direction = Math.round(frame.rotation / EIGHTH_TURN) + DIRECTIONS[handle]
  return {
    cursor: CURSORS[direction % CURSORS.length] ?? 'move',
    snaps: true,
    pulled: (to) => shapeOf(pulledFrame(frame, handle, to)),
    altered: nothing,
  }
}

const isNear = (a: Point, b: Point, reach: number): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= reach
