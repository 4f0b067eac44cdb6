import sharp from 'sharp'
import { createRandom } from '#shared/random.ts'

/** Blur as a share of the longer side, and at least this many pixels. */
const BLUR_SHARE = 0.004
const LEAST_BLUR = 1
/** Another camera: warmer, flatter, noisier, a fifth smaller, saved at a lower quality. */
const CAMERA = { gamma: 1.12, red: 1.06, blue: 0.93, noise: 5, scale: 0.8, quality: 70 } as const
const QUALITY = 95
const CHANNELS = 3
const WHITE = 255

/** What may happen to images between one day and the next; each gives the bytes of a JPEG. */
export const shifts = {
  'as they are': (file: string) => sharp(file).autoOrient().jpeg({ quality: QUALITY }).toBuffer(),
  'brightness -20 %': (file: string) => sharp(file).autoOrient().linear(0.8, 0).jpeg({ quality: QUALITY }).toBuffer(),
  async blur(file: string) {
    const { width = 0, height = 0 } = await sharp(file).metadata()
    const sigma = Math.max(LEAST_BLUR, BLUR_SHARE * Math.max(width, height))
    return sharp(file).autoOrient().blur(sigma).jpeg({ quality: QUALITY }).toBuffer()
  },
  async 'other camera'(file: string) {
    const { data, info } = await sharp(file)
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const random = createRandom(data.length)
    const factors = [CAMERA.red, 1, CAMERA.blue]
    for (const [place, value] of data.entries()) {
      const seen = WHITE * (value / WHITE) ** (1 / CAMERA.gamma) * (factors[place % CHANNELS] ?? 1)
      data[place] = Math.round(Math.min(WHITE, Math.max(0, seen + CAMERA.noise * random.normal())))
    }
    return sharp(data, { raw: info })
      .resize(Math.round(info.width * CAMERA.scale))
      .jpeg({ quality: CAMERA.quality })
      .toBuffer()
  },
} as const satisfies Record<string, (file: string) => Promise<Buffer>>
export type Shift = keyof typeof shifts
