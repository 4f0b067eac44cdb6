import { expect, test } from 'vitest'
import { brushTool } from '#client/canvas/tools/brush-tool.ts'
import { columnsMask, maskColumns } from '#client/canvas/tools/mask-columns.ts'
import { maskPolygonTool } from '#client/canvas/tools/mask-polygon-tool.ts'
import { createRandom } from '#shared/random.ts'
import { area, contains, type Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { aBox, aToolBench, IMAGE } from './tool-bench.ts'

const SQUARE = maskOf((x, y) => x >= 100 && x < 120 && y >= 100 && y < 120)

function maskOf(isInside: (x: number, y: number) => boolean): Mask {
  const pixels = Array.from({ length: IMAGE.width * IMAGE.height }, (_, at) =>
    isInside(at % IMAGE.width, Math.floor(at / IMAGE.width)) ? 1 : 0,
  )
  return pixelMask(pixels, { x: 0, y: 0, ...IMAGE }) as Mask
}

test('a stroke paints every pixel whose middle lies under the brush', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 10 } })
  bench.drag([50, 50], [150, 90])
  const nearest = (x: number, y: number) => {
    const share = Math.min(Math.max(((x - 50) * 100 + (y - 50) * 40) / (100 ** 2 + 40 ** 2), 0), 1)
    return Math.hypot(x - 50 - 100 * share, y - 50 - 40 * share)
  }
  expect(bench.created).toEqual([maskOf((x, y) => nearest(x + 0.5, y + 0.5) <= 5)])
})

test('a square brush leaves square ends', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 10, brushTip: 'square' } })
  bench.drag([50, 50], [80, 50])
  expect(bench.created).toEqual([maskOf((x, y) => x >= 45 && x < 85 && y >= 45 && y < 55)])
})

test('a click with the thinnest brush paints the pixel under it', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 1 } })
  bench.click(10.5, 20.5)
  expect(bench.created).toEqual([maskOf((x, y) => x === 10 && y === 20)])
})

test('a pen that presses harder paints wider', () => {
  const widthAt = (pressure: number) => {
    const bench = aToolBench(brushTool, { settings: { brushSize: 20 } })
    bench.click(100, 100, { pressure })
    return (bench.created[0] as Mask).width
  }
  expect(widthAt(1)).toBe(40)
  expect(widthAt(0.25)).toBe(10)
})

test('a stroke follows the places between two moves', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 4 } })
  bench.press(10, 10)
  bench.move(50, 10, {
    trail: [
      { x: 10, y: 40 },
      { x: 50, y: 40 },
    ],
  })
  bench.release(50, 10)
  const [mask] = bench.created
  expect(mask && [contains(mask, { x: 30, y: 40 }), contains(mask, { x: 30, y: 10 })]).toEqual([true, false])
})

test('further strokes change the selected mask, each in one step', () => {
  const bench = aToolBench(brushTool, { shapes: { m: SQUARE }, selected: 'm', settings: { brushSize: 10, brushTip: 'square' } })
  bench.drag([120, 105], [135, 105])
  expect(bench.created).toEqual([])
  expect(bench.changed).toEqual([
    ['m', maskOf((x, y) => (x >= 100 && x < 120 && y >= 100 && y < 120) || (x >= 115 && x < 140 && y >= 100 && y < 110))],
  ])
})

test('the eraser wipes away from the selected mask, and a mask with nothing left is gone', () => {
  const settings = { brushSize: 20, brushTip: 'square', isErasing: true } as const
  const bench = aToolBench(brushTool, { shapes: { m: SQUARE }, selected: 'm', settings })
  bench.click(120, 110)
  expect(bench.changed).toEqual([['m', maskOf((x, y) => x >= 100 && x < 110 && y >= 100 && y < 120)]])
  bench.drag([100, 110], [120, 110])
  expect(bench.replaced).toEqual([{ remove: ['m'] }])
})

