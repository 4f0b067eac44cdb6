import type { Readable } from 'node:stream'

/** Longer than any of the names asked for, with its bracket: so much may be the beginning of one. */
const LONGEST_START = 32
/** Characters of the largest element that is read whole. */
const LARGEST_PART = 256 * 1024 * 1024

/**
 * The elements of some names in a large XML file, one by one as it is read, each with its text: a file of gigabytes takes the memory of its
 * largest such element. They must not lie in each other.
 */
export async function* xmlParts(
  stream: Readable,
  names: readonly string[],
): AsyncIterable<{ readonly name: string; readonly xml: string }> {
  const opening = new RegExp(`<(${names.join('|')})(?=[\\s/>])`)
  let text = ''
  let scanned = 0
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk
    if (text.length > LARGEST_PART) throw new Error(`one of its elements is longer than ${LARGEST_PART} characters`)
    for (;;) {
      const start = opening.exec(text)
      const before = start ? text.slice(0, start.index) : text
      if (/<!DOCTYPE/i.test(before)) throw new Error('it declares a document type, which no label file needs')
      if (!start) {
        text = text.slice(-LONGEST_START)
        break
      }
      text = text.slice(start.index)
      const name = start[1] as string
      const end = endOf(text, name, scanned)
      if (end === null) {
        scanned = Math.max(text.length - LONGEST_START, 0)
        break
      }
      yield { name, xml: text.slice(0, end) }
      text = text.slice(end)
      scanned = 0
    }
  }
  if (opening.test(text)) throw new Error('it is cut off in the middle')
}

/** Where the element that begins a text ends; null where more of it must be read. `scanned` characters hold no end of it. */
function endOf(text: string, name: string, scanned: number): number | null {
  const opened = /^<(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(text)
  if (!opened) return null
  if (opened[0].endsWith('/>')) return opened[0].length
  const closing = `</${name}>`
  const at = text.indexOf(closing, Math.max(opened[0].length, scanned))
  return at === -1 ? null : at + closing.length
}
