import { toPolygon } from '#shared/shapes/convert.ts'
import { type Bounds, clip, outline, type Ring, type Shape, type Skeleton } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { keypointsOf, presentPoints, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { heldBox, reachesOver } from './held-box.ts'
import { asOneRing } from './one-ring.ts'
import { straightBox } from './rectangles.ts'
import { type Lose, shapesAs } from './shapes-as.ts'
import { turnedCorners } from './turned-corners.ts'
import type { Entry } from './written-entries.ts'
import type { YoloVariant } from './yolo-line.ts'

type Frame = Pick<Entry, 'width' | 'height'>

/** What the lines of an export hold. */
export interface YoloKind {
  readonly variant: YoloVariant
  /** Keypoints of every object; 0 where it is not about these. */
  readonly joints: number
}

/** So many digits of a share are less than a millionth of a pixel on the largest image. */
const DIGITS = 11
const ABSENT = ['0', '0', '0']

/**
 * The numbers after the class of a YOLO line, null where YOLO cannot hold the shape. Places outside the image are moved to its edge: Ultralytics
 * leaves out labels that reach over it, without a word.
 */
export function yoloPlaces(shape: Shape, frame: Frame, { variant, joints }: YoloKind, lose: Lose): string | null {
  if (variant === 'segment') return ringPlaces(oneOutline(shape, frame, lose), frame)
  if (variant === 'obb') return cornerPlaces(shape, frame, lose)
  if (variant === 'pose' && shape.kind === 'skeleton') return posePlaces(shape, frame, joints, lose)
  const box = heldBox(shape, frame, lose)
  return box && [boxPlaces(box, frame), ...absentJoints(joints)].join(' ')
}

const share = (value: number, side: number): string =>
  Math.min(Math.max(value / side, 0), 1)
    .toFixed(DIGITS)
    .replace(/\.?0+$/, '')

const boxPlaces = ({ x, y, width, height }: Bounds, frame: Frame): string =>
  [
    share(x + width / 2, frame.width),
    share(y + height / 2, frame.height),
    share(width, frame.width),
    share(height, frame.height),
  ].join(' ')

const ringPlaces = (ring: Ring | null, { width, height }: Frame): string | null =>
  ring === null ? null : ring.map((value, index) => share(value, index % 2 === 0 ? width : height)).join(' ')

function posePlaces(shape: Skeleton, frame: Frame, joints: number, lose: Lose): string {
  const keypoints = keypointsOf(shape)
  if (keypoints.length < joints) lose('skeletons with fewer keypoints than others, filled up with absent ones', 'converted')
  const numbers = keypoints.flatMap(({ x, y, visibility }) =>
    visibility === VISIBILITY.absent ? ABSENT : [share(x, frame.width), share(y, frame.height), String(visibility)],
  )
  const box = boxPlaces(boundsOfPoints(presentPoints(shape)), frame)
  return [box, ...numbers, ...absentJoints(joints - keypoints.length)].join(' ')
}

const absentJoints = (count: number): string[] => Array.from({ length: Math.max(0, count) }, () => ABSENT).flat()

/** One outline of a shape with an inside. */
function oneOutline(shape: Shape, frame: Frame, lose: Lose): Ring | null {
  if (shape.kind === 'polygon' && straightBox(shape.ring)) lose('polygons that are boxes, and are read as such', 'converted')
  const whole = shapesAs(shape, ['polygon', 'box'], lose)
  const isOver = reachesOver(shape, frame)
  if (isOver && whole.length > 0) lose('outlines clipped to the image', 'clipped')
  const parts = isOver ? whole.flatMap(toPolygon).flatMap((part) => clip(part, { x: 0, y: 0, ...frame }) ?? []) : whole
  const rings = parts.flatMap((part) => outline(part))
  if (rings.length > 1) lose('objects of several outlines, joined to one by lines', 'converted')
  return rings.length === 0 ? null : asOneRing(rings)
}

function cornerPlaces(shape: Shape, frame: Frame, lose: Lose): string | null {
  const corners = turnedCorners(shape, lose)
  if (corners && reachesOver({ kind: 'polygon', ring: [...corners], holes: [] }, frame))
    lose('turned boxes whose corners are moved to the edge of the image', 'clipped')
  return ringPlaces(corners, frame)
}
