import type { Bounds, Box, Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { presentPoints, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import type { ImageSize } from './image-size.ts'
import { boxAroundCorners, boxByCorners, CORNERS, straightBox } from './rectangles.ts'

/** What the lines of a YOLO data set say, by Ultralytics' names for the tasks. */
export type YoloVariant = 'detect' | 'segment' | 'obb' | 'pose'

/** How its lines are to be understood where their numbers alone do not tell. */
export interface YoloDialect {
  readonly variant: YoloVariant
  /** `kpt_shape`: keypoints of an object, and numbers of each (x, y and perhaps visibility). */
  readonly joints: readonly [count: number, numbers: 2 | 3] | null
}

/** One object as its line says it. */
export interface YoloObject {
  readonly classIndex: number
  readonly shape: Shape
  /** How sure a model was; only in files of predictions. */
  readonly score?: number
  readonly track?: number
  /** The box of an object whose keypoints or corners are its shape, where it says something else than they do. */
  readonly besides?: string
}

/** Numbers after the class of a box. */
const BOX = 4
const LEAST_OUTLINE = 6
/** Objects may reach over the edge, but no farther than this share of the image: beyond it they are pixels. */
const MOST_SHARE = 2
/** Pixels by which a box may differ from the one around its keypoints before that is said. */
const BOX_PIXELS = 0.01

/** The numbers of a line, the class first; null where it is no line of YOLO's. */
export function yoloNumbers(line: string): number[] | null {
  const numbers = line.split(/[\s,]+/).map(Number)
  const [classIndex = -1, ...places] = numbers
  if (!Number.isInteger(classIndex) || classIndex < 0 || places.length < BOX) return null
  return numbers.every(Number.isFinite) ? numbers : null
}

/** Whether all places of a line are shares of the image. The number after a box may be that of a track. */
export const areShares = ([, ...places]: readonly number[]): boolean =>
  places.slice(0, places.length <= BOX + 2 ? BOX : places.length).every((value) => Math.abs(value) <= MOST_SHARE)

/** The object of a line's numbers on an image of this size; what is wrong with it, in words for a report, where it is none. */
export function yoloObject(numbers: readonly number[], dialect: YoloDialect, size: ImageSize): YoloObject | string {
  const [classIndex = 0, ...places] = numbers
  if (!areShares(numbers)) return 'lines with places in pixels: YOLO gives them as shares of the image, from 0 to 1'
  const said = dialect.joints && dialect.variant === 'pose' ? posed(places, dialect.joints, size) : null
  const object = said ?? (isBoxLine(places, dialect) ? boxed(places, size) : outlined(places, dialect, size))
  return typeof object === 'string' ? object : { classIndex, ...object }
}

type Said = Omit<YoloObject, 'classIndex'>

// A box with a confidence and a track has as many numbers as a triangle.
const isBoxLine = ({ length }: readonly number[], { variant }: YoloDialect): boolean =>
  length <= BOX + 1 || (length === BOX + 2 && variant === 'detect')

// A whole number after the box is that of a track, a fraction a model's score, and a model's tracks have both.
function boxed(places: readonly number[], size: ImageSize): Said {
  const [first, second] = places.slice(BOX)
  const shape = boxAround(places, size)
  if (second !== undefined) return { shape, score: first as number, track: second }
  if (first === undefined) return { shape }
  return Number.isInteger(first) && first >= 0 ? { shape, track: first } : { shape, score: first }
}

function boxAround([cx = 0, cy = 0, w = 0, h = 0]: readonly number[], { width, height }: ImageSize): Box {
  return {
    kind: 'box',
    x: tidyNumber((cx - w / 2) * width),
    y: tidyNumber((cy - h / 2) * height),
    width: tidyNumber(w * width),
    height: tidyNumber(h * height),
  }
}

function outlined(places: readonly number[], { variant }: YoloDialect, size: ImageSize): Said | string {
  if (places.length < LEAST_OUTLINE) return 'lines that are neither a box nor an outline'
  // An odd number at the end is how sure a model was.
  const score = places.length % 2 === 1 ? places.at(-1) : undefined
  const ring = pixels(score === undefined ? places : places.slice(0, -1), size)
  const scored = score !== undefined && { score }
  if (variant === 'obb' && ring.length === CORNERS) {
    const exact = boxByCorners(ring)
    const shape = exact ?? boxAroundCorners(ring)
    if (!shape) return 'corners on one line'
    return { shape, ...scored, ...(!exact && { besides: CORNERS_OF_NO_BOX }) }
  }
  return { shape: straightBox(ring) ?? { kind: 'polygon', ring, holes: [] }, ...scored }
}

/** What is said where four corners are not those of a box. */
export const CORNERS_OF_NO_BOX = 'four corners that are of no box: the smallest turned box around them is taken'

function posed(places: readonly number[], [count, step]: readonly [number, 2 | 3], size: ImageSize): Said | null {
  const length = count * step
  if (places.length !== BOX + length && places.length !== BOX + length + 1) return null
  const joints = places.slice(BOX, BOX + length)
  const score = places[BOX + length]
  const keypoints: number[] = []
  for (let at = 0; at < length; at += step) keypoints.push(...joint(joints.slice(at, at + step), size))
  const box = boxAround(places, size)
  const scored = score !== undefined && { score }
  if (keypoints.every((value, index) => index % 3 !== 2 || value === VISIBILITY.absent)) return { shape: box, ...scored }
  const besides = saysAnother(box, keypoints) && { besides: 'boxes around keypoints: the keypoints are kept' }
  return { shape: { kind: 'skeleton', keypoints }, ...scored, ...besides }
}

// Without a visibility a keypoint in the corner is one that is not there.
function joint([x = 0, y = 0, visibility]: readonly number[], { width, height }: ImageSize): number[] {
  if (visibility === undefined ? x === 0 && y === 0 : visibility <= 0) return [0, 0, VISIBILITY.absent]
  const seen = visibility === VISIBILITY.hidden ? VISIBILITY.hidden : VISIBILITY.visible
  return [tidyNumber(x * width), tidyNumber(y * height), seen]
}

function saysAnother(box: Box, keypoints: readonly number[]): boolean {
  const around = boundsOfPoints(presentPoints({ kind: 'skeleton', keypoints: [...keypoints] }))
  const edgesOf = ({ x, y, width, height }: Bounds) => [x, y, x + width, y + height]
  const edges = edgesOf(around)
  return edgesOf(box).some((edge, index) => Math.abs(edge - (edges[index] as number)) > BOX_PIXELS)
}

const pixels = (shares: readonly number[], { width, height }: ImageSize): number[] =>
  shares.map((share, index) => tidyNumber(share * (index % 2 === 0 ? width : height)))
