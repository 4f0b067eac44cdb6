import { expect, test } from 'vitest'
import { selectTool } from '#client/canvas/tools/select-tool.ts'
import { aBox, aToolBench } from './tool-bench.ts'

const shapes = { a: aBox(100, 100, 50, 40) }

test('a click selects what lies under it and changes nothing', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.click(120, 120)
  expect(bench.selected()).toBe('a')
  expect(bench.changed).toEqual([])
})

test('a trembling click moves nothing', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.press(120, 120)
  bench.move(121, 121)
  bench.release(121, 121)
  expect(bench.changed).toEqual([])
})

test('a click on empty ground lets go of the selection', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.click(300, 300)
  expect(bench.selected()).toBeNull()
})

test('a drag moves a box and shows it on its way', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.press(120, 120)
  bench.move(140, 150)
  expect(bench.held()).toEqual(aBox(120, 130, 50, 40))
  bench.release(140, 150)
  expect(bench.held()).toBeNull()
  expect(bench.changed).toEqual([['a', aBox(120, 130, 50, 40)]])
})

test('a moved box keeps its size at the edge of the image', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.drag([120, 120], [900, 120])
  expect(bench.changed).toEqual([['a', aBox(590, 100, 50, 40)]])
})

test('a corner resizes the selected box', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.drag([150, 140], [170, 180])
  expect(bench.changed).toEqual([['a', aBox(100, 100, 70, 80)]])
})

test('an edge moves alone', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.drag([100, 125], [80, 300])
  expect(bench.changed).toEqual([['a', aBox(80, 100, 70, 40)]])
})

test('a corner pulled over the opposite one turns the box over', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.drag([150, 140], [60, 70])
  expect(bench.changed).toEqual([['a', aBox(60, 70, 40, 30)]])
})

test('resizing stops at two pixels', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.drag([150, 120], [101, 120])
  expect(bench.changed).toEqual([['a', aBox(100, 100, 2, 40)]])
})

test('a drag can be dropped, and then nothing has changed', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.press(120, 120)
  bench.move(200, 200)
  bench.cancel()
  expect(bench.held()).toBeNull()
  bench.release(200, 200)
  expect(bench.changed).toEqual([])
})

test('what somebody else holds can be selected and not moved', () => {
  const bench = aToolBench(selectTool, { shapes, locked: ['a'] })
  bench.drag([120, 120], [200, 200])
  expect(bench.selected()).toBe('a')
  expect(bench.changed).toEqual([])
  expect(bench.cursor(120, 120)).toBe('pointer')
})

test('a drag on empty ground moves the view', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.drag([300, 300], [310, 320])
  expect(bench.panned.length).toBeGreaterThan(0)
  expect(bench.changed).toEqual([])
})

test('the mouse pointer says what a press would do', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  expect(bench.cursor(100, 100)).toBe('nwse-resize')
  expect(bench.cursor(150, 120)).toBe('ew-resize')
  expect(bench.cursor(125, 120)).toBe('move')
  expect(bench.cursor(300, 300)).toBe('default')
})
