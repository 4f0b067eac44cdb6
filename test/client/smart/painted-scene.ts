import type { Picture } from '#client/smart/picture.ts'
import { createRandom } from '#shared/random.ts'
import type { Bounds, Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'

const NOISE = 14
type Color = readonly [number, number, number]
const GROUND: Color = [90, 110, 80]

/** An oval thing on a picture. */
export interface Oval extends Bounds {
  readonly color: Color
}

/** A noisy picture of ovals on a plain ground, the same for the same seed. */
export function aScene(width: number, height: number, ovals: readonly Oval[], seed = 1): Picture {
  const random = createRandom(seed)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const color = ovals.findLast((oval) => isIn(oval, x, y))?.color ?? GROUND
      for (let channel = 0; channel < 3; channel++)
        data[(y * width + x) * 4 + channel] = (color[channel] as number) + NOISE * random.normal()
      data[(y * width + x) * 4 + 3] = 255
    }
  return { image: { width, height }, pixels: { width, height, data } }
}

/** The pixels of an oval. */
export function maskOfOval(oval: Oval): Mask {
  const [x, y, width, height] = [Math.floor(oval.x), Math.floor(oval.y), Math.ceil(oval.width), Math.ceil(oval.height)]
  const inside = Uint8Array.from({ length: width * height }, (_, at) =>
    Number(isIn(oval, x + (at % width), y + Math.floor(at / width))),
  )
  return pixelMask(inside, { x, y, width, height }) as Mask
}

function isIn({ x, y, width, height }: Bounds, column: number, row: number): boolean {
  const dx = (column + 1 / 2 - x - width / 2) / (width / 2)
  const dy = (row + 1 / 2 - y - height / 2) / (height / 2)
  return dx * dx + dy * dy <= 1
}
