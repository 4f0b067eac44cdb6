import type { Readable } from 'node:stream'

const QUOTE = '"'
/** Characters of the longest row that is read. */
const LONGEST_ROW = 64 * 1024 * 1024

/** The rows of a separated file (RFC 4180), cell by cell; quoted cells may hold separators, line breaks and doubled quotes. Empty lines are left out. */
export function csvRows(text: string, separator = ','): string[][] {
  const parser = createRowParser(separator)
  return [...parser.push(text), ...parser.end()]
}

/** The same row by row as a file is read: one of gigabytes takes the memory of its longest row. */
export async function* streamedRows(stream: Readable, separator = ','): AsyncIterable<string[]> {
  const parser = createRowParser(separator)
  for await (const chunk of stream.setEncoding('utf8')) yield* parser.push(chunk as string)
  yield* parser.end()
}

function createRowParser(separator: string) {
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  /** The last character was a quote in a quoted cell: the next one says what it meant. */
  let isClosing = false
  let isFirst = true
  let ready: string[][] = []

  function endCell(): void {
    row.push(cell)
    cell = ''
  }
  function endRow(): void {
    endCell()
    if (row.length > 1 || row[0]?.trim()) ready.push(row)
    row = []
  }
  function take(character: string): void {
    if (isClosing) {
      isClosing = false
      if (character === QUOTE) {
        cell += QUOTE
        return
      }
      isQuoted = false
    }
    if (isQuoted) {
      if (character === QUOTE) isClosing = true
      else cell += character
    } else if (character === QUOTE && cell === '') isQuoted = true
    else if (character === separator) endCell()
    else if (character === '\n') endRow()
    else if (character !== '\r') cell += character
  }
  function taken(): string[][] {
    const rows = ready
    ready = []
    return rows
  }

  return {
    push(text: string): string[][] {
      // A file that a spreadsheet wrote may begin with a byte order mark.
      const body = isFirst ? text.replace(/^\uFEFF/, '') : text
      isFirst = false
      for (const character of body) take(character)
      if (cell.length > LONGEST_ROW) throw new Error(`one of its cells is longer than ${LONGEST_ROW} characters`)
      return taken()
    },
    end(): string[][] {
      endRow()
      return taken()
    },
  }
}
