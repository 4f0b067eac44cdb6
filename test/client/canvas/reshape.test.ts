import { expect, test } from 'vitest'
import { selectTool } from '#client/canvas/tools/select-tool.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { aBox, aToolBench } from './tool-bench.ts'

const aSquare: Shape = { kind: 'polygon', ring: [100, 100, 200, 100, 200, 200, 100, 200], holes: [] }
const withHole: Shape = {
  kind: 'polygon',
  ring: [100, 100, 300, 100, 300, 300, 100, 300],
  holes: [[150, 150, 200, 150, 200, 200]],
}

test('a drag moves a vertex of a selected polygon', () => {
  const bench = aToolBench(selectTool, { shapes: { a: aSquare }, selected: 'a' })
  bench.drag([200, 200], [240, 250])
  expect(bench.changed).toEqual([['a', { kind: 'polygon', ring: [100, 100, 200, 100, 240, 250, 100, 200], holes: [] }]])
})

test('a drag from the middle of an edge adds a vertex', () => {
  const bench = aToolBench(selectTool, { shapes: { a: aSquare }, selected: 'a' })
  bench.drag([100, 150], [60, 150])
  expect(bench.changed).toEqual([['a', { kind: 'polygon', ring: [100, 100, 200, 100, 200, 200, 100, 200, 60, 150], holes: [] }]])
})

test('Alt and a click take a vertex away, a double click too; three always stay', () => {
  const bench = aToolBench(selectTool, { shapes: { a: aSquare }, selected: 'a' })
  bench.click(200, 200, { alt: true })
  bench.click(100, 100)
  bench.click(100, 100, { clicks: 2 })
  const triangles = bench.changed.map(([, shape]) => shape)
  expect(triangles).toEqual([
    { kind: 'polygon', ring: [100, 100, 200, 100, 100, 200], holes: [] },
    { kind: 'polygon', ring: [200, 100, 200, 200, 100, 200], holes: [] },
  ])
  const least = aToolBench(selectTool, { shapes: { a: triangles[0] as Shape }, selected: 'a' })
  least.click(100, 100, { alt: true })
  expect(least.changed).toEqual([])
})

test('holes have vertices too, and one that loses its third last is gone', () => {
  const bench = aToolBench(selectTool, { shapes: { a: withHole }, selected: 'a' })
  bench.drag([150, 150], [140, 140])
  bench.click(200, 200, { alt: true })
  expect(bench.changed.map(([, shape]) => (shape as { holes: number[][] }).holes)).toEqual([[[140, 140, 200, 150, 200, 200]], []])
})

test('a vertex pulled so that the outline crosses itself springs back with a hint', () => {
  const bench = aToolBench(selectTool, { shapes: { a: aSquare }, selected: 'a' })
  bench.drag([100, 100], [250, 150])
  expect(bench.changed).toEqual([])
  expect(bench.hint()).toContain('crosses itself')
  expect(bench.held()).toBeNull()
})

test('a vertex snaps to a neighbour while Ctrl is held, never to its own shape', () => {
  const bench = aToolBench(selectTool, { shapes: { a: aSquare, b: aBox(220, 220, 50, 50) }, selected: 'a' })
  bench.press(200, 200)
  bench.move(217, 223, { ctrl: true })
  bench.release(217, 223, { ctrl: true })
  expect(bench.changed).toEqual([['a', { kind: 'polygon', ring: [100, 100, 200, 100, 220, 220, 100, 200], holes: [] }]])
})

test('vertices of lines and points move and go, the last ones stay', () => {
  const line = aToolBench(selectTool, { shapes: { a: { kind: 'polyline', points: [10, 10, 100, 10] } }, selected: 'a' })
  line.drag([100, 10], [100, 60])
  line.click(10, 10, { alt: true })
  expect(line.changed).toEqual([['a', { kind: 'polyline', points: [10, 10, 100, 60] }]])
  const points = aToolBench(selectTool, { shapes: { a: { kind: 'points', points: [10, 10, 100, 10] } }, selected: 'a' })
  points.drag([10, 10], [20, 30])
  points.click(100, 10, { clicks: 2 })
  expect(points.changed.map(([, shape]) => shape)).toEqual([
    { kind: 'points', points: [20, 30, 100, 10] },
    { kind: 'points', points: [10, 10] },
  ])
})

