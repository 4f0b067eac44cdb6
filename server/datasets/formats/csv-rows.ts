const QUOTE = '"'

/** The rows of a comma-separated file (RFC 4180), cell by cell; quoted cells may hold commas, line breaks and doubled quotes. Empty lines are left out. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = () => {
    row.push(cell)
    if (row.length > 1 || row[0]?.trim()) rows.push(row)
    row = []
    cell = ''
  }
  // A file that a spreadsheet wrote may begin with a byte order mark.
  const body = text.replace(/^\uFEFF/, '')
  for (let at = 0; at < body.length; at++) {
    const character = body[at] as string
    if (quoted) {
      if (character !== QUOTE) cell += character
      else if (body[at + 1] === QUOTE) cell += body[at++]
      else quoted = false
    } else if (character === QUOTE && cell === '') quoted = true
    else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\n') endRow()
    else if (character !== '\r') cell += character
  }
  endRow()
  return rows
}
