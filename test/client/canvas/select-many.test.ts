import { expect, test } from 'vitest'
import { selectTool } from '#client/canvas/tools/select-tool.ts'
import { aBox, aToolBench } from './tool-bench.ts'

const shapes = { a: aBox(100, 100, 50, 40), b: aBox(200, 100, 50, 40), c: aBox(600, 400, 30, 30) }

test('Shift and a click add to the selection, and take away again', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'a' })
  bench.click(220, 120, { shift: true })
  expect(bench.selection()).toEqual(['a', 'b'])
  bench.click(120, 120, { shift: true })
  expect(bench.selection()).toEqual(['b'])
})

test('a drag on empty ground with Shift selects what lies inside', () => {
  const bench = aToolBench(selectTool, { shapes })
  bench.press(90, 90, { shift: true })
  bench.move(260, 150, { shift: true })
  expect(bench.band()).toEqual({ x: 90, y: 90, width: 170, height: 60 })
  bench.release(260, 150, { shift: true })
  expect(bench.selection()).toEqual(['a', 'b'])
  expect(bench.band()).toBeNull()
  expect(bench.panned).toEqual([])
})

test('what the rectangle only touches is not selected, and what was selected stays', () => {
  const bench = aToolBench(selectTool, { shapes, selected: 'c' })
  bench.press(90, 90, { shift: true })
  bench.move(220, 150, { shift: true })
  bench.release(220, 150, { shift: true })
  expect(bench.selection()).toEqual(['c', 'a'])
})

test('a drag on one of the selected moves all of them, as one step', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'b'] })
  bench.press(120, 120)
  bench.move(130, 140)
  expect(bench.heldIds()).toEqual(['a', 'b'])
  bench.release(130, 140)
  expect(bench.heldIds()).toEqual([])
  expect(bench.changed).toEqual([])
  expect(bench.replaced).toEqual([
    {
      change: [
        { id: 'a', shape: aBox(110, 120, 50, 40) },
        { id: 'b', shape: aBox(210, 120, 50, 40) },
      ],
    },
  ])
})

test('many stop together at the edge of the image', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'c'] })
  bench.drag([120, 120], [400, 120])
  expect(bench.replaced).toEqual([
    {
      change: [
        { id: 'a', shape: aBox(110, 100, 50, 40) },
        { id: 'c', shape: aBox(610, 400, 30, 30) },
      ],
    },
  ])
})

test('of many the one in somebody else’s hand stays', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'b'], locked: ['b'] })
  bench.drag([120, 120], [130, 140])
  expect(bench.changed).toEqual([['a', aBox(110, 120, 50, 40)]])
})

test('a click on one of many keeps that one alone', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'b'] })
  bench.click(120, 120)
  expect(bench.selection()).toEqual(['a'])
})

test('a drag of many can be dropped', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'b'] })
  bench.press(120, 120)
  bench.move(130, 140)
  bench.cancel()
  expect(bench.heldIds()).toEqual([])
  expect(bench.replaced).toEqual([])
})

test('shapes among many have no handles: their corners move them', () => {
  const bench = aToolBench(selectTool, { shapes, selected: ['a', 'b'] })
  expect(bench.cursor(150, 140)).toBe('move')
})
