import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'

/** labels.csv with a row for each image and, where wanted, {train,val,test}; several classes of an image are parted by "|". */
export async function* writeClassList(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield { path: 'labels.csv', content: { text: rowsOf(source, findings) } }
  yield* imageFiles(source, pathOf)
}

const pathOf = (entry: Entry): string => `${splitFolder(entry)}/${entry.fileName}`

async function* rowsOf({ entries }: ExportSource, findings: Findings): AsyncIterable<string> {
  yield csvLine(['file', 'label'])
  for await (const entry of entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const classes = entry.annotations.flatMap((annotation) => {
      loseExtras(annotation, [], lose)
      if (annotation.shape.kind !== 'whole') lose('shapes: the list holds classes of whole images')
      else if (/[|;]/.test(annotation.label)) lose('label names with "|" or ";", which part the classes of an image', 'renamed')
      return annotation.shape.kind === 'whole' ? [annotation.label] : []
    })
    yield csvLine([pathOf(entry), classes.join('|')])
  }
}
