import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'

/** One line of a comma-separated file (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Where an image lies, and what its table calls it: in the folder of its split. */
export const tablePath = ({ split, fileName }: Pick<ManifestEntry, 'split'> & { readonly fileName: string }): string =>
  `${SPLIT_FILE_NAMES[split]}/${fileName}`

/** The images of an export under the names that its table gives them, where they are wanted. */
export async function* imageFiles({ entries, images }: ExportSource): AsyncIterable<WrittenFile> {
  if (!images) return
  for await (const image of entries()) yield { path: tablePath(image), content: { blob: image.hash } }
}
