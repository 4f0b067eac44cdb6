import { type Box, outline } from '#shared/shapes/index.ts'
import { type Handle, handleAt, resized } from '../box-geometry.ts'
import { GRIP_REACH, type Grips, nothing } from './grip.ts'

const CURSORS: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
}

/** An upright box: its corners and its edges. */
export const boxGrips: Grips<Box> = {
  at(box, point, pixelSize) {
    const handle = handleAt(box, point, GRIP_REACH * pixelSize)
    return (
      handle && {
        cursor: CURSORS[handle],
        snaps: true,
        pulled: (to, { image }) => resized(box, handle, to, image),
        altered: nothing,
      }
    )
  },
  lines: (shape) => outline(shape).map((flat) => ({ flat, joins: 'closed' })),
}
