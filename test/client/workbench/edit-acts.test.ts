import { expect, test } from 'vitest'
import { replace } from '#client/workbench/edit-acts.ts'
import { convert, simplify } from '#client/workbench/shape-acts.ts'
import { area, type Shape } from '#shared/shapes/index.ts'
import { aDesk } from './desk-bench.ts'

const aBox = (x: number, y: number, width = 50, height = 40): Shape => ({ kind: 'box', x, y, width, height })

test('arrows move everything that is selected, as one step of undo', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10, 10), { kind: 'points', points: [100, 100] }))
  bench.press('nudge', 'arrowright')
  bench.press('nudgeFar', 'shift+arrowdown')
  expect(bench.shapes()).toEqual([aBox(11, 20), { kind: 'points', points: [101, 110] }])
  bench.press('undo')
  expect(bench.shapes()).toEqual([aBox(10, 10), { kind: 'points', points: [100, 100] }])
})

test('a digit relabels everything that is selected, Delete takes it away, undo brings it back', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10, 10), aBox(100, 100)))
  bench.press('relabel', '2')
  expect(bench.visible().map(({ label }) => label)).toEqual(['WBC', 'WBC'])
  bench.press('remove')
  expect(bench.visible()).toEqual([])
  bench.press('undo')
  expect(bench.visible()).toHaveLength(2)
})

test('what is locked stays, unless it is deleted by force', async () => {
  const bench = await aDesk()
  const [id] = bench.draw(aBox(10, 10))
  bench.select(id as never)
  bench.press('lockSelected')
  bench.press('remove')
  bench.press('nudge', 'arrowright')
  expect(bench.shapes()).toEqual([aBox(10, 10)])
  expect(bench.ui().note).toContain('Locked')
  bench.press('removeLocked')
  expect(bench.visible()).toEqual([])
})

test('copies lie beside the first, inside the image, with its answers; they are selected', async () => {
  const bench = await aDesk()
  const ids = bench.draw(aBox(10, 10), aBox(585, 435))
  bench.select(ids[0] as never)
  bench.press('occlude')
  bench.press('copy')
  bench.press('paste')
  bench.select(ids[1] as never)
  bench.press('duplicate')
  expect(bench.shapes()).toEqual([aBox(10, 10), aBox(585, 435), aBox(20, 20), aBox(590, 440)])
  expect(bench.visible().map(({ occluded }) => occluded)).toEqual([true, false, true, false])
  expect(bench.ui().selection).toEqual([bench.visible()[3]?.id])
})

test('what was copied is put on the next image at the same place', async () => {
  const first = await aDesk()
  first.select(...first.draw(aBox(10, 10)))
  first.press('copy')
  const next = await aDesk()
  next.desk.ui.setState({ clipboard: first.ui().clipboard })
  next.press('paste')
  expect(next.shapes()).toEqual([aBox(10, 10)])
})

test('shapes are grouped, found together, and taken apart', async () => {
  const bench = await aDesk()
  const [a, b, c] = bench.draw(aBox(10, 10), aBox(100, 100), aBox(200, 200)) as [never, never, never]
  bench.select(a, b)
  bench.press('group')
  const [first, second, third] = bench.visible().map(({ group }) => group)
  expect(first).toBeTruthy()
  expect([second, third]).toEqual([first, null])
  bench.select(b)
  bench.press('selectGroup')
  expect(bench.ui().selection).toEqual([a, b])
  bench.press('ungroup')
  expect(bench.visible().map(({ group }) => group)).toEqual([null, null, null])
  bench.select(c)
  bench.press('group')
  expect(bench.ui().note).toContain('two or more')
})

test('the selected go above and below others, and everything can be selected', async () => {
  const bench = await aDesk()
  const [a, b] = bench.draw(aBox(10, 10), aBox(20, 20)) as [never, never]
  bench.select(a)
  bench.press('raise')
  bench.select(b)
  bench.press('lower')
  expect(bench.visible().map(({ order }) => order)).toEqual([1, -1])
  bench.press('selectAll')
  expect(bench.ui().selection).toEqual([a, b])
})

test('joined shapes are one annotation, as one step of undo', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10, 10), aBox(40, 10)))
  bench.press('join')
  expect(bench.shapes().map(area)).toEqual([80 * 40])
  expect(bench.ui().selection).toHaveLength(1)
  bench.press('undo')
  expect(bench.shapes()).toEqual([aBox(10, 10), aBox(40, 10)])
})

test('the first of the selected loses what the others cover', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10, 10), aBox(40, 10)))
  bench.press('subtract')
  expect(bench.shapes().map(area)).toEqual([30 * 40, 50 * 40])
})

test('a shape becomes another kind and keeps its label', async () => {
  const bench = await aDesk()
  bench.select(...bench.draw(aBox(10, 10)))
  convert(bench.desk, 'polygon')
  expect(bench.shapes()).toEqual([{ kind: 'polygon', ring: [10, 10, 60, 10, 60, 50, 10, 50], holes: [] }])
})

test('a simpler outline can be made finer again from the drawn one, in one step of undo', async () => {
  const bench = await aDesk()
  const drawn: Shape = { kind: 'polyline', points: [0, 0, 50, 3, 100, 0, 150, 12, 200, 0] }
  const [id] = bench.draw(drawn) as [never]
  const before = [{ id, shape: drawn }]
  simplify(bench.desk, before, 20)
  expect(bench.shapes()).toEqual([{ kind: 'polyline', points: [0, 0, 200, 0] }])
  simplify(bench.desk, before, 6)
  expect(bench.shapes()).not.toEqual([{ kind: 'polyline', points: [0, 0, 200, 0] }])
  bench.press('undo')
  expect(bench.shapes()).toEqual([drawn])
})

test('a part that was cut off has the label, the group and the height of the whole', async () => {
  const bench = await aDesk()
  const [a, b] = bench.draw(aBox(10, 10), aBox(300, 300)) as [never, never]
  bench.select(a, b)
  bench.press('relabel', '2')
  bench.press('group')
  bench.press('raise')
  replace(bench.desk, { change: [{ id: a, shape: aBox(10, 10, 20) }], create: [{ like: a, shape: aBox(30, 10, 30) }] })
  const [whole, , part] = bench.visible()
  expect(part).toMatchObject({ label: 'WBC', group: whole?.group, order: 1 })
})

test('where nothing may be changed nothing changes, and the reason is said', async () => {
  const bench = await aDesk({ readOnly: 'It waits for review.' })
  bench.desk.ui.setState({ clipboard: [{ label: 'RBC', shape: aBox(1, 1), attributes: {}, occluded: false }] })
  bench.press('paste')
  expect(bench.visible()).toEqual([])
  expect(bench.ui().note).toBe('It waits for review.')
})
