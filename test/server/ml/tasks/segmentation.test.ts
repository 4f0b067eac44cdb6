import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor } from '#server/ml/engines/tensor.ts'
import { coverage } from '#server/ml/tasks/segmentation/coverage.ts'
import { segmentation } from '#server/ml/tasks/segmentation/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { areaOverlap } from '#shared/decoding/area-overlap.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { ringArea } from '#shared/shapes/ring.ts'

const grid = { width: 48, height: 32 }
const cells = grid.width * grid.height
const LABELS = ['a', 'b'].map(plainLabel)
const CHANNELS = LABELS.length + 3

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

describe('how much of each cell an area covers', () => {
  it('adds up to its area, wherever it lies and whichever way round it is drawn', () => {
    const corner = fc.tuple(fc.double({ min: 1, max: 40, noNaN: true }), fc.double({ min: 1, max: 25, noNaN: true }))
    fc.assert(
      fc.property(corner, corner, corner, (a, b, c) => {
        for (const ring of [
          [...a, ...b, ...c],
          [...c, ...b, ...a],
        ]) {
          const area = ringArea(ring)
          expect(coverage([ring], grid)?.area ?? 0).toBeCloseTo(area, 3)
        }
      }),
      { seed: 1 },
    )
  })

  it('leaves holes out, and takes parts beside each other together', () => {
    const square = (x: number, y: number, side: number) => [x, y, x + side, y, x + side, y + side, x, y + side]
    const withHole = coverage([square(2, 2, 10), square(4.5, 4.5, 3)], grid)
    expect(withHole?.area).toBeCloseTo(91, 4)
    expect(withHole?.values[4 * 10 + 4]).toBe(0)
    expect(coverage([square(2, 2, 4), square(20, 20, 2)], grid)?.area).toBeCloseTo(20, 4)
  })

  it('ends at the edge of the grid', () => {
    expect(coverage([[-5, -5, 3, -5, 3, 4, -5, 4]], grid)).toMatchObject({ x: 0, y: 0, width: 3, height: 4, area: 12 })
    expect(coverage([[60, 60, 70, 60, 70, 70]], grid)).toBeNull()
  })
})

describe('what is learned and read back', () => {
  it('gives from a perfect output the outlines that the targets were made of', () => {
    const predictions = segmentation.decode(perfectOutput(OBJECTS), grid, LABELS)
    expect(predictions.map(({ label }) => label).sort()).toEqual(OBJECTS.map(({ label }) => label).sort())
    for (const object of OBJECTS) {
      const best = Math.max(...predictions.map(({ shape }) => areaOverlap(shape, object.shape)))
      expect(best).toBeGreaterThan(0.9)
    }
  })

  it('parts objects that touch, by where their middles are', () => {
    const touching = [rectangle(0, 0.1, 0.2, 0.2, 0.5), rectangle(0, 0.3, 0.2, 0.2, 0.5)]
    const predictions = segmentation.decode(perfectOutput(touching), grid, LABELS)
    expect(predictions).toHaveLength(2)
    for (const object of touching)
      expect(Math.max(...predictions.map(({ shape }) => areaOverlap(shape, object.shape)))).toBeGreaterThan(0.9)
  })

  it('closes an outline beside a cell of another object that is as likely inside as not', () => {
    const half = 0.5 / grid.height
    const beside = [rectangle(0, 0.25, 0.25, 0.5, 0.25), rectangle(0, 0.25, 0.5 + half, 0.5, 0.25 - half)]
    const one = [plainLabel('a')]
    const predictions = segmentation.decode(perfectOutput(beside, true, one), grid, one)
    for (const object of beside)
      expect(Math.max(0, ...predictions.map(({ shape }) => areaOverlap(shape, object.shape)))).toBeGreaterThan(0.85)
  })

  it('keeps the holes of an outline', () => {
    const ring: LabelledObject = {
      label: 1,
      shape: {
        kind: 'polygon',
        ring: [0.2, 0.1, 0.8, 0.1, 0.8, 0.9, 0.2, 0.9],
        holes: [[0.4, 0.35, 0.6, 0.35, 0.6, 0.65, 0.4, 0.65]],
      },
      value: null,
    }
    const [found] = segmentation.decode(perfectOutput([ring]), grid, LABELS)
    expect(found?.shape.kind === 'polygon' && found.shape.holes).toHaveLength(1)
    expect(found && areaOverlap(found.shape, ring.shape)).toBeGreaterThan(0.9)
  })

  it('is not led to cut an object into pieces by a weak middle beside a sure one', () => {
    const object = rectangle(1, 0.2, 0.2, 0.6, 0.6)
    const output = perfectOutput([object])
    const corner = Math.round(0.7 * grid.height) * grid.width + Math.round(0.7 * grid.width)
    output[corner * CHANNELS + LABELS.length] = -1.5
    // As before the offsets are learned: every cell takes itself for the middle.
    for (let cell = 0; cell < cells; cell++) output.fill(0, cell * CHANNELS + LABELS.length + 1, (cell + 1) * CHANNELS)
    const [found, ...others] = segmentation.decode(output, grid, LABELS)
    expect(others).toEqual([])
    expect(found && areaOverlap(found.shape, object.shape)).toBeGreaterThan(0.9)
  })

  it('keeps together what is bent around its middle', () => {
    const bent: LabelledObject = {
      label: 0,
      shape: {
        kind: 'polygon',
        ring: [0.2, 0.1, 0.8, 0.1, 0.8, 0.3, 0.35, 0.3, 0.35, 0.7, 0.8, 0.7, 0.8, 0.9, 0.2, 0.9],
        holes: [],
      },
      value: null,
    }
    const [found, ...others] = segmentation.decode(perfectOutput([bent]), grid, LABELS)
    expect(others).toEqual([])
    expect(found?.score).toBeGreaterThan(0.5)
    expect(found && areaOverlap(found.shape, bent.shape)).toBeGreaterThan(0.9)
  })

  it('gives a region without any middle whole, and hardly trusts it', () => {
    const output = perfectOutput([rectangle(1, 0.2, 0.2, 0.4, 0.5)])
    for (let cell = 0; cell < cells; cell++) output[cell * CHANNELS + LABELS.length] = -9
    const [lost, ...others] = segmentation.decode(output, grid, LABELS)
    expect(others).toEqual([])
    expect(lost?.label).toBe(1)
    expect(lost?.score).toBeLessThan(0.05)
  })

  it('gives a cell to the smaller of two objects that overlap', () => {
    const [outer, inner] = [rectangle(0, 0.1, 0.1, 0.8, 0.8), rectangle(1, 0.3, 0.3, 0.3, 0.3)]
    for (const objects of [
      [outer, inner],
      [inner, outer],
    ]) {
      engine.tf.tidy(() => {
        const [shares] = segmentation.targets(engine.tf, [objects], grid, LABELS)
        const cell = (Math.round(0.45 * grid.height) * grid.width + Math.round(0.45 * grid.width)) * LABELS.length
        expect([...(shares as Tensor).dataSync()].slice(cell, cell + LABELS.length)).toEqual([0, 1])
      })
    }
  })
})

