import type { Readable } from 'node:stream'
import Assembler from 'stream-json/assembler.js'
import { parser } from 'stream-json/parser.js'

/** Rows nest a few levels; anything deeper is an attack on the stack. */
const DEEPEST = 32

/**
 * The elements of the arrays at the top level of a JSON object, one by one as they are read: a file of gigabytes takes the memory of
 * its largest element. `names` are the arrays wanted.
 */
export async function* jsonRows(stream: Readable, names: readonly string[]): AsyncIterable<{ name: string; row: unknown }> {
  const tokens = stream.pipe(parser.asStream({ streamValues: false }))
  stream.on('error', (error) => tokens.destroy(error))
  let depth = 0
  let key = ''
  let row: Assembler | null = null
  for await (const token of tokens as AsyncIterable<{ name: string; value?: unknown }>) {
    const opens = token.name === 'startObject' || token.name === 'startArray'
    const closes = token.name === 'endObject' || token.name === 'endArray'
    if (depth === 0 && token.name !== 'startObject' && !closes) throw new Error('expected one JSON object')
    if (depth === 1 && token.name === 'keyValue') key = String(token.value)
    if (depth === 2 && opens && names.includes(key)) row = new Assembler()
    row?.consume(token as never)
    depth += opens ? 1 : closes ? -1 : 0
    if (depth > DEEPEST) throw new Error(`it nests deeper than ${DEEPEST} levels`)
    if (row && depth === 2) {
      yield { name: key, row: row.current }
      row = null
    }
  }
}
