import { expect, test } from 'vitest'
import { similarTool } from '#client/canvas/tools/smart/similar-tool.ts'
import { aFakeSmart } from '../../../smart/fake-smart.ts'
import { aBox, aToolBench } from '../../tool-bench.ts'

const FOUND = [
  { box: { x: 100, y: 10, width: 20, height: 20 }, score: 0.9 },
  { box: { x: 200, y: 10, width: 22, height: 22 }, score: 0.8 },
  { box: { x: 300, y: 10, width: 18, height: 18 }, score: 0.6 },
]
const shapes = { cell: aBox(10, 10, 20, 20), other: aBox(400, 300, 30, 30) }

async function searched() {
  const fake = aFakeSmart()
  const bench = aToolBench(similarTool, { smart: fake.smart, shapes, selected: 'cell' })
  bench.take()
  await fake.answer('similar', FOUND)
  return { bench, fake }
}

test('taken with a shape selected, it looks for more of it at once, away from what is labelled', () => {
  const fake = aFakeSmart()
  aToolBench(similarTool, { smart: fake.smart, shapes, selected: 'cell' }).take()
  expect(fake.prompt('similar').box).toEqual({ x: 10, y: 10, width: 20, height: 20 })
  expect(fake.prompt('similar').taken).toHaveLength(2)
})

test('a click on a shape looks for more of that one', () => {
  const fake = aFakeSmart()
  aToolBench(similarTool, { smart: fake.smart, shapes }).click(410, 310)
  expect(fake.prompt('similar').box).toEqual({ x: 400, y: 300, width: 30, height: 30 })
})

test('proposals are no annotations before they are accepted', async () => {
  const { bench } = await searched()
  expect(bench.proposed().map(({ isInQuestion }) => isInQuestion)).toEqual([true, false, false])
  expect(bench.created).toEqual([])
  expect(bench.replaced).toEqual([])
})

test('Enter accepts the one in question with the label of the sample, Backspace drops it', async () => {
  const { bench } = await searched()
  bench.key('enter')
  bench.key('backspace')
  expect(bench.replaced).toEqual([{ create: [{ like: 'cell', shape: aBox(100, 10, 20, 20) }] }])
  expect(bench.proposed().map(({ score }) => score)).toEqual([0.6])
})

test('Shift+A accepts the one in question and all that are more alike, as one step', async () => {
  const { bench } = await searched()
  bench.key('tab')
  bench.key('shift+a')
  expect(bench.replaced).toHaveLength(1)
  expect(bench.replaced[0]?.create?.map(({ shape }) => shape)).toEqual([aBox(100, 10, 20, 20), aBox(200, 10, 22, 22)])
})

test('a click puts a proposal in question', async () => {
  const { bench } = await searched()
  bench.click(305, 15)
  expect(bench.proposed().map(({ isInQuestion }) => isInQuestion)).toEqual([false, false, true])
})

test('when the last is decided the keys belong to the workbench again', async () => {
  const { bench } = await searched()
  for (const key of ['enter', 'enter', 'enter']) expect(bench.key(key)).toBe(true)
  expect(bench.key('enter')).toBe(false)
  expect(bench.hint()).toBe('3 taken.')
})

test('Escape drops the rest', async () => {
  const { bench } = await searched()
  bench.key('enter')
  bench.cancel()
  expect(bench.proposed()).toEqual([])
  expect(bench.replaced).toHaveLength(1)
})

test('another kind of shape keeps its size around the same middle', async () => {
  const fake = aFakeSmart()
  const ring = { kind: 'polygon' as const, ring: [10, 10, 30, 10, 20, 30], holes: [] }
  const bench = aToolBench(similarTool, { smart: fake.smart, shapes: { cell: ring }, selected: 'cell' })
  bench.take()
  await fake.answer('similar', [{ box: { x: 98, y: 8, width: 24, height: 24 }, score: 0.7 }])
  bench.key('enter')
  expect(bench.replaced[0]?.create?.[0]?.shape).toEqual({ kind: 'polygon', ring: [100, 10, 120, 10, 110, 30], holes: [] })
})
