import { expect, it } from 'vitest'
import { peaksIn } from '#shared/decoding/peaks.ts'

const grid = { width: 4, height: 2 }

it('finds what is as high as all around it on its own map, from the floor on, in reading order', () => {
  const [first, second] = [
    [0, 3, 0, 1, 0, 0, 0, 0],
    [0, 0, 0, 0, 9, 0, 0, 0.5],
  ]
  const values = Float32Array.from(first.flatMap((value, cell) => [value, second[cell] as number, 99]))
  const found = peaksIn({ values, grid, channels: 3, maps: 2 }, 0.6)
  expect(found.map(({ x, y, map, value }) => [x, y, map, value])).toEqual([
    [1, 0, 0, 3],
    [3, 0, 0, 1],
    [0, 1, 1, 9],
  ])
})

it('takes all of equal neighbours for peaks, or the first alone where they are to be apart', () => {
  const values = Float32Array.of(0, 2, 2, 0, 2, 0, 0, 2)
  const placesOf = (options: { apart?: boolean }) =>
    peaksIn({ values, grid, channels: 1, maps: 1 }, 1, options).map(({ x, y }) => [x, y])
  expect(placesOf({})).toEqual([
    [1, 0],
    [2, 0],
    [0, 1],
    [3, 1],
  ])
  expect(placesOf({ apart: true })).toEqual([[1, 0]])
})