describe('the loss', () => {
  it('is small on a perfect output, large on one that says nothing, and finite without objects', () => {
    expect(lossOf(perfectOutput(OBJECTS), OBJECTS)).toBeLessThan(2)
    expect(lossOf(new Float32Array(cells * CHANNELS), OBJECTS)).toBeGreaterThan(4)
    expect(Number.isFinite(lossOf(new Float32Array(cells * CHANNELS).fill(-6), []))).toBe(true)
  })

  it('does not judge what lies under an object of no weight', () => {
    const ignored = OBJECTS.map((object) => ({ ...object, weight: 0 }))
    const nothing = new Float32Array(cells * CHANNELS).fill(-6)
    expect(lossOf(perfectOutput(OBJECTS, false), ignored)).toBeLessThan(lossOf(nothing, OBJECTS))
    expect(lossOf(nothing, ignored)).toBeLessThan(lossOf(nothing, OBJECTS) / 2)
  })
})

const OBJECTS: LabelledObject[] = [disc(0, 0.25, 0.3, 0.12), disc(1, 0.7, 0.6, 0.2), rectangle(0, 0.05, 0.7, 0.3, 0.2)]

function disc(label: number, x: number, y: number, radius: number): LabelledObject {
  const ring = Array.from({ length: 32 }, (_, index) => (index / 32) * 2 * Math.PI).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ])
  return { label, shape: { kind: 'polygon', ring, holes: [] }, value: null }
}

function rectangle(label: number, x: number, y: number, width: number, height: number): LabelledObject {
  const ring = [x, y, x + width, y, x + width, y + height, x, y + height]
  return { label, shape: { kind: 'polygon', ring, holes: [] }, value: null }
}

function lossOf(output: Float32Array, objects: readonly LabelledObject[]): number {
  const { tf } = engine
  return tf.tidy(() => {
    const targets = segmentation.targets(tf, [objects], grid, LABELS)
    const shaped = tf.tensor(output, [1, grid.height, grid.width, CHANNELS])
    return segmentation.loss(tf, shaped, targets, LABELS).dataSync()[0] as number
  })
}

/** Logits and offsets that match the targets; cells that an object covers in part say so. */
function perfectOutput(objects: readonly LabelledObject[], withCentres = true, labels = LABELS): Float32Array {
  const { tf } = engine
  return tf.tidy(() => {
    const [shares, , heat, offsets] = segmentation.targets(tf, [objects], grid, labels) as [Tensor, Tensor, Tensor, Tensor]
    const nothing = tf.maximum(tf.sub(1, tf.sum(shares, 3, true)), 1e-4)
    const logits = tf.sub(tf.log(tf.maximum(shares, 1e-4)), tf.log(nothing))
    const centres = tf.sub(tf.mul(tf.cast(tf.greaterEqual(heat, 0.999), 'float32'), withCentres ? 20 : 0), 10)
    return tf.concat([logits, centres, offsets], 3).dataSync() as Float32Array
  })
}
