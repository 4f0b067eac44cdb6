import { expect, test } from 'vitest'
import { learnedObject } from '#shared/domain/learned-object.ts'
import type { Shape } from '#shared/shapes/index.ts'

const IMAGE = { width: 100, height: 80 }
const polygon: Shape = { kind: 'polygon', ring: [10, 10, 50, 10, 30, 40], holes: [] }
const whole: Shape = { kind: 'whole' }

test('a detection project learns the box around a shape, and nothing from labels of the whole image or a single point', () => {
  expect(learnedObject('detection', polygon, IMAGE)).toEqual({ box: { x: 10, y: 10, width: 40, height: 30 } })
  expect(learnedObject('detection', whole, IMAGE)).toBeNull()
  expect(learnedObject('detection', { kind: 'points', points: [5, 5] }, IMAGE)).toBeNull()
})

test('of a turned box that reaches over the edge, the part on the image is learned', () => {
  const turned: Shape = { kind: 'rotated-box', cx: 2, cy: 40, width: 20, height: 10, rotation: 90 }
  expect(learnedObject('detection', turned, IMAGE)?.box).toMatchObject({
    x: 0,
    width: expect.closeTo(7),
    height: expect.closeTo(20),
  })
})

test('a classification project learns labels of the whole image alone', () => {
  expect(learnedObject('classification', whole, IMAGE)).toEqual({ box: null })
  expect(learnedObject('classification', polygon, IMAGE)).toBeNull()
})