const turnedBox: Shape = { kind: 'rotated-box', cx: 200, cy: 200, width: 100, height: 40, rotation: 90 }

test('a corner resizes a rotated box along its own axes, the opposite one stays', () => {
  const bench = aToolBench(selectTool, { shapes: { a: turnedBox }, selected: 'a' })
  // Turned by 90 degrees, its lower right corner lies at the lower left.
  bench.drag([180, 250], [160, 270])
  const [[, shape] = []] = bench.changed
  expect(shape).toMatchObject({ kind: 'rotated-box', width: 120, height: 60, rotation: 90 })
  expect(shape).toMatchObject({ cx: expect.closeTo(190), cy: expect.closeTo(210) })
})

test('the handle on the stem turns a rotated box, with Shift in steps of 15 degrees', () => {
  const bench = aToolBench(selectTool, { shapes: { a: { ...turnedBox, rotation: 0 } as Shape }, selected: 'a' })
  bench.drag([200, 156], [244, 200])
  bench.press(200, 156)
  bench.move(204, 150, { shift: true })
  bench.move(216, 150, { shift: true })
  bench.release(216, 150, { shift: true })
  expect(bench.changed.map(([, shape]) => (shape as { rotation: number }).rotation)).toEqual([90, 15])
})

test('an ellipse is resized and turned by the frame around it', () => {
  const shape: Shape = { kind: 'ellipse', cx: 200, cy: 200, rx: 50, ry: 20, rotation: 0 }
  const bench = aToolBench(selectTool, { shapes: { a: shape }, selected: 'a' })
  bench.drag([250, 200], [270, 200])
  bench.drag([200, 156], [156, 200])
  expect(bench.changed.map(([, changed]) => changed)).toEqual([
    { kind: 'ellipse', cx: 210, cy: 200, rx: 60, ry: 20, rotation: 0 },
    { kind: 'ellipse', cx: 200, cy: 200, rx: 50, ry: 20, rotation: 270 },
  ])
})

const person: Shape = { kind: 'skeleton', keypoints: [100, 100, 2, 150, 200, 1, 0, 0, 0] }

test('joints are pulled, hidden and shown; one that was never placed waits below and can be pulled up', () => {
  const bench = aToolBench(selectTool, { shapes: { a: person }, selected: 'a' })
  bench.drag([100, 100], [110, 120])
  bench.click(100, 100, { alt: true })
  bench.click(150, 200, { alt: true })
  bench.drag([100, 228], [140, 140])
  expect(bench.changed.map(([, shape]) => (shape as { keypoints: number[] }).keypoints)).toEqual([
    [110, 120, 2, 150, 200, 1, 0, 0, 0],
    [100, 100, 1, 150, 200, 1, 0, 0, 0],
    [100, 100, 2, 150, 200, 2, 0, 0, 0],
    [100, 100, 2, 150, 200, 1, 140, 140, 2],
  ])
})

test('every shape can be moved by its inside', () => {
  const shapes: Record<string, Shape> = {
    polygon: aSquare,
    'rotated-box': { kind: 'rotated-box', cx: 150, cy: 150, width: 80, height: 80, rotation: 30 },
    ellipse: { kind: 'ellipse', cx: 150, cy: 150, rx: 40, ry: 40, rotation: 0 },
  }
  for (const [id, shape] of Object.entries(shapes)) {
    const bench = aToolBench(selectTool, { shapes: { [id]: shape } })
    bench.drag([150, 150], [160, 170])
    expect(bench.changed.map(([, changed]) => changed.kind)).toEqual([shape.kind])
    expect(bench.selected()).toBe(id)
  }
})
