import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { tidyNumber } from './tidy-number.ts'
import { csvLine } from './write-table.ts'
import { type Entry, imageFiles, ofSplit, splitFolder, usedSplits } from './written-entries.ts'

const HEADER = ['filename', 'width', 'height', 'class', 'xmin', 'ymin', 'xmax', 'ymax']
const NO_BOX = ['', '', '', '', '']

/** {train,val,test}_labels.csv with the columns of TensorFlow's object detection and, where wanted, {train,val,test}. An image without objects has a row without a box. */
export async function* writeBoxCsv(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  for (const split of await usedSplits(source))
    yield { path: `${splitFolder({ split })}_labels.csv`, content: { text: rowsOf(ofSplit(source, split), findings) } }
}

async function* rowsOf(entries: AsyncIterable<Entry>, findings: Findings): AsyncIterable<string> {
  yield csvLine(HEADER)
  for await (const entry of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const image = [entry.fileName, String(entry.width), String(entry.height)]
    const rows = entry.annotations.flatMap((annotation) => {
      loseExtras(annotation, [], lose)
      const box = heldBox(annotation.shape, entry, lose)
      if (!box) return []
      const { x, y, width, height } = box
      return [[...image, annotation.label, ...[x, y, x + width, y + height].map((place) => String(tidyNumber(place)))]]
    })
    yield (rows.length > 0 ? rows : [[...image, ...NO_BOX]]).map(csvLine).join('')
  }
}
