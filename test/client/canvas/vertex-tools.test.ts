import { expect, test } from 'vitest'
import { pointsTool, polygonTool, polylineTool } from '#client/canvas/tools/vertex-tools.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { aBox, aToolBench } from './tool-bench.ts'

const aTriangle: Shape = { kind: 'polygon', ring: [10, 10, 100, 10, 50, 80], holes: [] }

function clicked(bench: ReturnType<typeof aToolBench>, ...places: [number, number][]) {
  for (const [x, y] of places) {
    bench.move(x, y)
    bench.click(x, y)
  }
}

test('clicks and Enter draw a polygon', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10], [50, 80])
  bench.move(300, 300)
  expect(bench.key('enter')).toBe(true)
  expect(bench.created).toEqual([aTriangle])
  expect(bench.preview()).toBeNull()
  expect(bench.hint()).toBeNull()
})

test('a click on the first vertex closes a polygon', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10], [50, 80], [12, 11])
  expect(bench.created).toEqual([aTriangle])
})

test('a double click ends a polygon where it was clicked, and starts no other', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10], [50, 80])
  bench.click(50, 80, { clicks: 2 })
  expect(bench.created).toEqual([aTriangle])
  bench.click(50, 80, { clicks: 3 })
  expect(bench.cancel()).toBe(false)
})

test('the outline follows the pointer while it is drawn', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10])
  bench.move(50, 80)
  expect(bench.preview()).toEqual(aTriangle)
})

test('a drag draws freehand, and back at the start it closes', () => {
  const bench = aToolBench(polygonTool)
  bench.press(100, 100)
  for (const [x, y] of [
    [150, 100],
    [150, 150],
    [100, 150],
    [100, 104],
  ] as const)
    bench.move(x, y)
  bench.release(100, 104)
  expect(bench.created).toEqual([{ kind: 'polygon', ring: [100, 100, 150, 100, 150, 150, 100, 150, 100, 104], holes: [] }])
})

test('freehand and clicks go together', () => {
  const bench = aToolBench(polygonTool)
  bench.press(10, 10)
  bench.move(100, 10)
  bench.release(100, 10)
  clicked(bench, [50, 80])
  bench.key('enter')
  expect(bench.created).toEqual([aTriangle])
})

test('Backspace takes the last vertex back, to the last of them', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10], [300, 300])
  expect(bench.key('backspace')).toBe(true)
  clicked(bench, [50, 80])
  bench.key('enter')
  expect(bench.created).toEqual([aTriangle])
  clicked(bench, [10, 10])
  expect(bench.key('backspace')).toBe(true)
  expect(bench.preview()).toBeNull()
  expect(bench.cancel()).toBe(false)
})

test('an outline that crosses itself is refused with a hint, and can be mended', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [0, 0], [100, 100], [100, 0], [0, 100])
  expect(bench.key('enter')).toBe(true)
  expect(bench.created).toEqual([])
  expect(bench.hint()).toContain('crosses itself')
  expect(bench.preview()).toEqual({ kind: 'polygon', ring: [0, 0, 100, 100, 100, 0, 0, 100], holes: [] })
  bench.key('backspace')
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'polygon', ring: [0, 0, 100, 100, 100, 0], holes: [] }])
})

test('two points are no polygon yet', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10])
  bench.key('enter')
  expect(bench.created).toEqual([])
  expect(bench.hint()).toContain('at least 3')
  clicked(bench, [50, 80])
  bench.key('enter')
  expect(bench.created).toEqual([aTriangle])
})

test('vertices stay inside the image', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [600, 400], [900, 400], [620, 900])
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'polygon', ring: [600, 400, 640, 400, 620, 480], holes: [] }])
})

test('a drawing can be dropped at every moment, and other keys go on to the workbench', () => {
  const bench = aToolBench(polygonTool)
  clicked(bench, [10, 10], [100, 10])
  expect(bench.key('f')).toBe(false)
  expect(bench.cancel()).toBe(true)
  expect(bench.preview()).toBeNull()
  expect(bench.key('enter')).toBe(false)
})

test('a line ends with Enter', () => {
  const bench = aToolBench(polylineTool)
  clicked(bench, [10, 10], [20, 30], [12, 11])
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'polyline', points: [10, 10, 20, 30, 12, 11] }])
})

test('points are kept together with Enter, one of them is enough', () => {
  const bench = aToolBench(pointsTool)
  clicked(bench, [10, 10])
  bench.key('enter')
  clicked(bench, [20, 20], [30, 30])
  bench.key('enter')
  expect(bench.created).toEqual([
    { kind: 'points', points: [10, 10] },
    { kind: 'points', points: [20, 20, 30, 30] },
  ])
})

const neighbour: Record<string, Shape> = {
  a: { kind: 'polygon', ring: [100, 100, 200, 90, 300, 100, 300, 300, 100, 300], holes: [] },
}

test('with shared borders a new outline runs along its neighbour between two of its vertices', () => {
  const bench = aToolBench(polygonTool, { shapes: neighbour, settings: { sharesBorders: true } })
  clicked(bench, [103, 98], [298, 103], [200, 20])
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'polygon', ring: [100, 100, 200, 90, 300, 100, 200, 20], holes: [] }])
})

test('with Alt the outline runs the other way round its neighbour', () => {
  const bench = aToolBench(polygonTool, { shapes: neighbour, settings: { sharesBorders: true } })
  bench.click(100, 100)
  bench.click(300, 100, { alt: true })
  expect(bench.preview()).toEqual({
    kind: 'polygon',
    ring: [100, 100, 100, 300, 300, 300, 300, 100, 300, 100],
    holes: [],
  })
})

test('while Ctrl is held points snap to corners and edges of other shapes', () => {
  const bench = aToolBench(polylineTool, { shapes: { a: aBox(100, 100, 50, 50) } })
  bench.click(103, 104, { ctrl: true })
  bench.click(125, 96, { ctrl: true })
  bench.click(103, 104)
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'polyline', points: [100, 100, 125, 100, 103, 104] }])
})

test('points snap without a key where a person has set that', () => {
  const bench = aToolBench(pointsTool, { shapes: { a: aBox(100, 100, 50, 50) }, settings: { snaps: true } })
  bench.click(147, 151)
  bench.key('enter')
  expect(bench.created).toEqual([{ kind: 'points', points: [150, 150] }])
})
