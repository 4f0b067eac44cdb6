import { expect, test } from 'vitest'
import { joinTool } from '#client/canvas/tools/join-tool.ts'
import { sliceTool } from '#client/canvas/tools/slice-tool.ts'
import { area } from '#shared/shapes/index.ts'
import { aBox, aToolBench } from './tool-bench.ts'

test('a line across a shape cuts it in two', () => {
  const bench = aToolBench(sliceTool, { shapes: { a: aBox(100, 100, 100, 50) } })
  bench.click(130, 80)
  bench.click(130, 170)
  bench.key('enter')
  expect(bench.replaced).toHaveLength(1)
  const [{ change = [], create = [] } = {}] = bench.replaced
  expect(change.map(({ id, shape }) => [id, Math.round(area(shape))])).toEqual([['a', 3500]])
  expect(create.map(({ like, shape }) => [like, Math.round(area(shape))])).toEqual([['a', 1500]])
})

test('a line that ends inside cuts nothing and says so', () => {
  const bench = aToolBench(sliceTool, { shapes: { a: aBox(100, 100, 100, 50) } })
  bench.click(130, 80)
  bench.click(130, 120)
  bench.key('enter')
  expect(bench.replaced).toEqual([])
  expect(bench.hint()).toContain('all the way')
})

test('of two shapes on top of each other only the selected one is cut', () => {
  const bench = aToolBench(sliceTool, { shapes: { a: aBox(100, 100, 100, 50), b: aBox(110, 110, 80, 30) }, selected: 'b' })
  bench.click(130, 80)
  bench.click(130, 170)
  bench.key('enter')
  expect(bench.replaced[0]?.change?.map(({ id }) => id)).toEqual(['b'])
})

test('clicked shapes and Enter become one', () => {
  const bench = aToolBench(joinTool, { shapes: { a: aBox(100, 100, 50, 50), b: aBox(140, 100, 50, 50) } })
  bench.click(110, 110)
  bench.click(180, 110)
  expect(bench.key('enter')).toBe(true)
  expect(bench.replaced[0]?.remove).toEqual(['b'])
  expect(bench.replaced[0]?.change?.map(({ id, shape }) => [id, area(shape)])).toEqual([['a', 90 * 50]])
})

test('shapes that do not touch are not joined, and the hint says why', () => {
  const bench = aToolBench(joinTool, { shapes: { a: aBox(100, 100, 50, 50), b: aBox(300, 100, 50, 50) }, selected: 'a' })
  bench.click(310, 110)
  bench.key('enter')
  expect(bench.replaced).toEqual([])
  expect(bench.hint()).toContain('touch')
})
