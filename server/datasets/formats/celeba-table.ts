/** A table of CelebA's: what it says of each image, by the image's name. */
export interface CelebaTable {
  /** Names of the columns after the image; empty where the table has no header. */
  readonly columns: readonly string[]
  readonly rows: ReadonlyMap<string, readonly string[]>
}

/** Reads a table: perhaps how many rows it has, perhaps a header (with or without a name for the image), then an image and its cells. */
export function readCelebaTable(lines: readonly string[]): CelebaTable {
  const cells = lines.map((line) => line.split(/[\s,]+/))
  const first = cells.findIndex(([image = '']) => /\.\w+$/.test(image))
  const rows = first < 0 ? [] : cells.slice(first)
  const width = (rows[0]?.length ?? 1) - 1
  const header = cells[first - 1] ?? []
  // A count stands alone in its line.
  const columns = header.length >= width && !/^\d+$/.test(header[0] ?? '') ? header.slice(header.length - width) : []
  return { columns, rows: new Map(rows.map(([image = '', ...rest]) => [image, rest])) }
}
