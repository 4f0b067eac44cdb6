import { expect, it } from 'vitest'
import { drawVariation, unchanged } from '#server/ml/images/augmentation.ts'
import { placeObjects } from '#server/ml/images/place-objects.ts'
import { warpInto } from '#server/ml/images/warp.ts'
import { createRandom } from '#shared/random.ts'
import { boxed, boxOf, whole } from '../labelled-objects.ts'

const size = { width: 40, height: 30 }
const bytes = { scale: 1, shift: 0 }
const calm = { scale: 0, shift: 0, rotationDegrees: 0, brightness: 0, contrast: 0, horizontalFlip: false, verticalFlip: false }

it('draws an unvaried image as it is', () => {
  const source = Uint8Array.from({ length: size.width * size.height * 3 }, (_, index) => (index * 7) % 256)
  const target = new Float32Array(source.length)
  warpInto(target, source, size, unchanged, bytes)
  expect([...target]).toEqual([...source])
})

it.each([
  ['scaled and shifted', { ...calm, scale: 0.4, shift: 0.1 }],
  ['mirrored both ways', { ...calm, scale: 0.2, horizontalFlip: true, verticalFlip: true }],
  ['turned', { ...calm, rotationDegrees: 10 }],
])('keeps boxes on their pixels: %s', (_name, augmentation) => {
  const box = { x: 0.3, y: 0.4, width: 0.3, height: 0.2 }
  const source = paintedBox(box)
  for (let seed = 0; seed < 20; seed++) {
    const variation = drawVariation(augmentation, size.width / size.height, createRandom(seed))
    const target = new Float32Array(source.length)
    warpInto(target, source, size, { ...variation, tone: unchanged.tone }, bytes)
    const [placed] = placeObjects([boxed(0, box)], variation.placement)
    const middle = middleOfWhite(target)
    const found = placed && boxOf(placed)
    expect(found).toBeTruthy()
    expect(Math.abs((found?.x ?? 0) + (found?.width ?? 0) / 2 - middle.x)).toBeLessThan(0.03)
    expect(Math.abs((found?.y ?? 0) + (found?.height ?? 0) / 2 - middle.y)).toBeLessThan(0.03)
  }
})

it('leaves out a box that is mostly outside the frame, and keeps labels of whole images', () => {
  const moved = { ...unchanged.placement, x0: 0.5 }
  const objects = [
    boxed(0, { x: 0.1, y: 0.1, width: 0.2, height: 0.2 }),
    boxed(1, { x: 0.7, y: 0.1, width: 0.2, height: 0.2 }),
    whole(2),
  ]
  expect(placeObjects(objects, moved).map(({ label }) => label)).toEqual([1, 2])
})

function paintedBox(box: { x: number; y: number; width: number; height: number }): Uint8Array {
  const source = new Uint8Array(size.width * size.height * 3)
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const inside =
        x >= box.x * size.width &&
        x < (box.x + box.width) * size.width &&
        y >= box.y * size.height &&
        y < (box.y + box.height) * size.height
      if (inside) source.fill(255, (y * size.width + x) * 3, (y * size.width + x) * 3 + 3)
    }
  }
  return source
}

/** Centre of mass of what is brighter than the grey outside. */
function middleOfWhite(pixels: Float32Array): { x: number; y: number } {
  const sum = { x: 0, y: 0, weight: 0 }
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const value = pixels[(y * size.width + x) * 3] as number
      const weight = value > 128 ? value : 0
      sum.x += weight * ((x + 0.5) / size.width)
      sum.y += weight * ((y + 0.5) / size.height)
      sum.weight += weight
    }
  }
  return { x: sum.x / sum.weight, y: sum.y / sum.weight }
}
