import { expect, test } from 'vitest'
import { cutOutTool } from '#client/canvas/tools/smart/cut-out-tool.ts'
import { regionTool } from '#client/canvas/tools/smart/region-tool.ts'
import { SmartError } from '#client/smart/questions.ts'
import { bounds, type Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { aFakeSmart } from '../../../smart/fake-smart.ts'
import { aToolBench } from '../../tool-bench.ts'

const aMask = (x: number, y: number, width: number, height: number): Mask =>
  pixelMask(new Uint8Array(width * height).fill(1), { x, y, width, height }) as Mask

test('a box asks what is in it, and Enter makes the answer an annotation', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.drag([100, 100], [200, 180])
  expect(fake.prompt('cutOut')).toMatchObject({ box: { x: 100, y: 100, width: 100, height: 80 }, strokes: [] })
  await fake.answer('cutOut', aMask(110, 105, 80, 70))
  expect(bench.preview()).toEqual(aMask(110, 105, 80, 70))
  expect(bench.created).toEqual([])
  bench.key('enter')
  expect(bench.created).toEqual([aMask(110, 105, 80, 70)])
  expect(bench.preview()).toBeNull()
})

test('what was found comes with a word on how to take it, and goes with it', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.drag([100, 100], [200, 180])
  await fake.answer('cutOut', aMask(110, 105, 80, 70))
  expect(bench.hint()).toMatch(/Enter takes it/)
  bench.cancel()
  expect(bench.hint()).toBeNull()
})

test('a click asks for the object there', () => {
  const fake = aFakeSmart()
  aToolBench(cutOutTool, { smart: fake.smart }).click(50, 60)
  expect(fake.prompt('cutOut')).toEqual({ box: null, strokes: [{ line: [50, 60], isObject: true }] })
})

test('clicks correct what was found: plain ones add, those with Alt take away, Backspace forgets the last', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.drag([100, 100], [200, 180])
  bench.click(120, 120)
  bench.click(190, 170, { alt: true })
  const both = [
    { line: [120, 120], isObject: true },
    { line: [190, 170], isObject: false },
  ]
  expect(fake.prompt('cutOut').strokes).toEqual(both)
  bench.key('backspace')
  expect(fake.prompt('cutOut').strokes).toEqual(both.slice(0, 1))
})

test('corrections of a click stay with the object that was found, unless they lie outside it', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.click(50, 60)
  await fake.answer('cutOut', aMask(40, 40, 40, 40))
  bench.click(70, 70)
  expect(fake.prompt('cutOut').box).toEqual({ x: 34, y: 34, width: 52, height: 52 })
  bench.click(300, 300)
  expect(fake.prompt('cutOut').box).toBeNull()
})

test('a stroke is drawn along the way of the pointer', () => {
  const fake = aFakeSmart()
  const bench = aToolBench(regionTool, { smart: fake.smart })
  bench.drag([10, 10], [50, 30])
  expect(fake.prompt('region').strokes).toEqual([{ line: [10, 10, 30, 20, 50, 30], isObject: true }])
})

test('only the newest question counts, and the one before is stopped', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(regionTool, { smart: fake.smart })
  bench.drag([10, 10], [50, 30])
  bench.drag([10, 60], [50, 60])
  expect(fake.isStopped(0)).toBe(true)
  await fake.answer('region', aMask(0, 0, 9, 9), 0)
  expect(bench.preview()).toBeNull()
  await fake.answer('region', aMask(5, 5, 60, 60))
  expect(bench.preview()).toEqual(aMask(5, 5, 60, 60))
})

test('Enter before the answer takes it as soon as it is there', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(regionTool, { smart: fake.smart })
  bench.drag([10, 10], [50, 30])
  bench.key('enter')
  expect(bench.created).toEqual([])
  await fake.answer('region', aMask(5, 5, 60, 60))
  expect(bench.created).toEqual([aMask(5, 5, 60, 60)])
})

test('dropping it leaves nothing behind, also when the answer comes later', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.drag([100, 100], [200, 180])
  expect(bench.cancel()).toBe(true)
  await fake.answer('cutOut', aMask(110, 105, 80, 70))
  expect(bench.preview()).toBeNull()
  expect(bench.created).toEqual([])
  expect(bench.cancel()).toBe(false)
})

test('the result is a polygon where that is the setting', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart, settings: { smartResult: 'polygon' } })
  bench.drag([100, 100], [200, 180])
  await fake.answer('cutOut', aMask(110, 105, 80, 70))
  bench.key('enter')
  expect(bench.created.map(({ kind }) => kind)).toEqual(['polygon'])
  expect(bench.created.map(bounds)).toEqual([{ x: 110, y: 105, width: 80, height: 70 }])
})

test('a person hears why nothing was found, or why nothing could be asked', async () => {
  const fake = aFakeSmart()
  const bench = aToolBench(cutOutTool, { smart: fake.smart })
  bench.click(50, 60)
  await fake.answer('cutOut', null)
  expect(bench.hint()).toMatch(/Nothing stands out/)
  bench.click(60, 60)
  await fake.fail(new SmartError('The smart tools could not be loaded.'))
  expect(bench.hint()).toBe('The smart tools could not be loaded.')
})
