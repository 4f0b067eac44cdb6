import { expect, test } from 'vitest'
import { wandTool } from '#client/canvas/tools/smart/wand-tool.ts'
import { aFakeSmart } from '../../../smart/fake-smart.ts'
import { aToolBench } from '../../tool-bench.ts'

test('a press takes the colour with the tolerance of the settings, dragging right takes more and left less', () => {
  const fake = aFakeSmart()
  const bench = aToolBench(wandTool, { smart: fake.smart, settings: { wandTolerance: 20 } })
  bench.press(100, 100)
  expect(fake.prompt('wand').picks).toEqual([{ at: { x: 100, y: 100 }, tolerance: 20, isAdded: true }])
  bench.move(130, 100)
  expect(fake.prompt('wand').picks[0]?.tolerance).toBe(30)
  bench.move(10, 100)
  expect(fake.prompt('wand').picks[0]?.tolerance).toBe(0)
})

test('Shift adds a place, Alt takes one away, a plain click begins anew', () => {
  const fake = aFakeSmart()
  const bench = aToolBench(wandTool, { smart: fake.smart })
  bench.click(10, 10)
  bench.click(50, 10, { shift: true })
  bench.click(90, 10, { alt: true })
  expect(fake.prompt('wand').picks.map(({ at, isAdded }) => [at.x, isAdded])).toEqual([
    [10, true],
    [50, true],
    [90, false],
  ])
  bench.key('backspace')
  expect(fake.prompt('wand').picks).toHaveLength(2)
  bench.click(200, 10)
  expect(fake.prompt('wand').picks).toHaveLength(1)
})

test('the wheel with Alt changes the tolerance that is kept', () => {
  const settings = { wandTolerance: 24 } as never
  expect(wandTool.onAltWheel(settings, -100)).toEqual({ wandTolerance: 28 })
  expect(wandTool.onAltWheel(settings, 1000)).toEqual({ wandTolerance: 0 })
})
