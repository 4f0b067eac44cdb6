import { expect, test } from 'vitest'
import { adjustPixels, DEFAULT_ADJUSTMENTS, isUnadjusted, valueTable } from '#client/canvas/image/adjustments.ts'
import { rasterMask } from '#client/canvas/image/mask-raster.ts'
import { createPictureShelf } from '#client/canvas/image/picture-shelf.ts'
import { serverSource } from '#client/canvas/image/server-source.ts'
import type { TileSource } from '#client/canvas/image/tile-source.ts'
import { maskPixels, pixelMask } from '#shared/shapes/mask-pixels.ts'
import { eventually } from '../../support/eventually.ts'

test('without adjustments every value stays what it is', () => {
  expect(isUnadjusted(DEFAULT_ADJUSTMENTS)).toBe(true)
  expect([...valueTable(DEFAULT_ADJUSTMENTS)]).toEqual(Array.from({ length: 256 }, (_, value) => value))
})

test('brightness lifts, contrast spreads, gamma opens the dark, inverse turns round', () => {
  const shown = (change: Partial<typeof DEFAULT_ADJUSTMENTS>, value: number) =>
    valueTable({ ...DEFAULT_ADJUSTMENTS, ...change })[value]
  expect([shown({ brightness: 0.2 }, 100), shown({ brightness: -1 }, 200)]).toEqual([151, 0])
  expect([shown({ contrast: 2 }, 191), shown({ contrast: 2 }, 64), shown({ contrast: 0 }, 9)]).toEqual([255, 0, 128])
  expect(shown({ gamma: 2 }, 64)).toBe(128)
  expect(shown({ isInverted: true }, 0)).toBe(255)
})

test('one channel is shown as grey, and transparency stays', () => {
  const pixels = new Uint8ClampedArray([10, 20, 30, 255, 40, 50, 60, 7])
  adjustPixels(pixels, { ...DEFAULT_ADJUSTMENTS, channel: 'green' })
  expect([...pixels]).toEqual([20, 20, 20, 255, 50, 50, 50, 7])
})

test('a mask is shown as it is, with its edge marked', () => {
  const frame = { x: 5, y: 3, width: 6, height: 4 }
  const pixels = [1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1]
  const mask = pixelMask(pixels, frame)
  if (!mask) throw new Error('Expected a mask')
  const { words, columns, rows } = rasterMask(mask, mask, 1, { inside: 1, edge: 2, isDashed: false })
  const byRows = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => words[column * rows + row]),
  )
  expect(byRows).toEqual([
    [2, 2, 2, 2, 0, 0],
    [2, 1, 1, 2, 0, 0],
    [2, 2, 2, 2, 0, 2],
    [0, 0, 0, 0, 0, 2],
  ])
})

test('every second pixel of a part of a mask is the same whether taken from the mask or from its pixels', () => {
  const frame = { x: 0, y: 0, width: 60, height: 40 }
  const mask = pixelMask(
    Array.from({ length: 60 * 40 }, (_, at) => ((at * 7919) % 13 < 6 ? 1 : 0)),
    frame,
  )
  if (!mask) throw new Error('Expected a mask')
  const region = { x: 11, y: 7, width: 30, height: 20 }
  const { words, columns, rows } = rasterMask(mask, region, 2, { inside: 1, edge: 1, isDashed: false })
  const pixels = maskPixels(mask, region)
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) expect(words[column * rows + row]).toBe(pixels[2 * row * region.width + 2 * column])
})

const aSource = (pixels: number, closed: string[], address: string): TileSource => ({
  size: { width: pixels, height: 1 },
  levels: 1,
  tile: () => null,
  whole: () => null,
  onArrival: () => undefined,
  close: () => closed.push(address),
})

test('the next image is decoded before it is asked for, once', async () => {
  const decoded: string[] = []
  const shelf = createPictureShelf({
    decode: async (address) => {
      decoded.push(address)
      return aSource(10, [], address)
    },
  })
  shelf.prepare('/next')
  shelf.prepare('/next')
  await shelf.open('/next').source
  expect(decoded).toEqual(['/next'])
})

test('images go when there is no room for them, the one longest unused first, never the one looked at', async () => {
  const closed: string[] = []
  const shelf = createPictureShelf({ decode: async (address) => aSource(40, closed, address), mostPixels: 100 })
  const open = shelf.open('/open')
  await open.source
  for (const address of ['/a', '/b']) await shelf.open(address).source.then(() => undefined)
  shelf.open('/a').release()
  expect(closed).toEqual([])
  open.release()
  expect(closed).toEqual([])
})

test('what is put back makes room for what comes', async () => {
  const closed: string[] = []
  const shelf = createPictureShelf({ decode: async (address) => aSource(40, closed, address), mostPixels: 100 })
  for (const address of ['/a', '/b', '/c']) {
    const picture = shelf.open(address)
    await picture.source
    picture.release()
  }
  await eventually(async () => expect(closed).toEqual(['/a']))
})

test('an image that could not be had is asked for again', async () => {
  let attempts = 0
  const shelf = createPictureShelf({
    decode: async (address) => {
      if (attempts++ === 0) throw new Error('offline')
      return aSource(1, [], address)
    },
  })
  await expect(shelf.open('/image').source).rejects.toThrow('offline')
  await expect(shelf.open('/image').source).resolves.toMatchObject({ levels: 1 })
})

test('a tiled image asks for a tile once, tells when it has come and closes what it holds', async () => {
  const asked: string[] = []
  const closed: string[] = []
  const source = serverSource({
    size: { width: 20_000, height: 20_000 },
    levels: 6,
    address: ({ level, column, row }) => `/${level}/${column}/${row}`,
    fetchTile: async (address) => {
      asked.push(address)
      return { width: 512, height: 512, close: () => closed.push(address) } as unknown as ImageBitmap
    },
  })
  let arrivals = 0
  source.onArrival(() => arrivals++)
  const place = { level: 2, column: 3, row: 4 }
  expect([source.tile(place), source.tile(place)]).toEqual([null, null])
  await eventually(async () => expect(arrivals).toBe(1))
  expect(source.tile(place)).toMatchObject({ width: 512, height: 512 })
  source.close()
  expect([asked, closed]).toEqual([['/2/3/4'], ['/2/3/4']])
})

test('a tiled image keeps a bounded number of tiles', async () => {
  let held = 0
  const source = serverSource({
    size: { width: 20_000, height: 20_000 },
    levels: 1,
    address: ({ column, row }) => `/${column}/${row}`,
    fetchTile: async () => {
      held++
      return { width: 512, height: 512, close: () => held-- } as unknown as ImageBitmap
    },
  })
  for (let column = 0; column < 30; column++)
    for (let row = 0; row < 20; row++) {
      source.tile({ level: 0, column, row })
      await Promise.resolve()
    }
  await eventually(async () => expect(held).toBeLessThanOrEqual(192))
  source.close()
  await eventually(async () => expect(held).toBe(0))
})
