import sharp from 'sharp'
import type { Mask } from '#shared/shapes/index.ts'
import { croppedMask } from '#shared/shapes/mask-frame.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { isPng, readPng, type Samples } from './png-samples.ts'

/** A picture whose pixels say what they are: one number each, a place in a palette, an id, or a colour (red * 65536 + green * 256 + blue). */
export interface LabelPicture {
  readonly width: number
  readonly height: number
  readonly numbers: ArrayLike<number>
  /** Whether the numbers are colours. */
  readonly isColoured: boolean
  /** The colours of the numbers, where the picture has a palette. */
  readonly palette: readonly number[] | null
}

/** All pixels of one number. */
export interface NumberedArea {
  readonly number: number
  readonly mask: Mask
}

const MOST_PIXELS = 5e7
const RGB_CHANNELS = 3
const RED = 0x10000
const GREEN = 0x100
/** More kinds of pixels than this are those of a photograph. */
const MOST_NUMBERS = 10_000

/** Reads a label picture; throws where it cannot be, with a reason for people. */
export const readLabelPicture = async (tree: FileTree, path: string): Promise<LabelPicture> =>
  labelPictureOf(await readWhole(tree, path))

/** A label picture out of a file's bytes. */
export async function labelPictureOf(bytes: Buffer): Promise<LabelPicture> {
  const { width, height, channels, values, palette } = isPng(bytes) ? await readPng(bytes) : await decoded(bytes)
  const isColoured = channels >= RGB_CHANNELS
  const numbers = isColoured || channels > 1 ? joinedChannels(values, channels, width * height) : values
  return { width, height, numbers, isColoured, palette: palette && colours(palette) }
}

/** Red, green and blue as one number. */
export const colourNumber = (red: number, green: number, blue: number): number => red * RED + green * GREEN + blue
/** "#rrggbb" of a colour's number. */
export const hexOf = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`
/** A colour's number of "#rrggbb". */
export const colourOfHex = (hex: string): number => Number.parseInt(hex.slice(1), 16)

/** The picture with colours for the places of its palette; itself where it has none. */
export function inColours(picture: LabelPicture): LabelPicture {
  const { palette, numbers } = picture
  if (!palette) return picture
  return { ...picture, isColoured: true, palette: null, numbers: Uint32Array.from(numbers, (place) => palette[place] ?? 0) }
}

/** The areas of a label picture, one for each number but those that `isNothing` names; in the order of the numbers. Throws where it is a photograph. */
export function areasOf(picture: LabelPicture, isNothing: (number: number) => boolean): NumberedArea[] {
  const { width, height } = picture
  const areas: NumberedArea[] = []
  for (const [number, runs] of [...runsByNumber(picture, isNothing)].sort(([a], [b]) => a - b)) {
    const mask = croppedMask({ width, height, runs: runs.upTo(width * height) })
    if (mask) areas.push({ number, mask })
  }
  return areas
}

/** The pixels of a label picture that count as inside, as one mask; null where none does. */
export function insideOf({ width, height, numbers }: LabelPicture, isInside: (number: number) => boolean): Mask | null {
  return pixelMask(
    Uint8Array.from(numbers, (number) => Number(isInside(number))),
    { x: 0, y: 0, width, height },
  )
}

/** Down the columns, as masks keep their pixels: what is read once suffices for all numbers. */
function runsByNumber({ width, height, numbers }: LabelPicture, isNothing: (number: number) => boolean): Map<number, Runs> {
  const found = new Map<number, Runs | null>()
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; ) {
      const number = numbers[y * width + x] as number
      const from = y
      while (y < height && numbers[y * width + x] === number) y++
      let runs = found.get(number)
      if (runs === undefined) {
        runs = isNothing(number) ? null : createRuns()
        found.set(number, runs)
        if (found.size > MOST_NUMBERS) throw new Error(`it has more than ${MOST_NUMBERS} kinds of pixels, as photographs have`)
      }
      runs?.add(x * height + from, y - from)
    }
  return new Map([...found].filter((entry): entry is [number, Runs] => entry[1] !== null))
}

type Runs = ReturnType<typeof createRuns>

/** Run lengths of pixels given in order; the first run is outside. */
function createRuns() {
  const runs: number[] = []
  let end = 0
  return {
    add(start: number, length: number): void {
      if (start === end && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) as number) + length
      else runs.push(start - end, length)
      end = start + length
    },
    upTo: (pixels: number): number[] => (end < pixels ? [...runs, pixels - end] : runs),
  }
}

function joinedChannels(values: ArrayLike<number>, channels: number, pixels: number): Uint32Array {
  const numbers = new Uint32Array(pixels)
  for (let at = 0; at < pixels; at++) {
    const from = at * channels
    numbers[at] =
      channels < RGB_CHANNELS
        ? (values[from] as number)
        : colourNumber(values[from] as number, values[from + 1] as number, values[from + 2] as number)
  }
  return numbers
}

function colours(palette: Uint8Array): number[] {
  return Array.from({ length: Math.floor(palette.length / RGB_CHANNELS) }, (_, place) => {
    const [red = 0, green = 0, blue = 0] = palette.subarray(place * RGB_CHANNELS, (place + 1) * RGB_CHANNELS)
    return colourNumber(red, green, blue)
  })
}

/** Any other kind of image that can be read at all. */
async function decoded(bytes: Buffer): Promise<Samples> {
  const { depth } = await sharp(bytes, { limitInputPixels: MOST_PIXELS }).metadata()
  const isWide = depth === 'ushort'
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS })
  const { data, info } = await image.raw({ depth: isWide ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true })
  const values = isWide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data
  return { width: info.width, height: info.height, channels: info.channels, values, palette: null }
}
