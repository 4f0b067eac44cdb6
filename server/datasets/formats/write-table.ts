import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'

/** One line of a comma-separated file (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Where an image lies, and what its table calls it: in the folder of its split. */
const tablePath = ({ split, fileName }: Pick<ManifestEntry, 'split'> & { readonly fileName: string }): string =>
  `${SPLIT_FILE_NAMES[split]}/${fileName}`

/** A table of an export with a row for each image and a cell for each label, and the images beside it where they are wanted. */
export async function* writeTable(
  source: ExportSource,
  path: string,
  cellsOf: (image: ManifestEntry) => (label: string) => string,
): AsyncIterable<WrittenFile> {
  const names = source.labels.map(({ name }) => name)
  yield { path, content: { text: lines() } }
  yield* imageFiles(source)

  async function* lines(): AsyncIterable<string> {
    yield csvLine(['file', ...names])
    for await (const image of source.entries()) yield csvLine([tablePath(image), ...names.map(cellsOf(image))])
  }
}

/** The images of an export under the names that its table gives them, where they are wanted. */
async function* imageFiles({ entries, images }: ExportSource): AsyncIterable<WrittenFile> {
  if (!images) return
  for await (const image of entries()) yield { path: tablePath(image), content: { blob: image.hash } }
}
