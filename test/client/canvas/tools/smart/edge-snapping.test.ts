import { expect, test } from 'vitest'
import { polygonTool } from '#client/canvas/tools/vertex-tools.ts'
import { aToolBench, IMAGE } from '../../tool-bench.ts'

// Dark on the left, bright from the middle on.
function aStep() {
  const { width, height } = IMAGE
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let at = 0; at < width * height; at++) if (at % width < width / 2) data.set([30, 30, 30], at * 4)
  return { width, height, data }
}

function drawn(ctrl: boolean) {
  const bench = aToolBench(polygonTool, { pixels: aStep() })
  bench.click(315, 100, { ctrl })
  bench.click(500, 100)
  bench.click(400, 300)
  bench.key('enter')
  const [shape] = bench.created
  return shape?.kind === 'polygon' ? shape.ring[0] : null
}

test('a vertex goes to an edge of the image while Ctrl is held', () => {
  expect(Math.abs((drawn(true) ?? 0) - 320)).toBeLessThanOrEqual(0.5)
})

test('without the key it stays under the pointer', () => {
  expect(drawn(false)).toBe(315)
})
