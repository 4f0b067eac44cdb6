/** One measure of the table. */
export interface Line {
  readonly row: string
  readonly what: string
  readonly ours: number
  /** What it may be at most, or must be at least; neither where it only informs. */
  readonly allowed?: number
  readonly atLeast?: number
  /** The same on the page with a node per shape. */
  readonly plain?: number
}

/** Prints the table, and says with the exit code whether every row holds. */
export function print(lines: readonly Line[]): void {
  const table = lines.map((line) => [line.row, line.what, number(line.ours), limit(line), number(line.plain), verdict(line)])
  const head = ['row', 'what', 'measured', 'wanted', 'node per shape', '']
  const widths = head.map((title, column) => Math.max(title.length, ...table.map((cells) => cells[column]?.length ?? 0)))
  for (const cells of [head, ...table]) console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  if (lines.some((line) => verdict(line) === 'MISSED')) process.exitCode = 1
}

const number = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(value < 100 ? 2 : 0))

function limit({ allowed, atLeast }: Line): string {
  if (allowed !== undefined) return `at most ${allowed}`
  return atLeast === undefined ? '' : `at least ${atLeast}`
}

function verdict({ ours, allowed, atLeast }: Line): string {
  if (allowed === undefined && atLeast === undefined) return ''
  return ours <= (allowed ?? Number.POSITIVE_INFINITY) && ours >= (atLeast ?? Number.NEGATIVE_INFINITY) ? 'held' : 'MISSED'
}
