import { expect, it } from 'vitest'
import { colourMap, unchangedColour } from '#server/ml/images/colour.ts'
import { placeObjects } from '#server/ml/images/place-objects.ts'
import { placeRecipe } from '#server/ml/images/place-recipe.ts'
import { drawRecipe } from '#server/ml/images/recipe.ts'
import { renderRecipe } from '#server/ml/images/render-recipe.ts'
import { drawVariation, unchanged } from '#server/ml/images/variation.ts'
import { warpInto } from '#server/ml/images/warp.ts'
import { type Augmentation, augmentationOf } from '#shared/domain/augmentation.ts'
import { createRandom } from '#shared/random.ts'
import { boxed, boxOf, whole } from '../labelled-objects.ts'

const size = { width: 40, height: 30 }
const bytes = { scale: 1, shift: 0 }

it('draws an unvaried image as it is', () => {
  const source = Uint8Array.from({ length: size.width * size.height * 3 }, (_, index) => (index * 7) % 256)
  const target = new Float32Array(source.length)
  warpInto(target, size, { ...size, bytes: source }, unchanged, bytes)
  expect([...target]).toEqual([...source])
})

it.each([
  ['scaled and shifted', { scale: 0.4, shift: 0.1 }],
  ['cut down to a part', { crop: 0.4 }],
  ['mirrored both ways', { scale: 0.2, horizontalFlip: true, verticalFlip: true }],
  ['turned', { rotationDegrees: 10 }],
  ['turned by a quarter', { quarterTurns: true }],
] satisfies [string, Partial<Augmentation>][])('keeps boxes on their pixels: %s', (_name, parts) => {
  const box = { x: 0.3, y: 0.4, width: 0.3, height: 0.2 }
  const source = paintedBox(box)
  for (let seed = 0; seed < 20; seed++) {
    const variation = drawVariation(augmentationOf(parts), size.width / size.height, createRandom(seed))
    const target = new Float32Array(source.length)
    warpInto(target, size, { ...size, bytes: source }, { ...variation, colour: unchangedColour }, bytes)
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

it('draws at another size than the source has', () => {
  const source = paintedBox({ x: 0.25, y: 0.2, width: 0.5, height: 0.4 })
  const small = { width: 20, height: 15 }
  const target = new Float32Array(small.width * small.height * 3)
  warpInto(target, small, { ...size, bytes: source }, unchanged, bytes)
  const at = (x: number, y: number) => target[(y * small.width + x) * 3]
  expect([at(10, 6), at(1, 6), at(10, 13)]).toEqual([255, 0, 0])
})

it.each([
  ['four images in one', { mosaic: 1, scale: 0.2, horizontalFlip: true }],
  ['two images in one', { mixup: 1, shift: 0.1 }],
  ['a mosaic with holes', { mosaic: 0.5, cutOut: 0.3 }],
] satisfies [string, Partial<Augmentation>][])('teaches each object where it is drawn: %s', (_name, parts) => {
  const boxes = [0.05, 0.25, 0.45, 0.65].map((x) => ({ x, y: x, width: 0.3, height: 0.3 }))
  const sources = boxes.map(paintedBox)
  for (let seed = 0; seed < 40; seed++) {
    const random = createRandom(seed)
    const another = () => random.integer(boxes.length)
    const recipe = drawRecipe(seed % 4, { augmentation: augmentationOf(parts), aspectRatio: 4 / 3, another, random })
    const target = new Float32Array(size.width * size.height * 3)
    const pixels = (image: number) => ({ ...size, bytes: sources[image] as Uint8Array })
    renderRecipe(target, recipe, { size, range: bytes, pixels })
    const placed = placeRecipe(recipe, (image) => [boxed(image, boxes[image] as (typeof boxes)[number])])
    for (const object of placed) {
      const { x, y, width, height } = boxOf(object) ?? expect.fail('a box stays a box')
      expect(x >= 0 && y >= 0 && x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9).toBe(true)
      const wanted = (object.weight ?? 1) * 255 * (1 - HIDDEN_SHARE)
      expect(meanWithin(target, { x, y, width, height })).toBeGreaterThanOrEqual(wanted - EDGE)
    }
  }
})

it('weighs two images in one by how much of each is seen', () => {
  const random = createRandom(3)
  const recipe = drawRecipe(0, { augmentation: augmentationOf({ mixup: 1 }), aspectRatio: 1, another: () => 1, random })
  const weights = placeRecipe(recipe, (image) => [whole(image)]).map(({ weight }) => weight ?? 1)
  expect(weights).toHaveLength(2)
  expect(weights[0]).toBeGreaterThanOrEqual(weights[1] as number)
  expect((weights[0] as number) + (weights[1] as number)).toBeCloseTo(1)
})

it('leaves greys alone when hue and saturation change, and turns red to green by a third of a circle', () => {
  const turned = colourMap({ gain: 1, bias: 0, saturation: 1, hue: (2 * Math.PI) / 3 })
  expect(recoloured(turned, [200, 0, 0])).toEqual([0, 200, 0])
  expect(recoloured(colourMap({ gain: 1, bias: 0, saturation: 0.3, hue: 1 }), [90, 90, 90])).toEqual([90, 90, 90])
  expect(recoloured(colourMap({ gain: 1, bias: 0, saturation: 0, hue: 0 }), [90, 0, 0])).toEqual([30, 30, 30])
})

/** Holes may hide this share of an object that is still taught, and the edges of a warped box are blurred. */
const HIDDEN_SHARE = 0.6
const EDGE = 25

function recoloured(colour: readonly number[], [red, green, blue]: readonly [number, number, number]): number[] {
  return [0, 4, 8].map((row) => {
    const [r, g, b, one] = colour.slice(row, row + 4) as [number, number, number, number]
    return Math.round(r * red + g * green + b * blue + one) + 0
  })
}

function meanWithin(pixels: Float32Array, box: { x: number; y: number; width: number; height: number }): number {
  let [sum, count] = [0, 0]
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [cx, cy] = [(x + 0.5) / size.width, (y + 0.5) / size.height]
      if (cx < box.x || cx > box.x + box.width || cy < box.y || cy > box.y + box.height) continue
      sum += pixels[(y * size.width + x) * 3] as number
      count++
    }
  }
  return count > 0 ? sum / count : 255
}

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
