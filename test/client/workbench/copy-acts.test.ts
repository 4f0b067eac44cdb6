import { expect, test } from 'vitest'
import type { Shape } from '#shared/shapes/index.ts'
import { settled } from '../annotations/client.ts'
import { aDesk } from './desk-bench.ts'

const aBox = (x: number, y: number, width = 50, height = 40): Shape => ({ kind: 'box', x, y, width, height })

test('the selected shapes are copied to the next image with their label, and it is said how many', async () => {
  const next = await aDesk()
  const bench = await aDesk({ next: next.desk.annotations })
  const [first] = bench.draw(aBox(10, 10), aBox(100, 100))
  bench.select(first as never)
  bench.press('copyToNext')
  await settled()
  expect(next.visible().map(({ label, shape, status }) => ({ label, shape, status }))).toEqual([
    { label: 'RBC', shape: aBox(10, 10), status: 'draft' },
  ])
  expect(bench.ui().note).toMatch(/^1 copied to the next image/)
})

test('without a selection all shapes are copied, and one undo there takes them back', async () => {
  const next = await aDesk()
  const bench = await aDesk({ next: next.desk.annotations })
  bench.draw(aBox(10, 10), aBox(100, 100), { kind: 'points', points: [5, 5] })
  bench.press('copyToNext')
  await settled()
  expect(next.shapes()).toEqual(bench.shapes())
  next.press('undo')
  expect(next.visible()).toEqual([])
  expect(bench.visible()).toHaveLength(3)
})

test('on the last image, and where there is nothing to copy, a person hears so', async () => {
  const bench = await aDesk()
  bench.press('copyToNext')
  expect(bench.ui().note).toBe('There is no shape to copy.')
  bench.draw(aBox(10, 10))
  bench.press('copyToNext')
  expect(bench.ui().note).toBe('This is the last image.')
})
