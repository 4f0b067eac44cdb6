import { expect, test } from 'vitest'
import type { Shape } from '#shared/shapes/index.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'

const IMAGE = { width: 100, height: 80 }
const polygon: Shape = { kind: 'polygon', ring: [10, 10, 50, 10, 30, 40], holes: [] }
const whole: Shape = { kind: 'whole' }
const learned = (task: TaskId, shape: Shape) => tasks[task].learned({ shape, attributes: {} }, IMAGE)

test('a detection project learns the box around a shape, and nothing from labels of the whole image or a single point', () => {
  expect(learned('detection', polygon)).toEqual({ value: null, shape: { kind: 'box', x: 10, y: 10, width: 40, height: 30 } })
  expect(learned('detection', whole)).toBeNull()
  expect(learned('detection', { kind: 'points', points: [5, 5] })).toBeNull()
})

test('of a turned box that reaches over the edge, the part on the image is learned', () => {
  const turned: Shape = { kind: 'rotated-box', cx: 2, cy: 40, width: 20, height: 10, rotation: 90 }
  expect(learned('detection', turned)?.shape).toMatchObject({
    x: 0,
    width: expect.closeTo(7),
    height: expect.closeTo(20),
  })
})

test('a classification project learns labels of the whole image alone', () => {
  expect(learned('classification', whole)).toEqual({ shape: whole, value: null })
  expect(learned('classification', polygon)).toBeNull()
})
