import { expect, it } from 'vitest'
import type { Box } from '#shared/shapes/index.ts'
import { filled } from '#shared/tracks/fill.ts'

const at = (frame: number, x: number, outside = false) => ({ frame, shape: aBox(x), outside })
const aBox = (x: number): Box => ({ kind: 'box', x, y: 0, width: 10, height: 10 })
const places = (keyframes: Parameters<typeof filled>[0], frames: readonly number[]) =>
  filled(keyframes, frames).map(({ frame, shape }) => [frame, (shape as Box).x])

it('fills the frames between keyframes, and none before the first or after the last', () => {
  expect(places([at(2, 0), at(6, 40)], [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([
    [3, 10],
    [4, 20],
    [5, 30],
  ])
})

it('goes by the numbers of the frames, also where some are missing', () => {
  expect(places([at(0, 0), at(100, 100)], [0, 10, 90, 100])).toEqual([
    [10, 10],
    [90, 90],
  ])
})

it('leaves the object out from where it is outside up to the next keyframe', () => {
  expect(places([at(0, 0), at(2, 20, true), at(5, 50), at(7, 70)], [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([
    [1, 10],
    [6, 60],
  ])
})

it('has nothing to fill for one keyframe or none', () => {
  expect(places([at(3, 0)], [1, 2, 3, 4])).toEqual([])
  expect(places([], [1, 2])).toEqual([])
})
