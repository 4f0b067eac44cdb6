import { expect, test } from 'vitest'
import { boxTool } from '#client/canvas/tools/box-tool.ts'
import { aBox, aToolBench } from './tool-bench.ts'

test('a drag draws a box, whichever corner it starts from', () => {
  const bench = aToolBench(boxTool)
  bench.drag([60, 70], [20, 30])
  expect(bench.created).toEqual([aBox(20, 30, 40, 40)])
  expect(bench.preview()).toBeNull()
})

test('the box is seen while it is drawn', () => {
  const bench = aToolBench(boxTool)
  bench.press(10, 10)
  bench.move(30, 40)
  expect(bench.preview()).toEqual(aBox(10, 10, 20, 30))
})

test('two clicks draw a box from corner to corner', () => {
  const bench = aToolBench(boxTool)
  bench.click(10, 10)
  bench.move(50, 60)
  bench.click(50, 60)
  expect(bench.created).toEqual([aBox(10, 10, 40, 50)])
})

test('a box ends at the edges of the image, visibly while it is drawn', () => {
  const bench = aToolBench(boxTool)
  bench.press(600, 400)
  bench.move(900, 700)
  expect(bench.preview()).toEqual(aBox(600, 400, 40, 80))
  bench.release(900, 700)
  expect(bench.created).toEqual([aBox(600, 400, 40, 80)])
})

test('a double click draws nothing', () => {
  const bench = aToolBench(boxTool)
  bench.click(10, 10)
  bench.click(10, 10)
  expect(bench.created).toEqual([])
  expect(bench.preview()).toBeNull()
})

test('no side of a box is shorter than two pixels', () => {
  const bench = aToolBench(boxTool)
  bench.drag([10, 10], [60, 11])
  expect(bench.created).toEqual([])
})

test('a trembling click on a large image draws nothing', () => {
  const bench = aToolBench(boxTool, { pixelSize: 10 })
  bench.press(100, 100)
  bench.move(120, 110)
  bench.release(120, 110)
  expect(bench.created).toEqual([])
})

test('a box can be dropped at every moment', () => {
  const bench = aToolBench(boxTool)
  bench.press(10, 10)
  bench.move(50, 50)
  expect(bench.cancel()).toBe(true)
  bench.release(50, 50)
  expect(bench.created).toEqual([])
  expect(bench.preview()).toBeNull()
  expect(bench.cancel()).toBe(false)
})
