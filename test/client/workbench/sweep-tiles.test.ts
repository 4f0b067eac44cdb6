import { expect, test } from 'vitest'
import { sweepTiles } from '#client/workbench/sweep-tiles.ts'

const IMAGE = { width: 4000, height: 3000 }
const boxes = (side: number) => [0, 1, 2].map((index) => ({ x: index, y: 0, width: side, height: side / 2 }))

test.each([
  ['no objects', []],
  ['tiny objects', boxes(4)],
  ['usual objects', boxes(100)],
  ['objects as large as the image', boxes(2900)],
])('the tiles of an image with %s leave nothing out', (_, objects) => {
  const tiles = sweepTiles(IMAGE, objects)
  const missed: string[] = []
  for (let x = 0; x < IMAGE.width; x += 50)
    for (let y = 0; y < IMAGE.height; y += 50)
      if (!tiles.some((tile) => x >= tile.x && x <= tile.x + tile.width && y >= tile.y && y <= tile.y + tile.height))
        missed.push(`${x} ${y}`)
  expect(missed).toEqual([])
  for (const tile of tiles) {
    expect(Math.min(tile.x, tile.y)).toBeGreaterThanOrEqual(0)
    expect(tile.x + tile.width).toBeLessThanOrEqual(IMAGE.width + 1e-6)
    expect(tile.y + tile.height).toBeLessThanOrEqual(IMAGE.height + 1e-6)
  }
})

test('small objects are looked for in smaller tiles, and neighbours share a strip of their size', () => {
  const [small, large] = [sweepTiles(IMAGE, boxes(60)), sweepTiles(IMAGE, boxes(200))]
  expect(small.length).toBeGreaterThan(large.length)
  const [first, second] = large
  expect((first?.x ?? 0) + (first?.width ?? 0) - (second?.x ?? 0)).toBeGreaterThanOrEqual(200)
})

test('the walk never jumps: each tile is beside the one before', () => {
  const tiles = sweepTiles(IMAGE, boxes(100))
  for (const [index, tile] of tiles.entries()) {
    const before = tiles[index - 1]
    if (before) expect(Math.abs(tile.x - before.x) + Math.abs(tile.y - before.y)).toBeLessThanOrEqual(tile.width + 1)
  }
})

test('an image of nothing but large objects is a few tiles', () => {
  expect(sweepTiles({ width: 640, height: 480 }, boxes(105)).length).toBeLessThanOrEqual(6)
})
