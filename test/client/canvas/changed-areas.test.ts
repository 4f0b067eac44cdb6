import { expect, test } from 'vitest'
import { changedAreas } from '#client/canvas/changed-areas.ts'
import { sketch } from '#client/canvas/drawable.ts'
import { aBox } from './tool-bench.ts'

const pen = { color: '#ee6677', tag: '', template: null }
const aShape = (x: number) => sketch(aBox(x, 0, 10, 10), pen)

test('what came, went and changed is drawn again, and nothing else', () => {
  const [a, b, c] = [aShape(0), aShape(100), aShape(200)]
  expect(changedAreas([a, b], [a, b])).toEqual([])
  expect(changedAreas([a, b], [a, c])?.map(({ x }) => x)).toEqual([100, 200])
  expect(changedAreas([a, b], [b])?.map(({ x }) => x)).toEqual([0])
})

test('where much has changed everything is drawn again', () => {
  const many = Array.from({ length: 500 }, (_, index) => aShape(index))
  expect(changedAreas([], many)).toBeNull()
  expect(changedAreas(many, [])).toBeNull()
})
