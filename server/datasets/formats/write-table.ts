import type { ExportSource, WrittenFile } from './format.ts'

/** One line of a comma-separated file (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** The images of an export under the names that its table gives them, where they are wanted. */
export async function* imageFiles({ entries, images }: ExportSource): AsyncIterable<WrittenFile> {
  if (!images) return
  for await (const { fileName, hash } of entries()) yield { path: fileName, content: { blob: hash } }
}
