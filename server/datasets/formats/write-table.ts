import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import type { Lose } from './shapes-as.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'
import type { Entry } from './written-entries.ts'
import { writtenLegend } from './written-legend.ts'

/** One line of a comma-separated file (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Where an image lies, and what its table calls it: in the folder of its split. */
const tablePath = ({ split, fileName }: Entry): string => `${SPLIT_FILE_NAMES[split]}/${fileName}`

/** A table of an export with a row for each image and a cell for each label, and the images beside it where they are wanted. */
export async function* writeTable(
  source: ExportSource,
  path: string,
  cellsOf: (image: Entry, lose: Lose) => (label: string) => string,
  findings: Findings,
): AsyncIterable<WrittenFile> {
  const names = (await writtenLegend(source)).map(({ name }) => name)
  yield { path, content: { text: lines() } }
  yield* imageFiles(source)

  async function* lines(): AsyncIterable<string> {
    yield csvLine(['file', ...names])
    for await (const image of source.entries()) {
      const cellOf = cellsOf(image, (what, kind) => findings.lose(what, image.name, 1, kind))
      yield csvLine([tablePath(image), ...names.map(cellOf)])
    }
  }
}

/** The images of an export under the names that its table gives them, where they are wanted. */
async function* imageFiles({ entries, images }: ExportSource): AsyncIterable<WrittenFile> {
  if (!images) return
  for await (const image of entries()) yield { path: tablePath(image), content: { blob: image.hash } }
}
