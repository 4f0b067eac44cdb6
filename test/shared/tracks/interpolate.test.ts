import { describe, expect, it } from 'vitest'
import { bounds, moved, problem, SHAPE_KINDS, Shape, type ShapeKindId, type ShapeOf } from '#shared/shapes/index.ts'
import { areasMask } from '#shared/shapes/mask-area.ts'
import { interpolated } from '#shared/tracks/interpolate.ts'

const square = [10, 10, 50, 10, 50, 50, 10, 50]
const examples: { [K in ShapeKindId]: ShapeOf<K> } = {
  box: { kind: 'box', x: 10, y: 10, width: 40, height: 20 },
  'rotated-box': { kind: 'rotated-box', cx: 30, cy: 20, width: 40, height: 20, rotation: 30 },
  polygon: { kind: 'polygon', ring: square, holes: [[20, 20, 30, 20, 30, 30]] },
  polyline: { kind: 'polyline', points: [10, 10, 30, 20, 50, 10] },
  points: { kind: 'points', points: [10, 10, 50, 50] },
  ellipse: { kind: 'ellipse', cx: 30, cy: 30, rx: 20, ry: 10, rotation: 0 },
  mask: areasMask([[square]]) as ShapeOf<'mask'>,
  skeleton: { kind: 'skeleton', keypoints: [10, 10, 2, 0, 0, 0, 50, 50, 1] },
  whole: { kind: 'whole' },
}
/** Kinds that stay where they were drawn until the next keyframe. */
const HELD: readonly ShapeKindId[] = ['mask', 'whole']

describe.each(SHAPE_KINDS)('%s', (kind) => {
  const start = examples[kind] as Shape
  const end = moved(start, 100, 40)

  it('is at its keyframes what was drawn there', () => {
    expect(interpolated(start, end, 0)).toEqual(start)
    if (!HELD.includes(kind)) expect(interpolated(start, end, 1)).toEqual(end)
  })

  it('is half way in the middle, or held', () => {
    const middle = interpolated(start, end, 0.5)
    expect(Shape.safeParse(middle).success).toBe(true)
    expect(problem(middle)).toBeNull()
    expect(middle).toEqual(HELD.includes(kind) ? start : moved(start, 50, 20))
  })

  it('holds where the next keyframe is of another kind', () => {
    const other = SHAPE_KINDS.find((one) => one !== kind) as ShapeKindId
    expect(interpolated(start, examples[other], 0.5)).toEqual(start)
  })
})

it('turns a rotated box by the short way round', () => {
  const from = { ...examples['rotated-box'], rotation: 350 }
  expect(interpolated(from, { ...from, rotation: 10 }, 0.5)).toMatchObject({ rotation: 0 })
  expect(interpolated({ ...from, rotation: 10 }, { ...from, rotation: 350 }, 0.25)).toMatchObject({ rotation: 5 })
})

it('matches outlines of different counts by their length and keeps every corner', () => {
  const from: Shape = { kind: 'polygon', ring: square, holes: [] }
  // The same square run through the other way, from another corner, with a point more on one side.
  const to: Shape = { kind: 'polygon', ring: [50, 50, 50, 10, 30, 10, 10, 10, 10, 50].map((value) => value + 20), holes: [] }
  const middle = interpolated(from, to, 0.5)
  expect(problem(middle)).toBeNull()
  expect(bounds(middle)).toEqual({ x: 20, y: 20, width: 40, height: 40 })
  expect(
    interpolated({ kind: 'polyline', points: [0, 0, 10, 0] }, { kind: 'polyline', points: [0, 10, 5, 10, 10, 10] }, 0.5),
  ).toEqual({ kind: 'polyline', points: [0, 5, 5, 5, 10, 5] })
})

it('moves the joints that both keyframes have and keeps the others', () => {
  const from: Shape = { kind: 'skeleton', keypoints: [0, 0, 2, 10, 10, 1] }
  expect(interpolated(from, { kind: 'skeleton', keypoints: [10, 0, 2, 0, 0, 0] }, 0.5)).toEqual({
    kind: 'skeleton',
    keypoints: [5, 0, 2, 10, 10, 1],
  })
})

it('holds an outline that would cross itself on the way', () => {
  const from: Shape = { kind: 'polygon', ring: [0, 0, 10, 0, 10, 10, 0, 10], holes: [] }
  const mirrored: Shape = { kind: 'polygon', ring: [10, 0, 0, 0, 0, 10, 10, 10], holes: [] }
  expect(interpolated(from, mirrored, 0.5)).toEqual(from)
})
