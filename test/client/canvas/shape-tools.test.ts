import { expect, test } from 'vitest'
import { boxTool } from '#client/canvas/tools/box-tool.ts'
import { ellipseTool } from '#client/canvas/tools/ellipse-tool.ts'
import { extremeBoxTool } from '#client/canvas/tools/extreme-box-tool.ts'
import { rotatedBoxTool } from '#client/canvas/tools/rotated-box-tool.ts'
import { skeletonTool } from '#client/canvas/tools/skeleton-tool.ts'
import type { SkeletonTemplate } from '#shared/ontology.ts'
import { aBox, aToolBench } from './tool-bench.ts'

test('a drag draws an ellipse into its box', () => {
  const bench = aToolBench(ellipseTool)
  bench.drag([100, 100], [200, 160])
  expect(bench.created).toEqual([{ kind: 'ellipse', cx: 150, cy: 130, rx: 50, ry: 30, rotation: 0 }])
})

test('Shift makes a circle of an ellipse and a square of a box', () => {
  const round = aToolBench(ellipseTool)
  round.press(100, 100)
  round.move(200, 160, { shift: true })
  round.release(200, 160, { shift: true })
  expect(round.created).toEqual([{ kind: 'ellipse', cx: 130, cy: 130, rx: 30, ry: 30, rotation: 0 }])
  const square = aToolBench(boxTool)
  square.press(100, 100)
  square.move(40, 150, { shift: true })
  square.release(40, 150, { shift: true })
  expect(square.created).toEqual([aBox(50, 100, 50, 50)])
})

test('three clicks draw a rotated box: one side, then its depth', () => {
  const bench = aToolBench(rotatedBoxTool)
  bench.click(100, 100)
  bench.move(160, 180)
  bench.click(160, 180)
  bench.move(120, 210)
  expect(bench.preview()).toMatchObject({ kind: 'rotated-box' })
  bench.click(120, 210)
  expect(bench.created).toHaveLength(1)
  expect(bench.created[0]).toMatchObject({ kind: 'rotated-box', cx: 110, cy: 155, width: 100, height: 50 })
  expect((bench.created[0] as { rotation: number }).rotation).toBeCloseTo(53.13, 2)
})

test('a drag is the first side of a rotated box; Shift turns it in steps of 15 degrees', () => {
  const bench = aToolBench(rotatedBoxTool)
  bench.press(100, 100)
  bench.move(200, 104, { shift: true })
  bench.release(200, 104, { shift: true })
  bench.move(200, 60)
  bench.click(200, 60)
  const [box] = bench.created
  expect(box).toMatchObject({ kind: 'rotated-box', rotation: 0 })
  expect((box as { height: number }).height).toBeCloseTo(40)
  expect((box as { cy: number }).cy).toBeCloseTo(80)
})

test('a rotated box waits for its depth, and can be dropped', () => {
  const bench = aToolBench(rotatedBoxTool)
  bench.drag([100, 100], [200, 100])
  bench.click(150, 100)
  expect(bench.created).toEqual([])
  expect(bench.cancel()).toBe(true)
  expect(bench.preview()).toBeNull()
})

test('four clicks on the outermost points of a thing draw its box, in any order', () => {
  const bench = aToolBench(extremeBoxTool)
  for (const [x, y] of [
    [50, 90],
    [120, 60],
    [70, 30],
    [20, 55],
  ] as const)
    bench.click(x, y)
  expect(bench.created).toEqual([aBox(20, 30, 100, 60)])
  expect(bench.preview()).toBeNull()
})

test('Backspace takes the last outermost point back', () => {
  const bench = aToolBench(extremeBoxTool)
  bench.click(50, 90)
  bench.click(630, 470)
  bench.key('backspace')
  for (const [x, y] of [
    [120, 60],
    [70, 30],
    [20, 55],
  ] as const)
    bench.click(x, y)
  expect(bench.created).toEqual([aBox(20, 30, 100, 60)])
})

const template: SkeletonTemplate = {
  keypoints: ['head', 'hip', 'foot'],
  edges: [
    [0, 1],
    [1, 2],
  ],
  places: [0.5, 0, 0.5, 0.5, 1, 1],
}

test('a skeleton stands in its box as in the template, and Enter keeps it', () => {
  const bench = aToolBench(skeletonTool, { template })
  bench.drag([100, 100], [200, 300])
  expect(bench.created).toEqual([])
  expect(bench.key('enter')).toBe(true)
  expect(bench.created).toEqual([{ kind: 'skeleton', keypoints: [150, 100, 2, 150, 200, 2, 200, 300, 2] }])
})

test('joints are pulled to their places before a skeleton is kept, Alt hides one, a double click takes one away', () => {
  const bench = aToolBench(skeletonTool, { template })
  bench.drag([100, 100], [200, 300])
  bench.drag([150, 200], [130, 210])
  bench.click(200, 300, { alt: true })
  bench.click(150, 100, { clicks: 2 })
  expect(bench.preview()).toEqual({ kind: 'skeleton', keypoints: [0, 0, 0, 130, 210, 2, 200, 300, 1] })
  bench.click(400, 400)
  expect(bench.created).toEqual([{ kind: 'skeleton', keypoints: [0, 0, 0, 130, 210, 2, 200, 300, 1] }])
})

test('a label without a skeleton says so', () => {
  const bench = aToolBench(skeletonTool)
  bench.drag([100, 100], [200, 300])
  expect(bench.created).toEqual([])
  expect(bench.hint()).toContain('no skeleton')
})
