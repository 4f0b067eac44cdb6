import { colourNumber } from './label-picture.ts'
import { type Legend, type LegendEntry, legendOf } from './legend.ts'

const BITS_PER_CHANNEL = 8
const BITS_PER_ROUND = 3
const NAMES = [
  'background',
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'diningtable',
  'dog',
  'horse',
  'motorbike',
  'person',
  'pottedplant',
  'sheep',
  'sofa',
  'train',
  'tvmonitor',
]
const BORDER: LegendEntry = { name: 'void', colour: colourNumber(224, 224, 192), index: 255 }

/** The classes of PASCAL VOC in the colours of its development kit (VOClabelcolormap), and the colour of their outlines, which is nothing. */
export const VOC_COLOURS: Legend = legendOf([...NAMES.map((name, index) => ({ name, index, colour: vocColour(index) })), BORDER])

/** The colour of a number: its bits, three at a time, are the highest bits of red, green and blue that are left. */
export function vocColour(number: number): number {
  const channels: [number, number, number] = [0, 0, 0]
  let left = number
  for (let bit = BITS_PER_CHANNEL - 1; bit >= 0; bit--) {
    for (const channel of [0, 1, 2] as const) channels[channel] |= ((left >> channel) & 1) << bit
    left >>= BITS_PER_ROUND
  }
  return colourNumber(...channels)
}
