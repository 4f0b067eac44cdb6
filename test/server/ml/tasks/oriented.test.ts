import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor } from '#server/ml/engines/tensor.ts'
import { oriented } from '#server/ml/tasks/oriented/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { areaOverlap } from '#shared/decoding/area-overlap.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { polygonOf, turnedBoxOf } from '#shared/decoding/oriented/turned-box.ts'
import { placedShape } from '#shared/decoding/place-shape.ts'
import { toRotatedBox } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { cornersOf } from '#shared/shapes/rotated-box.ts'
import { tasks } from '#shared/tasks/index.ts'

const grid = { width: 48, height: 32 }
const LABELS = ['a', 'b'].map(plainLabel)
const CHANNELS = LABELS.length + 8

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

describe('a turned box in cells', () => {
  it('covers what its corners cover, whatever its angle', () => {
    const side = fc.double({ min: 2, max: 12, noNaN: true })
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 359 }), (width, height, rotation) => {
        const object = aBox(0, { cx: 24, cy: 16, width, height, rotation })
        const box = turnedBoxOf(ringOf(object), grid)
        expect(box && areaOverlap(polygonOf(box, grid), object.shape)).toBeGreaterThan(0.99)
      }),
      { seed: 1 },
    )
  })

  it('keeps middle and area where an image is stretched and its boxes become parallelograms', () => {
    const slanted = placedShape(aBox(0, { cx: 20, cy: 14, width: 12, height: 5, rotation: 30 }).shape, (x, y) => [
      x * 0.8,
      y * 1.2,
    ])
    const box = turnedBoxOf(slanted.kind === 'polygon' ? slanted.ring : [], grid)
    expect(box?.x).toBeCloseTo(16, 6)
    expect(box?.y).toBeCloseTo(16.8, 6)
    expect((box?.long ?? 0) * (box?.short ?? 0)).toBeCloseTo(60 * 0.8 * 1.2, 4)
  })
})

it('gives from a perfect output the boxes that the targets were made of, long ones and squares', () => {
  const predictions = oriented.decode(perfectOutput(OBJECTS), grid, LABELS)
  expect(predictions.map(({ label }) => label).sort()).toEqual([0, 0, 1])
  for (const object of OBJECTS) {
    const best = Math.max(...predictions.map(({ shape }) => areaOverlap(shape, object.shape)))
    expect(best).toBeGreaterThan(0.95)
  }
})

it('keeps one of several boxes on the same object, and crossing ones that share little', () => {
  const crossing = [
    aBox(0, { cx: 24, cy: 16, width: 20, height: 4, rotation: 0 }),
    aBox(0, { cx: 25, cy: 18, width: 20, height: 4, rotation: 90 }),
  ]
  expect(oriented.decode(perfectOutput(crossing), grid, LABELS)).toHaveLength(2)
  const doubled = perfectOutput([OBJECTS[0] as LabelledObject])
  const best = doubled.findIndex((_, at) => at % CHANNELS === 0 && (doubled[at] as number) > 0)
  doubled.copyWithin(best + 2 * CHANNELS, best, best + CHANNELS)
  expect(oriented.decode(doubled, grid, LABELS)).toHaveLength(1)
})

it('loses less the nearer a box comes in place, size and direction', () => {
  const wanted = { cx: 24, cy: 16, width: 14, height: 6, rotation: 40 }
  const lossOfSaid = (said: typeof wanted) => lossOf(perfectOutput([aBox(0, said)]), [aBox(0, wanted)])
  const exact = lossOfSaid(wanted)
  for (const off of [{ rotation: 60 }, { width: 18 }, { height: 9 }])
    expect(lossOfSaid({ ...wanted, ...off })).toBeGreaterThan(exact)
  expect(lossOfSaid({ ...wanted, rotation: 100 })).toBeGreaterThan(lossOfSaid({ ...wanted, rotation: 60 }))
  expect(lossOfSaid({ ...wanted, rotation: 220 })).toBeCloseTo(exact, 3)
  expect(exact).toBeLessThan(0.2)
  expect(Number.isFinite(lossOf(new Float32Array(grid.width * grid.height * CHANNELS), []))).toBe(true)
})

it('learns from the smallest turned box around an outline, and shows people turned boxes', () => {
  const shape: Shape = {
    kind: 'polygon',
    ring: cornersOf({ kind: 'rotated-box', cx: 50, cy: 40, width: 30, height: 10, rotation: 25 }) as number[],
    holes: [],
  }
  const learned = tasks.oriented.learned({ shape, attributes: {} }, { width: 100, height: 80 })?.shape
  expect(learned).toMatchObject({ kind: 'rotated-box' })
  expect(learned && toRotatedBox(learned)).toEqual(tasks.oriented.proposed?.(shape))
  expect(
    tasks.oriented.learned({ shape: { kind: 'points', points: [1, 2] }, attributes: {} }, { width: 100, height: 80 }),
  ).toBeNull()
})

const OBJECTS: LabelledObject[] = [
  aBox(0, { cx: 10, cy: 10, width: 14, height: 5, rotation: 30 }),
  aBox(1, { cx: 34, cy: 18, width: 9, height: 9, rotation: 20 }),
  aBox(0, { cx: 14, cy: 25, width: 8, height: 4, rotation: 100 }),
]

/** A turned box given in cells, in fractions of the grid. */
function aBox(label: number, box: { cx: number; cy: number; width: number; height: number; rotation: number }): LabelledObject {
  const corners = cornersOf({ kind: 'rotated-box', ...box })
  const ring = corners.map((value, at) => value / (at % 2 === 0 ? grid.width : grid.height))
  return { label, shape: { kind: 'polygon', ring, holes: [] }, value: null }
}

function ringOf({ shape }: LabelledObject): readonly number[] {
  return shape.kind === 'polygon' ? shape.ring : []
}

function lossOf(output: Float32Array, objects: readonly LabelledObject[]): number {
  const { tf } = engine
  return tf.tidy(() => {
    const targets = oriented.targets(tf, [objects], grid, LABELS)
    return oriented.loss(tf, tf.tensor(output, [1, grid.height, grid.width, CHANNELS]), targets, LABELS).dataSync()[0] as number
  })
}

function perfectOutput(objects: readonly LabelledObject[]): Float32Array {
  const { tf } = engine
  return tf.tidy(() => {
    const [heat, geometry] = oriented.targets(tf, [objects], grid, LABELS) as [Tensor, Tensor]
    const logits = tf.sub(tf.mul(tf.cast(tf.greaterEqual(heat, 0.999), 'float32'), 20), 10)
    return tf.concat([logits, geometry], 3).dataSync() as Float32Array
  })
}
