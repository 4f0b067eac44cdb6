import type { Findings } from '../findings.ts'
import { type FileTree, readHead, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf } from '../sources/tree-path.ts'
import { csvRows } from './csv-rows.ts'
import { createImageFinder } from './find-image.ts'
import type { ReadAnnotation, ReadImage } from './format.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

/** A table with a row for each image: its file, and a number in every other column. */
export interface ImageTable {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly file: string; readonly cells: readonly string[] }[]
}

const HEAD_BYTES = 8192
/** What a column with the names of images is called. */
const FILE_COLUMN = /^(file|file_?name|image|image_?(id|name|path)|img|path|name)$/i
const FEWEST_LINES = 2

/** Reads a table with a column for the image and columns of numbers beside it; null where it is none. */
export function readImageTable(text: string): ImageTable | null {
  const [header, ...rows] = csvRows(text).map((row) => row.map((cell) => cell.trim()))
  const file = header?.findIndex((name) => FILE_COLUMN.test(name)) ?? -1
  if (!header || file < 0 || header.length < FEWEST_LINES || rows.length === 0) return null
  const without = (row: readonly string[]) => header.map((_, at) => row[at] ?? '').filter((_, at) => at !== file)
  const table = { columns: without(header), rows: rows.map((row) => ({ file: row[file] ?? '', cells: without(row) })) }
  const areNumbers = table.rows.every(({ cells }) => cells.every((cell) => cell === '' || Number.isFinite(Number(cell))))
  return areNumbers && table.columns.every((name) => name !== '') ? table : null
}

/** The first table of a tree that fits, judged by its head, with its path. */
export async function findImageTable(
  tree: FileTree,
  fits: (table: ImageTable) => boolean,
): Promise<{ path: string; table: ImageTable } | null> {
  for (const path of tablesIn(tree)) {
    const head = (await readHead(tree, path, HEAD_BYTES)).toString('utf8')
    // The last line may be cut.
    const table = readImageTable(head.length < HEAD_BYTES ? head : head.slice(0, head.lastIndexOf('\n')))
    if (table && fits(table)) return { path, table }
  }
  return null
}

/** The images of a tree with what its tables say of each, cell by cell; rows without an image are counted. */
export async function* readByTable(
  tree: FileTree,
  findings: Findings,
  annotationsOf: (columns: readonly string[], cells: readonly string[]) => ReadAnnotation[],
): AsyncIterable<ReadImage> {
  const find = createImageFinder(tree)
  const used = new Set<string>()
  const known = new Map<string, ReadAnnotation[]>()
  for (const path of tablesIn(tree)) {
    const table = readImageTable((await readWhole(tree, path)).toString('utf8'))
    if (!table) continue
    used.add(path)
    for (const { file, cells } of table.rows) {
      const image = find.named(file, path) ?? find.besides(`${file}.csv`)
      if (image === null) findings.lose('rows whose image is not there', `${path}: ${file}`)
      else if (known.has(image)) findings.lose('further rows of an image', `${path}: ${file}`)
      else known.set(image, annotationsOf(table.columns, cells))
    }
  }
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const split = splitByFolder(path)
    yield { path, labelled: known.has(path), size: null, split, annotations: known.get(path) ?? [] }
  }
  reportUnused(tree, used, findings)
}

const tablesIn = ({ files }: FileTree): string[] =>
  files.filter(({ path }) => extensionOf(path) === 'csv').map(({ path }) => path)
