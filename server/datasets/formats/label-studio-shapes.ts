import { decodeBrush, encodeBrush } from '#shared/shapes/brush-runs.ts'
import { toMask } from '#shared/shapes/convert.ts'
import { Shape, type ShapeKindId, type ShapeOf } from '#shared/shapes/index.ts'
import { maskPixels, pixelMask } from '#shared/shapes/mask-pixels.ts'
import { flatOf, pointsOf, turned } from '#shared/shapes/ring.ts'
import { cornersOf, wholeTurn } from '#shared/shapes/rotated-box.ts'
import type { LabelStudioResult } from './label-studio-task.ts'
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

type Value = NonNullable<LabelStudioResult['value']>

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

/** A shape as a region; kinds that Label Studio does not know as the nearest one, and once more as they are. Null for what has no place on the image. */
export const labelStudioRegion = <S extends Shape>(shape: S, size: ImageSize): WrittenRegion | null =>
  (writers[shape.kind] as unknown as (shape: S, size: ImageSize) => WrittenRegion | null)(shape, size)

const writers: { [K in ShapeKindId]: (shape: ShapeOf<K>, size: ImageSize) => WrittenRegion | null } = {
  box: ({ x, y, width, height }, size) => ({
    kind: 'rectangle',
    value: { ...inPercent({ x, y, width, height }, size), rotation: 0 },
  }),
  'rotated-box': (shape, size) => {
    const [x, y] = cornersOf(shape) as [number, number]
    const { width, height, rotation } = shape
    return { kind: 'rectangle', value: { ...inPercent({ x, y, width, height }, size), rotation } }
  },
  polygon: (shape, size) =>
    shape.holes.length === 0
      ? { kind: 'polygon', value: { points: percentPoints(shape.ring, size), closed: true } }
      : { kind: 'brush', value: { ...brush(shape, size), shape } },
  polyline: ({ points }, size) => ({ kind: 'polygon', value: { points: percentPoints(points, size), closed: false } }),
  points: (shape, size) =>
    shape.points.length === 2
      ? { kind: 'keypoint', value: keypointValue(shape.points[0] as number, shape.points[1] as number, size) }
      : { kind: 'polygon', value: { points: percentPoints(shape.points, size), closed: false, shape } },
  ellipse: ({ cx, cy, rx, ry, rotation }, size) => ({
    kind: 'ellipse',
    value: { ...inPercent({ x: cx, y: cy, radiusX: rx, radiusY: ry }, size), rotation },
  }),
  mask: (shape, size) => ({ kind: 'brush', value: brush(shape, size) }),
  // Its joints are regions of their own.
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
