import type { Split } from '#shared/domain/asset.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import { type BoxColumns, boxColumns, numberIn, placesIn } from './box-columns.ts'
import { createImageFinder } from './find-image.ts'
import { type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { listsOf } from './image-texts.ts'
import { createRowMeta } from './row-meta.ts'
import { isCsv, type SeparatedTable, separatedTables } from './separated-table.ts'
import { splitByFolder, splitInName, splitNamed } from './splits-by-name.ts'
import { areLabels, suggestedBy } from './suggested-by.ts'
import { reportUnused } from './unused-files.ts'
import { writeBoxCsv } from './write-box-csv.ts'

const SCORE = 0.85
/** What boxes are called in a table without a column for it. */
const LABEL = 'object'

/** A table with a row for each box: TensorFlow's, VoTT's, Kaggle's, RetinaNet's and their like, told by the names or contents of their columns. */
export const boxCsv: Format = {
  id: 'box-csv',
  title: 'Boxes in a table (CSV)',
  tasks: ['detection'],

  async detect(tree) {
    for await (const { path, head } of separatedTables(tree, tablesOf(tree))) {
      const columns = boxColumns(head)
      if (columns && head.some((row) => placesIn(row, columns)))
        return { score: SCORE, why: `${path} has an image and a box in every row` }
    }
    return NOT_DETECTED
  },

  read,
  write: writeBoxCsv,
  writesMeta: true,
}

function tablesOf(tree: FileTree): (path: string) => boolean {
  const lists = listsOf(tree)
  return (path) => isCsv(path) || lists.has(path)
}

/** What the tables say of one image. */
interface Rows {
  readonly annotations: ReadAnnotation[]
  /** Box and label of each row, to tell what another table repeats. */
  readonly keys: Map<string, Set<string>>
  split: Split | null
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const images = new Map<string, Rows>()
  const used = new Set<string>()
  const find = createImageFinder(tree)
  const others = createRowMeta()
  const tables: { table: SeparatedTable; columns: BoxColumns }[] = []
  for await (const table of separatedTables(tree, tablesOf(tree))) {
    const columns = boxColumns(table.head)
    if (columns) tables.push({ table, columns })
  }
  // Those that name what is in their boxes first: the others may say the same without it.
  tables.sort((a, b) => Number(a.columns.label === null) - Number(b.columns.label === null))
  for (const { table, columns } of tables) {
    used.add(table.path)
    try {
      for await (const row of rowsOf(table, columns)) take(row, table.path, columns)
    } catch (error) {
      findings.reject(table.path, `it cannot be read to its end (${messageOf(error)})`)
    }
  }
  const ofObjects = others.ofObjects()
  if (ofObjects.length > 0) findings.lose('columns that have no place here', ofObjects.join(', '), ofObjects.length)
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const said = images.get(path)
    const annotations = said?.annotations ?? []
    const isLabelled = said !== undefined && areLabels(annotations)
    const meta = others.ofImage(path)
    yield {
      path,
      labelled: isLabelled,
      size: null,
      split: said?.split ?? splitByFolder(path),
      annotations,
      ...(meta && { meta }),
    }
  }
  reportUnused(tree, used, findings)

  function take(row: readonly string[], from: string, columns: BoxColumns): void {
    const name = row[columns.image]?.trim() ?? ''
    const path = find.named(name, from) ?? find.besides(`${name}.csv`)
    if (path === null) {
      findings.lose('rows whose image is not there', `${from}: ${name}`)
      return
    }
    const said: Rows = images.get(path) ?? { annotations: [], keys: new Map(), split: null }
    images.set(path, said)
    for (const { name: column, at } of columns.others) others.add(path, column, row[at]?.trim() ?? '')
    said.split ??= splitNamed(columns.split === null ? '' : (row[columns.split] ?? '')) ?? splitInName(from)
    const annotation = annotationOf(row, columns)
    if (annotation === 'none') return
    if (!annotation) findings.lose('rows without a box that can be read', `${from}: ${name}`)
    else if (tables.length > 1 && isRepeated(said, annotation, from, columns))
      findings.lose('rows that repeat those of another table', `${from}: ${name}`, 1, 'merged')
    else said.annotations.push(annotation)
  }
}

async function* rowsOf(table: SeparatedTable, { hasHeader }: BoxColumns): AsyncIterable<string[]> {
  let isHeader = hasHeader
  for await (const row of await table.rows()) {
    if (!isHeader) yield row
    isHeader = false
  }
}

/** "none" where the row only says that nothing is on the image: its box is empty. */
function annotationOf(row: readonly string[], columns: BoxColumns): ReadAnnotation | 'none' | null {
  const { places, label, score, id } = columns
  const box = placesIn(row, columns)
  const isEmpty = [places].flat().every((place) => (row[place] ?? '').trim() === '')
  if (!box) return isEmpty ? 'none' : null
  const [x, y, width, height] = box.map(tidyNumber) as [number, number, number, number]
  const sureness = score === null ? Number.NaN : numberIn(row[score])
  const called = id === null ? '' : (row[id]?.trim() ?? '')
  return {
    label: label === null ? LABEL : (row[label]?.trim() ?? ''),
    shape: { kind: 'box', x, y, width, height },
    attributes: {},
    ...(Number.isFinite(sureness) && suggestedBy('CSV', sureness)),
    ...(called !== '' && { id: called }),
  }
}

// A table without labels repeats every box that another one labels. Within a table a second row is a second object.
function isRepeated({ keys }: Rows, { label, shape }: ReadAnnotation, from: string, columns: BoxColumns): boolean {
  const [box, labelled] = [JSON.stringify(shape), JSON.stringify([label, shape])]
  const others = [...keys].filter(([table]) => table !== from)
  if (others.some(([, known]) => known.has(columns.label === null ? box : labelled))) return true
  const own = keys.get(from) ?? new Set()
  keys.set(from, own.add(box).add(labelled))
  return false
}
