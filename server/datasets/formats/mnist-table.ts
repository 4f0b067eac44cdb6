import type { Digit } from './mnist-idx.ts'
import type { ReadShare } from './read-share.ts'
import type { SeparatedTable } from './separated-table.ts'

/** A table of fewer columns is one of something else. */
const SMALLEST_SIDE = 8
const BRIGHTEST = 255

/** Whether every row of a table holds the pixels of a square image, perhaps behind a label. */
export function isPixelTable(head: readonly (readonly string[])[]): boolean {
  const rows = head.slice(hasHeader(head) ? 1 : 0)
  const [first] = rows.length > 0 ? rows : head
  return (
    first !== undefined &&
    sideOf(first) !== null &&
    rows.every((row) => row.length === first.length && digitOf(row, sideOf(row)) !== null)
  )
}

/** The images of a table one by one; `lose` is told of rows that are none. */
export async function* tableDigits(table: SeparatedTable, share: ReadShare, lose: (what: string) => void): AsyncIterable<Digit> {
  let isHeader = hasHeader(table.head)
  for await (const row of await table.rows(share.counted)) {
    const digit = isHeader ? null : digitOf(row, sideOf(row))
    if (digit) yield digit
    else if (!isHeader) lose('rows that are not the pixels of an image')
    isHeader = false
  }
}

const hasHeader = ([first = []]: readonly (readonly string[])[]): boolean => first.some((cell) => !isNumber(cell))

interface Side {
  readonly side: number
  readonly isLabelled: boolean
}

/** A square of pixels, with or without a label in front of them. */
function sideOf({ length }: readonly string[]): Side | null {
  for (const isLabelled of [true, false]) {
    const side = Math.sqrt(isLabelled ? length - 1 : length)
    if (Number.isInteger(side) && side >= SMALLEST_SIDE) return { side, isLabelled }
  }
  return null
}

function digitOf(row: readonly string[], found: Side | null): Digit | null {
  if (!found) return null
  const { side, isLabelled } = found
  const values = (isLabelled ? row.slice(1) : row).map(Number)
  if (!values.every((value) => value >= 0 && value <= BRIGHTEST)) return null
  const label = isLabelled ? (row[0]?.trim() ?? '') : null
  return { width: side, height: side, pixels: Uint8Array.from(values, Math.round), label: label === '' ? null : label }
}

const isNumber = (cell: string): boolean => cell.trim() !== '' && Number.isFinite(Number(cell))
