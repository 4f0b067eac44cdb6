import { bounds, pluralOf } from '#shared/shapes/index.ts'
import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { findImageTable, readByTable } from './image-table.ts'
import { isTagTable } from './image-tags.ts'
import { loseExtras } from './shapes-as.ts'
import { writeTable } from './write-table.ts'

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

  write: (source, findings) =>
    writeTable(
      source,
      'values.csv',
      ({ annotations }, lose) => {
        const numbers = new Map<string, unknown>()
        for (const annotation of annotations) {
          const { [VALUE_ATTRIBUTE]: value, ...others } = annotation.attributes
          loseExtras({ ...annotation, attributes: others }, [], lose)
          if (bounds(annotation.shape) !== null)
            lose(`${pluralOf(annotation.shape.kind)}: a table of numbers holds labels of the whole image`)
          else if (typeof value !== 'number') lose('labels without a number')
          else if (numbers.has(annotation.label)) lose('further numbers of a label')
          else numbers.set(annotation.label, value)
        }
        return (label) => String(numbers.get(label) ?? '')
      },
      findings,
    ),
}
