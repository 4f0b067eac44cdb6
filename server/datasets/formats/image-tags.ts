import { type ExportSource, type Format, NOT_DETECTED, type WrittenFile } from './format.ts'
import { findImageTable, type ImageTable, readByTable } from './image-table.ts'
import { csvLine, imageFiles, tablePath } from './write-table.ts'

const SCORE = 0.8

/** Whether every cell says yes or no. */
export const isTagTable = ({ rows }: ImageTable): boolean =>
  rows.every(({ cells }) => cells.every((cell) => cell === '' || cell === '0' || cell === '1'))

/** A CSV with the file of each image and a column of 1 and 0 for each tag. */
export const imageTags: Format = {
  id: 'image-tags',
  title: 'Tags per image (CSV)',
  tasks: ['multilabel'],

  async detect(tree) {
    const found = await findImageTable(tree, isTagTable)
    return found ? { score: SCORE, why: `${found.path} says yes or no to ${found.table.columns.length} tags` } : NOT_DETECTED
  },

  read: (tree, findings) =>
    readByTable(tree, findings, (columns, cells) =>
      columns.flatMap((label, at) =>
        Number(cells[at]) > 0 ? [{ label, shape: { kind: 'whole' as const }, attributes: {} }] : [],
      ),
    ),

  write,
}

async function* write(source: ExportSource): AsyncIterable<WrittenFile> {
  const { entries, labels } = source
  yield { path: 'tags.csv', content: { text: lines() } }
  yield* imageFiles(source)

  async function* lines(): AsyncIterable<string> {
    yield csvLine(['file', ...labels.map(({ name }) => name)])
    for await (const image of entries()) {
      const given = new Set(image.annotations.map(({ label }) => label))
      yield csvLine([tablePath(image), ...labels.map(({ name }) => (given.has(name) ? '1' : '0'))])
    }
  }
}
