import { strToU8 } from 'fflate'
import sharp from 'sharp'
import { aPicture } from '../datasets/made-up-images.ts'

const SIZE = { width: 160, height: 120 } as const
/** Of the light and the contrast: still more than nothing. */
const HARDLY_SEEN = 0.06
const NEARLY_WHITE = 240
/** Of a Gaussian, in pixels: nothing of the patches' edges is left. */
const STRONG_BLUR = 14
type Box = readonly [left: number, top: number, right: number, bottom: number]

/** A folder of pictures with one box each; those named by what is wrong with them have just that. */
export async function oddImages(usual: number): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {}
  const add = (name: string, bytes: Uint8Array, boxes: readonly Box[] = [[20, 20, 60, 50]], size: Size = SIZE) => {
    files[`${name}.png`] = bytes
    files[`${name}.xml`] = strToU8(vocOf(`${name}.png`, boxes, size))
  }
  for (let seed = 1; seed <= usual; seed++) add(`usual-${seed}`, await aPicture(seed, SIZE))
  const picture = await aPicture(1001, SIZE)
  add('blurred', await sharp(picture).blur(STRONG_BLUR).png().toBuffer())
  add(
    'dark',
    await sharp(await aPicture(1002, SIZE))
      .linear(HARDLY_SEEN, 0)
      .png()
      .toBuffer(),
  )
  add(
    'bright',
    await sharp(await aPicture(1003, SIZE))
      .linear(HARDLY_SEEN, NEARLY_WHITE)
      .png()
      .toBuffer(),
  )
  add(
    'blank',
    await sharp({ create: { ...SIZE, channels: 3, background: '#7799aa' } })
      .png()
      .toBuffer(),
  )
  // After the picture that it repeats, by its name.
  const compressed = await sharp(await aPicture(1, SIZE))
    .jpeg({ quality: 70 })
    .toBuffer()
  add('usual-again', await sharp(compressed).png().toBuffer())
  add('small', await aPicture(1004, { width: 40, height: 24 }), [[2, 2, 20, 20]], { width: 40, height: 24 })
  add('labels', await aPicture(1005, SIZE), [
    [10, 10, 12, 40],
    [0, 0, 160, 120],
    [50, 50, 90, 90],
    [50, 50, 90, 91],
  ])
  return files
}

interface Size {
  readonly width: number
  readonly height: number
}

/** A Pascal VOC file with boxes of one label. */
export function vocOf(image: string, boxes: readonly Box[], { width, height }: Size = SIZE, label = 'cell'): string {
  const objects = boxes.map(
    ([xmin, ymin, xmax, ymax]) =>
      `<object><name>${label}</name><bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`,
  )
  const size = `<size><width>${width}</width><height>${height}</height><depth>3</depth></size>`
  return `<annotation><filename>${image}</filename>${size}${objects.join('')}</annotation>`
}
