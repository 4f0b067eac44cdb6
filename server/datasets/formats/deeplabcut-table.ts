import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { csvRows } from './csv-rows.ts'

/** One animal's keypoints on one image: x, y, visibility … in the order of its body parts; absent ones are 0, 0, 0. */
export interface TableAnimal {
  /** Empty where the table is of one animal only. */
  readonly individual: string
  readonly parts: readonly string[]
  readonly keypoints: readonly number[]
}

/** A table of body parts, row by row. */
export interface DeepLabCutTable {
  readonly rows: readonly { readonly file: string; readonly animals: readonly TableAnimal[] }[]
  /** Columns of other people than the first. */
  readonly otherScorers: readonly string[]
}

type Level = 'scorer' | 'individuals' | 'bodyparts' | 'coords'
interface Column {
  readonly scorer: string
  readonly individual: string
  readonly part: string
  readonly coordinate: string
  readonly place: number
}

const LEVELS: readonly string[] = ['scorer', 'individuals', 'bodyparts', 'coords'] satisfies Level[]
/** Newer tables split the path of the image over this many cells at most. */
const MOST_PATH_CELLS = 3

/**
 * A CSV as DeepLabCut writes its labels: three header rows (scorer, bodyparts, coords; four with individuals), then a row for each image, whose
 * path fills the first cell or the first three; an empty cell is a body part that was not labelled. Null where it is no such table.
 */
export function readDeepLabCutTable(text: string): DeepLabCutTable | null {
  const all = csvRows(text)
  const header = all.slice(0, LEVELS.length).filter(([name]) => LEVELS.includes(name ?? ''))
  const named = (level: Level) => header.find(([name]) => name === level)
  const [scorers, parts, coordinates] = [named('scorer'), named('bodyparts'), named('coords')]
  if (!scorers || !parts || !coordinates) return null
  const first = coordinates.indexOf('x')
  if (first < 1 || first > MOST_PATH_CELLS) return null
  const individuals = named('individuals')
  const columns = coordinates.slice(first).map(
    (coordinate, index): Column => ({
      scorer: scorers[first + index] ?? '',
      individual: individuals?.[first + index] ?? '',
      part: parts[first + index] ?? '',
      coordinate,
      place: first + index,
    }),
  )
  const [scorer, ...otherScorers] = new Set(columns.map((column) => column.scorer))
  const own = columns.filter((column) => column.scorer === scorer)
  const animals = animalsOf(own)
  const rows = all.slice(header.length).map((row) => ({
    file: row.slice(0, first).filter(Boolean).join('/'),
    animals: animals.map((animal) => animal(row)).filter(({ keypoints }) => keypoints.some((value) => value !== 0)),
  }))
  return { rows, otherScorers }
}

function animalsOf(columns: readonly Column[]): ((row: readonly string[]) => TableAnimal)[] {
  return [...new Set(columns.map(({ individual }) => individual))].map((individual) => {
    const own = columns.filter((column) => column.individual === individual)
    const parts = [...new Set(own.map(({ part }) => part))]
    const placeOf = (part: string, coordinate: string) =>
      own.find((column) => column.part === part && column.coordinate === coordinate)?.place ?? -1
    const places = parts.map((part) => [placeOf(part, 'x'), placeOf(part, 'y')] as const)
    return (row) => ({
      individual,
      parts,
      keypoints: places.flatMap(([x, y]) => {
        const [across, down] = [numberIn(row[x]), numberIn(row[y])]
        return across === null || down === null ? [0, 0, VISIBILITY.absent] : [across, down, VISIBILITY.visible]
      }),
    })
  })
}

function numberIn(cell: string | undefined): number | null {
  if (cell === undefined || cell.trim() === '') return null
  const value = Number(cell)
  return Number.isFinite(value) ? value : null
}
