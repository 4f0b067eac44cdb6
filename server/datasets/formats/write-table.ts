import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import type { Lose } from './shapes-as.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'
import { writtenLegend } from './written-legend.ts'

/** Where an image lies, and what its table calls it: in the folder of its split. */
const tablePath = (image: Entry): string => `${splitFolder(image)}/${image.fileName}`

/** A table of an export with a row for each image and a cell for each label, and the images beside it where they are wanted. */
export async function* writeTable(
  source: ExportSource,
  path: string,
  cellsOf: (image: Entry, lose: Lose) => (label: string) => string,
  findings: Findings,
): AsyncIterable<WrittenFile> {
  const names = (await writtenLegend(source)).map(({ name }) => name)
  yield { path, content: { text: lines() } }
  yield* imageFiles(source, tablePath)

  async function* lines(): AsyncIterable<string> {
    yield csvLine(['file', ...names])
    for await (const image of source.entries()) {
      const cellOf = cellsOf(image, (what, kind) => findings.lose(what, image.name, 1, kind))
      yield csvLine([tablePath(image), ...names.map(cellOf)])
    }
  }
}
