import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#shared/random.ts'
import { iou } from '#shared/shapes/index.ts'
import { drawnBy } from '../../../scripts/simulate/hand.ts'

const FRAME = { x: 0, y: 0, width: 640, height: 480 }
const LEAST_IOU = 0.92

describe('a drawn box', () => {
  test('stays inside the image and close to the truth, however small', () => {
    const boxes = fc.record({
      x: fc.double({ min: 0, max: 560, noNaN: true }),
      y: fc.double({ min: 0, max: 400, noNaN: true }),
      width: fc.double({ min: 3, max: 80, noNaN: true }),
      height: fc.double({ min: 3, max: 80, noNaN: true }),
    })
    fc.assert(
      fc.property(boxes, fc.nat(), (bounds, seed) => {
        const truth = { kind: 'box', ...bounds } as const
        const drawn = drawnBy(createRandom(seed), truth, FRAME)
        expect(iou(drawn, truth)).toBeGreaterThan(LEAST_IOU)
        if (drawn.kind !== 'box') throw new Error(`Expected a box, got ${drawn.kind}`)
        expect(Math.min(drawn.x, drawn.y)).toBeGreaterThanOrEqual(0)
        expect(drawn.x + drawn.width).toBeLessThanOrEqual(FRAME.width)
        expect(drawn.y + drawn.height).toBeLessThanOrEqual(FRAME.height)
      }),
      { seed: 1 },
    )
  })
})
