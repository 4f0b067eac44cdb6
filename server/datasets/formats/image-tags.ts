import { type Format, NOT_DETECTED } from './format.ts'
import { findImageTable, type ImageTable, readByTable } from './image-table.ts'
import { writeTable } from './write-table.ts'

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

  write: (source) =>
    writeTable(source, 'tags.csv', ({ annotations }) => {
      const given = new Set(annotations.map(({ label }) => label))
      return (label) => (given.has(label) ? '1' : '0')
    }),
}
