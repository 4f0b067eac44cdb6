import { expect, test } from 'vitest'
import { cropPlace } from '#client/triage/crop-place.ts'
import { secondsLeft, withMoment } from '#client/triage/pace.ts'
import { nextUndecided, pickTo, tilesIn } from '#client/triage/picking.ts'

const GRID = { columns: 3, tile: 60, gap: 4, total: 8 }
const IMAGE = { width: 640, height: 480 }

test('a drag picks every crop it touches, and none for a gap', () => {
  expect(tilesIn({ left: 10, top: 10, right: 100, bottom: 100 }, GRID)).toEqual([0, 1, 3, 4])
  expect(tilesIn({ left: 61, top: 0, right: 63, bottom: 10 }, GRID)).toEqual([])
  expect(tilesIn({ left: 0, top: 130, right: 900, bottom: 900 }, GRID)).toEqual([6, 7])
})

test('Shift picks from where it began, in both directions; without it nothing is picked', () => {
  expect([...pickTo(5, 3, true)].sort()).toEqual([3, 4, 5])
  expect(pickTo(5, 3, false).size).toBe(0)
})

test('the hand goes on to the next undecided crop, round to the beginning, until none is left', () => {
  const undecided = new Set([1, 6])
  expect(nextUndecided(2, 8, (index) => undecided.has(index))).toBe(6)
  expect(nextUndecided(6, 8, (index) => undecided.has(index))).toBe(1)
  expect(nextUndecided(0, 8, () => false)).toBeNull()
})

test('a crop shows its shape with surroundings, never beyond the image', () => {
  expect(cropPlace({ x: 300, y: 200, width: 60, height: 30 }, IMAGE)).toEqual({ x: 280, y: 165, width: 100, height: 100 })
  expect(cropPlace({ x: 0, y: 470, width: 10, height: 10 }, IMAGE)).toEqual({ x: 0, y: 456, width: 24, height: 24 })
  expect(cropPlace({ x: 0, y: 0, width: 640, height: 480 }, IMAGE)).toEqual({ x: 0, y: 0, width: 640, height: 480 })
})

test('the time left follows the pace of late; a pause does not count, and a few decisions tell nothing', () => {
  const every = (gap: number, count: number) => Array.from({ length: 10 }, (_, index) => ({ at: index * gap, count }))
  expect(secondsLeft(every(1000, 1), 60)).toBe(60)
  expect(secondsLeft(every(1000, 2), 60)).toBe(30)
  expect(secondsLeft(every(3_600_000, 1), 10)).toBe(80)
  expect(secondsLeft(every(1000, 1).slice(0, 3), 60)).toBeNull()
  expect(
    withMoment(
      Array.from({ length: 100 }, () => ({ at: 0, count: 1 })),
      { at: 1, count: 1 },
    ),
  ).toHaveLength(40)
})
