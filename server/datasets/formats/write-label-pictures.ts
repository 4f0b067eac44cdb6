import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import type { LegendEntry } from './legend.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { writePng } from './write-png.ts'
import { type Entry, imageFiles } from './written-entries.ts'
import { channelsOf, numbersOfLegend, paletteOf } from './written-legend.ts'
import { numberedPicture } from './written-masks.ts'

const CHANNELS = 3

type Annotation = Entry['annotations'][number]

/** How a format keeps the label pictures of an export. */
export interface PictureWriter {
  imagePath(entry: Entry): string
  picturePath(entry: Entry): string
  /** Numbers of an image's annotations; null (told by itself) for those that the format cannot hold. Asked from below to above, once for each. */
  numbering(lose: Lose, entry: Entry): (annotation: Annotation) => number | null
  /** The picture's bytes; 16 bits of grey where this is left out. */
  encode?(entry: Entry, numbers: Uint16Array): Uint8Array
  /** What else it holds of an annotation, and the attributes among that. */
  readonly holds?: Parameters<typeof loseExtras>[1]
  readonly attributes?: readonly string[]
}

/** A label picture for every image, and the images themselves where they are wanted. */
export async function* writeLabelPictures(
  source: ExportSource,
  findings: Findings,
  writer: PictureWriter,
): AsyncIterable<WrittenFile> {
  for await (const entry of source.entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const numbers = numberedPicture(entry, writer.numbering(lose, entry), lose)
    for (const annotation of entry.annotations) loseExtras(withoutHeld(annotation, writer), writer.holds ?? [], lose)
    const bytes = writer.encode?.(entry, numbers) ?? greyPicture(entry, numbers)
    yield { path: writer.picturePath(entry), content: { bytes: [bytes] } }
  }
  yield* imageFiles(source, writer.imagePath)
}

function withoutHeld(annotation: Annotation, { attributes: held = [] }: PictureWriter): Annotation {
  const left = Object.entries(annotation.attributes).filter(([name]) => !held.includes(name))
  return { ...annotation, attributes: Object.fromEntries(left) }
}

/** A picture of grey numbers, of 8 bits unless `isWide`. */
export const greyPicture = ({ width, height }: Entry, numbers: Uint16Array, isWide = true): Uint8Array =>
  writePng({ width, height, values: isWide ? numbers : Uint8Array.from(numbers) })

/** A picture whose pixels have the colours that a legend gives to their numbers. */
export function colouredPicture({ width, height }: Entry, numbers: Uint16Array, legend: readonly LegendEntry[]): Uint8Array {
  const channels = new Map(legend.map(({ index, colour }) => [index, channelsOf(colour ?? 0)]))
  const values = new Uint8Array(numbers.length * CHANNELS)
  for (const [at, number] of numbers.entries()) {
    const colour = number === 0 ? null : channels.get(number)
    if (colour) values.set(colour, at * CHANNELS)
  }
  return writePng({ width, height, values, isRgb: true })
}

/** A picture of 8-bit numbers that programs show in the colours of a legend. */
export const palettePicture = ({ width, height }: Entry, numbers: Uint16Array, legend: readonly LegendEntry[]): Uint8Array =>
  writePng({ width, height, values: Uint8Array.from(numbers), palette: paletteOf(legend) })

/** Numbers of labels alone. */
export const semanticNumbering = (legend: readonly LegendEntry[]) => (): ((annotation: Annotation) => number | null) => {
  const numberOf = numbersOfLegend(legend)
  return ({ label }) => numberOf(label)
}

/** "a.png" of "a.jpg". */
export const pngName = ({ fileName }: Pick<Entry, 'fileName'>): string => `${stemOf(fileName)}.png`

/** What numbers of 16 bits have room for. */
export interface ObjectNumbers {
  /** An object's number is its label's number times this and its place among those of its label in the image, from 1. */
  readonly factor: number
  readonly mostObjects: number
  readonly mostLabels: number
}

/** Numbers of objects, which tell labels and objects apart. */
export function objectNumbering(
  numberOfLabel: (label: string) => number | null,
  { factor, mostObjects, mostLabels }: ObjectNumbers,
  lose: Lose,
): (annotation: Annotation) => number | null {
  const seen = new Map<string, number>()
  return ({ label }) => {
    const number = numberOfLabel(label)
    const place = (seen.get(label) ?? 0) + 1
    if (number === null || number > mostLabels) lose(`labels beyond ${mostLabels}`)
    else if (place > mostObjects) lose(`areas of a label beyond ${mostObjects} in one image`)
    else {
      seen.set(label, place)
      return number * factor + place
    }
    return null
  }
}
