import type { Shape } from '#shared/shapes/index.ts'
import { boxByCorners } from './rectangles.ts'

const NUMBER = '-?\\d+(?:\\.\\d+)?'
const numbers = (count: number, text: string) => new RegExp(`^((?:${NUMBER}[,\\s]+){${count}})${text}$`)
/** A character's colour, centre and box. */
const CHARACTER = numbers(9, '"(.*)"')
/** Four corners, or two; the text may be quoted. */
const CORNERS = numbers(8, '"?(.*?)"?')
const BOX = numbers(4, '"?(.*?)"?')
const BOX_OF_CHARACTER = 5

/**
 * One line of a file of one image: left, top, right, bottom and the text (2013), four corners and the text (2015), or red, green, blue, the
 * centre, the box and the character (segmentation); parted by commas or spaces. Null where it is none.
 */
export function readIcdarLine(line: string): { readonly shape: Shape; readonly text: string } | null {
  const character = CHARACTER.exec(line)
  if (character) return { shape: spanning(placesIn(character).slice(BOX_OF_CHARACTER)), text: character[2] as string }
  const corners = CORNERS.exec(line)
  if (corners) {
    const ring = placesIn(corners)
    return { shape: boxByCorners(ring) ?? { kind: 'polygon', ring, holes: [] }, text: corners[2] as string }
  }
  const box = BOX.exec(line)
  return box && { shape: spanning(placesIn(box)), text: box[2] as string }
}

const placesIn = ([, places = '']: RegExpExecArray): number[] =>
  places
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(Number)

const spanning = ([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): Shape => ({
  kind: 'box',
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
})
