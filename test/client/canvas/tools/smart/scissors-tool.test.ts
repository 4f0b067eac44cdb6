import { expect, test } from 'vitest'
import { scissorsTool } from '#client/canvas/tools/smart/scissors-tool.ts'
import type { Prompt, Smart } from '#client/smart/questions.ts'
import { SmartError } from '#client/smart/questions.ts'
import { area, problem, type Shape } from '#shared/shapes/index.ts'
import { aToolBench } from '../../tool-bench.ts'

// The way along edges goes around a corner: first across, then down.
const cornered: Smart = {
  ask: (_, prompt) => {
    const { from, to } = prompt as Prompt<'wire'>
    return Promise.resolve([from.x, from.y, to.x, from.y, to.x, to.y] as never)
  },
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

test('clicks are joined along the edges, and Enter closes the outline', async () => {
  const bench = aToolBench(scissorsTool, { smart: cornered })
  bench.click(100, 100)
  bench.click(200, 160)
  bench.key('enter')
  await settled()
  expect(bench.created).toHaveLength(1)
  expect(area(bench.created[0] as Shape)).toBe(100 * 60)
  expect(problem(bench.created[0] as Shape)).toBeNull()
  expect(bench.preview()).toBeNull()
})

test('a click on the first point closes the outline too', async () => {
  const bench = aToolBench(scissorsTool, { smart: cornered })
  bench.click(100, 100)
  bench.click(200, 100)
  bench.click(200, 200)
  bench.click(102, 101)
  await settled()
  expect(bench.created.map(({ kind }) => kind)).toEqual(['polygon'])
})

test('the way to the pointer is seen before the click', async () => {
  const bench = aToolBench(scissorsTool, { smart: cornered })
  bench.click(100, 100)
  bench.move(150, 130)
  expect(bench.preview()).toEqual({ kind: 'polyline', points: [100, 100, 150, 130] })
  await settled()
  expect(bench.preview()).toEqual({ kind: 'polyline', points: [100, 100, 150, 100, 150, 130] })
})

test('Backspace takes the last point back, at the first one it drops the outline', async () => {
  const bench = aToolBench(scissorsTool, { smart: cornered })
  bench.click(100, 100)
  bench.click(200, 160)
  await settled()
  bench.key('backspace')
  expect(bench.preview()).toBeNull()
  bench.key('backspace')
  expect(bench.cancel()).toBe(false)
  expect(bench.created).toEqual([])
})

test('without an answer the lines are straight, and the person hears why', async () => {
  const deaf: Smart = { ask: () => Promise.reject(new SmartError('No edges today.')) }
  const bench = aToolBench(scissorsTool, { smart: deaf })
  bench.click(100, 100)
  bench.click(200, 100)
  bench.click(200, 200)
  await settled()
  expect(bench.hint()).toBe('No edges today.')
  bench.key('enter')
  await settled()
  expect(area(bench.created[0] as Shape)).toBe(5000)
})

test('an outline that is dropped stays dropped', async () => {
  const bench = aToolBench(scissorsTool, { smart: cornered })
  bench.click(100, 100)
  bench.click(200, 160)
  bench.cancel()
  await settled()
  expect(bench.preview()).toBeNull()
  expect(bench.created).toEqual([])
})
