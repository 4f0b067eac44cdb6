import type { Split } from '#shared/domain/asset.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { type SeparatedTable, separatedTables } from './separated-table.ts'
import { splitInName } from './splits-by-name.ts'

/** What a table of Open Images is about. */
export type OpenImagesKind = 'masks' | 'boxes' | 'labels' | 'images'

/** A table of the data set. */
export interface OpenImagesTable extends SeparatedTable {
  readonly kind: OpenImagesKind
  /** Of the table's name; null where it is of all. */
  readonly split: Split | null
}

/** Left, right, top and bottom, as shares of the image: the order of the columns. */
export const BOX_COLUMNS = ['XMin', 'XMax', 'YMin', 'YMax'] as const

const COLUMNS: Readonly<Record<OpenImagesKind, readonly string[]>> = {
  masks: ['MaskPath', 'ImageID', 'LabelName'],
  boxes: ['ImageID', 'LabelName', ...BOX_COLUMNS],
  labels: ['ImageID', 'LabelName', 'Confidence'],
  images: ['ImageID', 'Subset'],
}

/** The tables of a tree that have the columns of Open Images; those that say least come last. */
export async function openImagesTables(tree: FileTree): Promise<OpenImagesTable[]> {
  const found: OpenImagesTable[] = []
  const kinds = Object.keys(COLUMNS) as OpenImagesKind[]
  for await (const table of separatedTables(tree)) {
    const header = table.head[0]?.map((name) => name.trim()) ?? []
    const kind = kinds.find((one) => COLUMNS[one].every((name) => header.includes(name)))
    if (kind) found.push({ ...table, kind, split: splitInName(table.path) })
  }
  return found.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
}

/** The cells of a table's rows by the names of their columns, row by row. */
export async function* namedCells(table: SeparatedTable): AsyncIterable<(name: string) => string> {
  let columns: Map<string, number> | null = null
  for await (const row of await table.rows()) {
    if (columns === null) columns = new Map(row.map((name, at) => [name.trim(), at]))
    else yield cellOf(row, columns)
  }
}

const cellOf =
  (row: readonly string[], columns: ReadonlyMap<string, number>) =>
  (name: string): string =>
    row[columns.get(name) ?? -1]?.trim() ?? ''
