import type { Readable } from 'node:stream'
import type { FileTree } from '../sources/file-tree.ts'
import { readHead } from '../sources/file-tree.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { csvRows, streamedRows } from './csv-rows.ts'

const HEAD_BYTES = 16_384
const SEPARATORS = [',', ';', '\t'] as const

/** A table of a tree: its first rows, and a way to read all. */
export interface SeparatedTable {
  readonly path: string
  readonly head: readonly string[][]
  /** All its rows; `watched` sees its stream. */
  rows(watched?: (stream: Readable) => Readable): Promise<AsyncIterable<string[]>>
}

/** The tables of a tree, each with the separator that its first line has most of. `isTable` says which files to look into. */
export async function* separatedTables(
  tree: FileTree,
  isTable: (path: string) => boolean = isCsv,
): AsyncIterable<SeparatedTable> {
  for (const { path } of tree.files) {
    if (!isTable(path)) continue
    const bytes = await readHead(tree, path, HEAD_BYTES)
    const text = bytes.toString('utf8')
    const [first = ''] = text.split('\n', 1)
    const separator = SEPARATORS.reduce((best, one) => (count(first, one) > count(first, best) ? one : best))
    const rows = csvRows(text, separator)
    yield {
      path,
      // The last row may be cut.
      head: bytes.length < HEAD_BYTES ? rows : rows.slice(0, -1),
      rows: async (watched = (stream) => stream) => streamedRows(watched(await tree.stream(path)), separator),
    }
  }
}

/** Whether a file is a table by its name. */
export const isCsv = (path: string): boolean => ['csv', 'tsv'].includes(extensionOf(path))

const count = (text: string, character: string): number => text.split(character).length - 1
