import { claimsToBeImage } from '../sources/tree-path.ts'

/** Where a table of boxes says what: places of its columns, counted from 0. */
export interface BoxColumns {
  readonly hasHeader: boolean
  readonly image: number
  /** Null where all boxes are of one kind that nobody named. */
  readonly label: number | null
  /** Columns of left, top and right, bottom or width, height; or the one that holds all four. */
  readonly places: readonly [number, number, number, number] | number
  /** Whether the last two are a width and a height. */
  readonly isSized: boolean
  readonly score: number | null
  readonly split: number | null
  /** What each object is called. */
  readonly id: number | null
  /** Columns that say something else. */
  readonly others: readonly { readonly name: string; readonly at: number }[]
}

const IMAGE = /^(image|img|file|path|external)[_ ]?(id|name|path|file|filename|url)?$/i
const LABEL = /^(class|label|category|object|tag)([_ ]?name)?$|^name$/i
const LEFT = /^(bbox_?)?(x_?min|x_?1|left|xtl|x)$/i
const TOP = /^(bbox_?)?(y_?min|y_?1|top|ytl|y)$/i
const RIGHT = /^(bbox_?)?(x_?max|x_?2|right|xbr)$/i
const BOTTOM = /^(bbox_?)?(y_?max|y_?2|bottom|ybr)$/i
const WIDTH = /^(bbox_?)?(w|width)$/i
const HEIGHT = /^(bbox_?)?(h|height)$/i
const ALL_FOUR = /^(bbox|box|bounding_?box)$/i
const SCORE = /^(score|confidence|conf|probability)$/i
const SPLIT = /^(split|set|subset|partition|usage)$/i
const OBJECT_ID = /^(object|annotation|box|bbox|region)[_ ]?id$/i
const NUMBER = /^-?\d+([.,]\d+)?(e-?\d+)?$/i
const FEWEST_CELLS = 5

/** The columns of a table of boxes by its first rows, with or without a header; null where it is none. */
export function boxColumns(rows: readonly (readonly string[])[]): BoxColumns | null {
  const cells = rows.map((row) => row.map((cell) => cell.trim()))
  const [first = []] = cells
  return headed(first) ?? headless(cells)
}

function headed(header: readonly string[]): BoxColumns | null {
  const at = (pattern: RegExp) => header.findIndex((name) => pattern.test(name))
  const optional = (pattern: RegExp) => (at(pattern) < 0 ? null : at(pattern))
  const image = header.findIndex((name) => name !== '' && IMAGE.test(name))
  const [left, top, right, bottom, width, height] = [LEFT, TOP, RIGHT, BOTTOM, WIDTH, HEIGHT].map(at) as Six
  const isSized = right < 0 || bottom < 0
  const places = [left, top, isSized ? width : right, isSized ? height : bottom] as const
  const all = at(ALL_FOUR)
  if (image < 0 || (all < 0 && places.some((place) => place < 0))) return null
  const label = header.findIndex((name, index) => index !== image && LABEL.test(name))
  const read = [image, label, all, ...(all < 0 ? places : []), at(SCORE), at(SPLIT), at(OBJECT_ID)]
  return {
    hasHeader: true,
    image,
    label: label < 0 ? null : label,
    places: all < 0 ? places : all,
    isSized: all < 0 && isSized,
    score: optional(SCORE),
    split: optional(SPLIT),
    id: optional(OBJECT_ID),
    others: header
      .map((name, at) => ({ name, at }))
      .filter(({ name, at: place }) => !read.includes(place) && name !== '' && !OF_THE_IMAGE.test(name)),
  }
}

/** An image says its size itself. */
const OF_THE_IMAGE = /^(img_?|image_?)?(width|height|depth|w|h)$/i

type Six = [number, number, number, number, number, number]

// "a.jpg,dog,10,20,30,40" or "a.jpg,10,20,30,40,dog"; a table without a label has widths and heights where corners would make no sense.
function headless(rows: readonly (readonly string[])[]): BoxColumns | null {
  const [first = []] = rows
  if (first.length < FEWEST_CELLS || !claimsToBeImage(first[0] ?? '')) return null
  const start = [1, 2].find((place) =>
    rows.every((row) => row.slice(place, place + 4).every((cell) => cell === '' || NUMBER.test(cell))),
  )
  if (start === undefined || first.length < start + 4) return null
  const after = start + 4
  const label = start === 2 ? 1 : first[after] === undefined || NUMBER.test(first[after]) ? null : after
  return {
    hasHeader: false,
    image: 0,
    label,
    places: [start, start + 1, start + 2, start + 3],
    isSized: rows.some(
      (row) => numberIn(row[start + 2]) < numberIn(row[start]) || numberIn(row[start + 3]) < numberIn(row[start + 1]),
    ),
    score: null,
    split: null,
    id: null,
    others: [],
  }
}

/** The number in a cell, with a point or a decimal comma; NaN where there is none. */
export const numberIn = (cell: string | undefined): number =>
  cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell.trim().replace(',', '.'))

/** The four numbers of a row as left, top, width and height; null where they are not all there. */
export function placesIn(
  row: readonly string[],
  { places, isSized }: BoxColumns,
): readonly [number, number, number, number] | null {
  const said = typeof places === 'number' ? fourIn(row[places] ?? '') : places.map((place) => numberIn(row[place]))
  const [left = Number.NaN, top = Number.NaN, third = Number.NaN, fourth = Number.NaN] = said
  if (![left, top, third, fourth].every(Number.isFinite)) return null
  return isSized ? [left, top, third, fourth] : [left, top, third - left, fourth - top]
}

// "[1, 2, 3, 4]", "1 2 3 4"
const fourIn = (cell: string): number[] =>
  cell
    .replaceAll(/[[\](){}]/g, ' ')
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
