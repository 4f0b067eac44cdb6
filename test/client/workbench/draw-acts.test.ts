import { expect, test } from 'vitest'
import { tools } from '#client/canvas/tools/index.ts'
import { toolForLabel, toolsOfTask } from '#client/workbench/tool-choice.ts'
import { toolFaces } from '#client/workbench/tool-faces.tsx'
import { aDesk } from './desk-bench.ts'

const aBox = { kind: 'box', x: 10, y: 10, width: 50, height: 40 } as const

test('a label takes the tool of its shape, a label without one the tool used last', async () => {
  const bench = await aDesk({ labels: { lane: { shape: 'polyline' }, car: {}, sky: { shape: 'polygon' } } })
  bench.press('label', '1')
  expect(bench.ui().tool).toBe('polyline')
  bench.press('takeEllipse')
  bench.press('label', '2')
  expect(bench.ui().tool).toBe('ellipse')
  bench.press('label', '3')
  expect(bench.ui().tool).toBe('polygon')
})

test('of several tools for a shape the one used last is kept', () => {
  expect(toolForLabel('detection', { shape: 'box' }, 'extreme-box')).toBe('extreme-box')
  expect(toolForLabel('detection', { shape: 'box' }, 'polygon')).toBe('box')
  expect(toolForLabel('detection', null, null)).toBe('box')
  expect(toolForLabel('classification', null, null)).toBeNull()
})

test('a label without joints does not take the tool for skeletons', async () => {
  const joints = { keypoints: ['head', 'foot'], edges: [], places: [0, 0, 0, 1] }
  const bench = await aDesk({ labels: { person: { skeleton: joints }, ball: {} } })
  bench.press('label', '1')
  bench.press('takeSkeleton')
  bench.press('label', '1')
  expect(bench.ui().tool).toBe('skeleton')
  bench.press('label', '2')
  expect(bench.ui().tool).toBe('box')
})

test('a task that labels whole images offers nothing to draw with', () => {
  expect(toolsOfTask('classification')).toEqual(['select'])
  expect(toolsOfTask('detection')).toEqual(tools.ids)
})

test('N draws with the tool used last, and N again stops', async () => {
  const bench = await aDesk()
  bench.press('takePolygon')
  bench.press('draw')
  expect(bench.ui().tool).toBe('select')
  bench.press('draw')
  expect(bench.ui().tool).toBe('polygon')
})

test('a label of the whole image is given by its key, and taken away by the same', async () => {
  const bench = await aDesk({ labels: { car: {}, night: { shape: 'whole' } } })
  bench.press('label', '2')
  expect(bench.shapes()).toEqual([{ kind: 'whole' }])
  expect(bench.ui().tool).toBe('select')
  bench.press('label', '2')
  expect(bench.visible()).toEqual([])
})

test('what is drawn anew keeps its label and its history', async () => {
  const bench = await aDesk()
  const [id] = bench.draw(aBox) as [never]
  bench.select(id)
  bench.press('relabel', '2')
  bench.press('redraw')
  expect(bench.ui().tool).toBe('box')
  bench.draw({ ...aBox, x: 200 })
  expect(bench.visible()).toMatchObject([{ id, label: 'WBC', revision: 3, shape: { x: 200 } }])
  bench.draw({ ...aBox, x: 300 })
  expect(bench.visible()).toHaveLength(2)
})

test('Escape leaves what was to be drawn anew as it was', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox))
  bench.press('redraw')
  bench.press('escape')
  bench.draw({ ...aBox, x: 200 })
  expect(bench.shapes()).toEqual([aBox, { ...aBox, x: 200 }])
})

test('every tool has its own face', () => {
  const icons = tools.ids.map((id) => toolFaces[id].Icon)
  expect(new Set(icons).size).toBe(tools.ids.length)
})
