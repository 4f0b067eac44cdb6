import { csvRows } from './csv-rows.ts'
import { isCsv } from './separated-table.ts'

/** A line of a list: an image and its classes, by name or number. */
export interface ClassRow {
  readonly image: string
  readonly classes: readonly string[]
}

const IMAGE_COLUMN = /^(image|img|file|path)[_ ]?(id|name|path|file)?$/i
const CLASS_COLUMN = /^(class|label|category|target)(es|s)?([_ ]?(name|id)s?)?$/i
/** A share of an image or a score, not a class. */
const FRACTION = /^-?\d*[.,]\d+(e-?\d+)?$|^-\d+$/i
/** Classes of an image in one cell. */
const BETWEEN_CLASSES = /\s*[|;]\s*/
const MOST_CLASSES = 100

/** The rows of a list of images with their classes; null where the lines are something else. Tables need a header that says so. */
export function classRows(lines: readonly string[], path: string): ClassRow[] | null {
  return isCsv(path) ? rowsOfTable(csvRows(lines.join('\n'))) : rowsOfText(lines)
}

function rowsOfTable([header = [], ...rows]: readonly string[][]): ClassRow[] | null {
  const image = header.findIndex((name) => IMAGE_COLUMN.test(name.trim()))
  const label = header.findIndex((name) => CLASS_COLUMN.test(name.trim()))
  if (image < 0 || label < 0 || header.length > 2) return null
  return rows.map((row) => ({
    image: row[image]?.trim() ?? '',
    classes: (row[label] ?? '').trim().split(BETWEEN_CLASSES).filter(Boolean),
  }))
}

// "n01440764/1.jpg 0", "1.jpg dog", "1 dog"; several numbers are several classes.
function rowsOfText(lines: readonly string[]): ClassRow[] | null {
  const rows = lines.map((line) => line.split(/[\s,]+/)).map(([image = '', ...classes]) => ({ image, classes }))
  const isList = rows.every(({ image, classes }) => {
    const areClasses = classes.length > 0 && classes.length <= MOST_CLASSES && !classes.some((one) => FRACTION.test(one))
    return areClasses && (classes.length === 1 || (claimsNumbers(classes) && image.includes('.')))
  })
  return isList ? rows : null
}

const claimsNumbers = (classes: readonly string[]): boolean => classes.every((one) => /^\d+$/.test(one))
