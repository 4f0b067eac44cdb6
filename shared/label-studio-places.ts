import { decodeBrush, encodeBrush } from './shapes/brush-runs.ts'
import { toMask } from './shapes/convert.ts'
import { Shape, type ShapeKindId, type ShapeOf } from './shapes/index.ts'
import { maskPixels, pixelMask } from './shapes/mask-pixels.ts'
import { flatOf, pointsOf, turned } from './shapes/ring.ts'
import { cornersOf, wholeTurn } from './shapes/rotated-box.ts'
import { tidyNumber } from './tidy-number.ts'

const PERCENT = 100
/** Pixels of the largest painting that is unpacked. */
const MOST_PIXELS = 5e7
/** How wide a keypoint is drawn, in percent of the image's width. */
const KEYPOINT_WIDTH = 0.5

/** Pixels of the image. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** What a region says of its place. */
type Value = Readonly<Record<string, unknown>>

/** The shape of a region in pixels; null where the result is no place on an image, or cannot be read. Places are percent of the image. */
export function labelStudioShape(type: string, value: Value, size: ImageSize): Shape | null {
  const own = Shape.safeParse(value.shape)
  if (own.success) return own.data
  const read = readers[type.replace(/labels$/, '')] ?? readers[kindIn(value)]
  return read?.(value, size) ?? null
}

const readers: Readonly<Record<string, (value: Value, size: ImageSize) => Shape | null>> = {
  rectangle(value, size) {
    const [x, y, width, height] = inPixels(value, ['x', 'y', 'width', 'height'], size)
    const rotation = wholeTurn(numberOf(value.rotation) || 0)
    if (rotation === 0) return { kind: 'box', x, y, width, height }
    // Turned about the corner that was top left: the centre follows from there.
    const { x: cx, y: cy } = turned({ x: x + width / 2, y: y + height / 2 }, { x, y }, rotation)
    return { kind: 'rotated-box', cx, cy, width, height, rotation }
  },
  polygon(value, size) {
    const points = Array.isArray(value.points) ? (value.points as unknown[]) : []
    const places = points.flatMap((point) => (Array.isArray(point) ? [{ x: numberOf(point[0]), y: numberOf(point[1]) }] : []))
    const flat = flatOf(
      places.map(({ x, y }) => ({ x: tidyNumber((x / PERCENT) * size.width), y: tidyNumber((y / PERCENT) * size.height) })),
    )
    return value.closed === false ? { kind: 'polyline', points: flat } : { kind: 'polygon', ring: flat, holes: [] }
  },
  ellipse(value, size) {
    const [cx, cy, rx, ry] = inPixels(value, ['x', 'y', 'radiusX', 'radiusY'], size)
    return { kind: 'ellipse', cx, cy, rx, ry, rotation: wholeTurn(numberOf(value.rotation) || 0) }
  },
  keypoint(value, size) {
    const [x, y] = inPixels(value, ['x', 'y'], size)
    return { kind: 'points', points: [x, y] }
  },
  brush(value, { width, height }) {
    if (value.format !== 'rle' || !Array.isArray(value.rle) || width * height > MOST_PIXELS) return null
    const pixels = decodeBrush(value.rle as number[], width * height)
    return pixels && pixelMask(pixels, { x: 0, y: 0, width, height })
  },
}

/** What the geometry of a result is where its type does not say: texts and choices of a region repeat it. */
function kindIn(value: Value): string {
  if ('points' in value) return 'polygon'
  if ('radiusX' in value) return 'ellipse'
  if ('rle' in value) return 'brush'
  if ('width' in value && 'height' in value) return 'rectangle'
  return ''
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
// Every second one goes down.
const inPixels = <const Names extends readonly string[]>(value: Value, names: Names, { width, height }: ImageSize) =>
  names.map((name, index) => tidyNumber((numberOf(value[name]) / PERCENT) * (index % 2 === 0 ? width : height))) as {
    [I in keyof Names]: number
  }

/** A region of Label Studio: its kind ("rectangle") and where it is. */
interface WrittenRegion {
  readonly kind: string
  readonly value: object
}

/** The kind of region that a shape is written as; null for what has no place on the image. */
export const regionKindOf = <S extends Shape>(shape: S): string | null =>
  (regionKinds[shape.kind] as unknown as (shape: S) => string | null)(shape)

const regionKinds: { [K in ShapeKindId]: (shape: ShapeOf<K>) => string | null } = {
  box: () => 'rectangle',
  'rotated-box': () => 'rectangle',
  polygon: ({ holes }) => (holes.length === 0 ? 'polygon' : 'brush'),
  polyline: () => 'polygon',
  points: ({ points }) => (points.length === 2 ? 'keypoint' : 'polygon'),
  ellipse: () => 'ellipse',
  mask: () => 'brush',
  // Its joints are regions of their own.
  skeleton: () => null,
  whole: () => null,
}

/** A shape as a region; kinds that Label Studio does not know as the nearest one, and once more as they are. Null for what has no place on the image. */
export function labelStudioRegion<S extends Shape>(shape: S, size: ImageSize): WrittenRegion | null {
  const kind = regionKindOf(shape)
  const value = (writers[shape.kind] as unknown as (shape: S, size: ImageSize) => object | null)(shape, size)
  return kind !== null && value ? { kind, value } : null
}

const writers: { [K in ShapeKindId]: (shape: ShapeOf<K>, size: ImageSize) => object | null } = {
  box: ({ x, y, width, height }, size) => ({ ...inPercent({ x, y, width, height }, size), rotation: 0 }),
  'rotated-box': (shape, size) => {
    const [x, y] = cornersOf(shape) as [number, number]
    const { width, height, rotation } = shape
    return { ...inPercent({ x, y, width, height }, size), rotation }
  },
  polygon: (shape, size) =>
    shape.holes.length === 0 ? { points: percentPoints(shape.ring, size), closed: true } : { ...brush(shape, size), shape },
  polyline: ({ points }, size) => ({ points: percentPoints(points, size), closed: false }),
  points: (shape, size) =>
    shape.points.length === 2
      ? keypointValue(shape.points[0] as number, shape.points[1] as number, size)
      : { points: percentPoints(shape.points, size), closed: false, shape },
  ellipse: ({ cx, cy, rx, ry, rotation }, size) => ({
    ...inPercent({ x: cx, y: cy, radiusX: rx, radiusY: ry }, size),
    rotation,
  }),
  mask: brush,
  skeleton: () => null,
  whole: () => null,
}

/** A keypoint's place. */
export const keypointValue = (x: number, y: number, size: ImageSize): object => ({
  ...inPercent({ x, y }, size),
  width: KEYPOINT_WIDTH,
})

// Every second one goes down.
const inPercent = (pixels: Readonly<Record<string, number>>, { width, height }: ImageSize): Record<string, number> =>
  Object.fromEntries(
    Object.entries(pixels).map(([name, value], index) => [name, (value / (index % 2 === 0 ? width : height)) * PERCENT]),
  )
const percentPoints = (flat: readonly number[], { width, height }: ImageSize): [number, number][] =>
  pointsOf(flat).map(({ x, y }) => [(x / width) * PERCENT, (y / height) * PERCENT])

function brush(shape: Shape, { width, height }: ImageSize): object {
  const mask = toMask(shape)
  const pixels = mask ? maskPixels(mask, { x: 0, y: 0, width, height }) : new Uint8Array(width * height)
  return { format: 'rle', rle: encodeBrush(pixels) }
}
