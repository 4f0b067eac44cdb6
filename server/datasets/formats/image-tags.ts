import { bounds, pluralOf } from '#shared/shapes/index.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { findImageTable, type ImageTable, readByTable } from './image-table.ts'
import { loseExtras } from './shapes-as.ts'
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

  write: (source, findings) =>
    writeTable(
      source,
      'tags.csv',
      ({ annotations }, lose) => {
        const given = new Set<string>()
        for (const annotation of annotations) {
          loseExtras(annotation, [], lose)
          if (bounds(annotation.shape) === null) given.add(annotation.label)
          else lose(`${pluralOf(annotation.shape.kind)}: a table of tags holds labels of the whole image`)
        }
        return (label) => (given.has(label) ? '1' : '0')
      },
      findings,
    ),
}
