import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { type ExportSource, type Format, NOT_DETECTED, type WrittenFile } from './format.ts'
import { findImageTable, readByTable } from './image-table.ts'
import { isTagTable } from './image-tags.ts'
import { csvLine, imageFiles, tablePath } from './write-table.ts'

const SCORE = 0.8

/** A CSV with the file of each image and a number for each label, "file,value". */
export const imageValues: Format = {
  id: 'image-values',
  title: 'Numbers per image (CSV)',
  tasks: ['regression'],

  async detect(tree) {
    const found = await findImageTable(tree, (table) => !isTagTable(table))
    return found ? { score: SCORE, why: `${found.path} has numbers for each image` } : NOT_DETECTED
  },

  read: (tree, findings) =>
    readByTable(tree, findings, (columns, cells) =>
      columns.flatMap((label, at) =>
        cells[at] ? [{ label, shape: { kind: 'whole' as const }, attributes: { [VALUE_ATTRIBUTE]: Number(cells[at]) } }] : [],
      ),
    ),

  write,
}

async function* write(source: ExportSource): AsyncIterable<WrittenFile> {
  const { entries, labels } = source
  yield { path: 'values.csv', content: { text: lines() } }
  yield* imageFiles(source)

  async function* lines(): AsyncIterable<string> {
    yield csvLine(['file', ...labels.map(({ name }) => name)])
    for await (const image of entries()) {
      const numbers = new Map(image.annotations.map(({ label, attributes }) => [label, attributes[VALUE_ATTRIBUTE]]))
      yield csvLine([tablePath(image), ...labels.map(({ name }) => String(numbers.get(name) ?? ''))])
    }
  }
}
