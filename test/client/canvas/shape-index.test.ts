import { expect, test } from 'vitest'
import type { Drawable } from '#client/canvas/drawable.ts'
import { createShapeIndex } from '#client/canvas/shape-index.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { aBox } from './tool-bench.ts'

const aDrawable = (id: string, shape: Shape): Drawable => ({
  id: id as AnnotationId,
  shape,
  color: '#ee6677',
  tag: '',
  template: null,
  look: 'draft',
  isContested: false,
  isFaint: false,
})

test('of shapes on top of each other the smallest is meant', () => {
  const index = createShapeIndex([aDrawable('large', aBox(0, 0, 100, 100)), aDrawable('small', aBox(40, 40, 10, 10))])
  expect(index.at({ x: 45, y: 45 }, 3)).toBe('small')
  expect(index.at({ x: 10, y: 10 }, 3)).toBe('large')
})

test('a press just beside a shape means it, one farther away does not', () => {
  const index = createShapeIndex([aDrawable('a', aBox(10, 10, 10, 10))])
  expect(index.at({ x: 22, y: 15 }, 3)).toBe('a')
  expect(index.at({ x: 25, y: 15 }, 3)).toBeNull()
})

test('labels of the whole asset have no place, and an empty image has nothing', () => {
  const index = createShapeIndex([aDrawable('class', { kind: 'whole' })])
  expect(index.at({ x: 1, y: 1 }, 3)).toBeNull()
  expect(createShapeIndex([]).within({ x: 0, y: 0, width: 10, height: 10 })).toEqual([])
})

test('shapes come back in drawing order', () => {
  const drawables = Array.from({ length: 500 }, (_, index) => aDrawable(`s${index}`, aBox(index % 30, index % 17, 5, 5)))
  const found = createShapeIndex(drawables).within({ x: 0, y: 0, width: 50, height: 50 })
  expect(found).toEqual(drawables)
})

test('a press just beside a large mask means it, one in a hole of it does not', () => {
  const side = 200
  const pixels = Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)]
    return x < 50 || x >= 150 || y < 50 || y >= 150 ? 1 : 0
  })
  const ring = pixelMask(pixels, { x: 0, y: 0, width: side, height: side })
  if (!ring) throw new Error('Expected a mask')
  const index = createShapeIndex([aDrawable('ring', ring)])
  expect([index.at({ x: 20, y: 20 }, 3), index.at({ x: 52, y: 100 }, 3)]).toEqual(['ring', 'ring'])
  expect([index.at({ x: 100, y: 100 }, 3), index.at({ x: 202, y: 100 }, 3)]).toEqual([null, 'ring'])
})