test('the eraser asks for a mask where none is selected', () => {
  const bench = aToolBench(brushTool, { shapes: { b: aBox(0, 0, 9, 9) }, selected: 'b', settings: { isErasing: true } })
  bench.click(5, 5)
  expect([bench.hint(), bench.replaced, bench.changed]).toEqual(['Select the mask to wipe parts away from.', [], []])
})

test('a mask in somebody else’s hand is not painted on', () => {
  const bench = aToolBench(brushTool, { shapes: { m: SQUARE }, selected: 'm', locked: ['m'] })
  bench.click(110, 130)
  expect([bench.changed, bench.created]).toEqual([[], []])
  expect(bench.hint()).toMatch('locked')
})

test('a stroke is seen while it is painted, and a cancelled one leaves nothing', () => {
  const bench = aToolBench(brushTool)
  bench.press(10, 10)
  bench.move(30, 10)
  expect(bench.dabs()).toHaveLength(2)
  bench.cancel()
  expect([bench.dabs(), bench.created]).toEqual([null, []])
})

test('a stroke beyond the image paints what lies inside', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 20, brushTip: 'square' } })
  bench.drag([-50, 5], [15, 5])
  expect(bench.created).toEqual([maskOf((x, y) => x < 25 && y < 15)])
})

test('the brush grows and shrinks with the wheel, also when it is thin', () => {
  const sizes = [brushTool.onAltWheel({ brushSize: 2 } as never, -100), brushTool.onAltWheel({ brushSize: 2 } as never, 100)]
  expect(sizes).toEqual([{ brushSize: 3 }, { brushSize: 1 }])
})

test('an outline is filled into a mask: clicks for the corners, Enter closes it', () => {
  const bench = aToolBench(maskPolygonTool)
  for (const [x, y] of [
    [10, 10],
    [40, 10],
    [40, 30],
    [10, 30],
  ] as const)
    bench.click(x, y)
  expect(bench.preview()?.kind).toBe('polyline')
  bench.key('enter')
  expect(bench.created).toEqual([maskOf((x, y) => x >= 10 && x < 40 && y >= 10 && y < 30)])
  expect(bench.preview()).toBeNull()
})

test('an outline is cut out of the selected mask; a click on its first corner closes it', () => {
  const bench = aToolBench(maskPolygonTool, { shapes: { m: SQUARE }, selected: 'm', settings: { isErasing: true } })
  for (const [x, y] of [
    [110, 90],
    [130, 90],
    [130, 130],
    [110, 130],
    [110, 90],
  ] as const)
    bench.click(x, y)
  expect(bench.changed).toEqual([['m', maskOf((x, y) => x >= 100 && x < 110 && y >= 100 && y < 120)]])
})

test('Backspace takes back the last corner', () => {
  const bench = aToolBench(maskPolygonTool)
  bench.click(10, 10)
  bench.click(40, 10)
  bench.key('backspace')
  bench.key('enter')
  expect([bench.created, bench.hint()]).toEqual([[], 'An outline has at least three corners.'])
})

test('any mask comes back from its columns as it was', () => {
  const random = createRandom(5)
  for (let round = 0; round < 50; round++) {
    const threshold = random.next()
    const mask = maskOf((x, y) => x > 3 && x < 40 && y < 30 && random.next() < threshold)
    if (mask) expect(columnsMask(maskColumns(mask))).toEqual(mask)
  }
})

test('a mask that fills its crop is one run', () => {
  const bench = aToolBench(brushTool, { settings: { brushSize: 10, brushTip: 'square' } })
  bench.click(50, 50)
  expect(area(bench.created[0] as Mask)).toBe(100)
  expect((bench.created[0] as Mask).counts.length).toBeLessThanOrEqual(4)
})

test('a stroke over what is painted already changes nothing and leaves no paint behind', () => {
  const bench = aToolBench(brushTool, { shapes: { m: SQUARE }, selected: 'm', settings: { brushSize: 4 } })
  bench.drag([105, 110], [115, 110])
  expect([bench.changed, bench.replaced, bench.dabs()]).toEqual([[], [], null])
})
