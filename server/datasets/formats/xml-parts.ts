import type { Readable } from 'node:stream'

/** Longer than any of the names asked for, with its bracket: so much may be the beginning of one. */
const LONGEST_START = 32
/** Characters of the largest element that is read whole. */
const LARGEST_PART = 256 * 1024 * 1024

/**
 * The elements of some names in a large XML file, one by one as it is read, each with its text: a file of gigabytes takes the memory of its
 * largest such element. One that lies in another of its name belongs to that.
 */
export async function* xmlParts(
  stream: Readable,
  names: readonly string[],
): AsyncIterable<{ readonly name: string; readonly xml: string }> {
  const opening = new RegExp(`<(${names.join('|')})(?=[\\s/>])`)
  let text = ''
  let endOf: ReturnType<typeof createEndFinder> | null = null
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
      endOf ??= createEndFinder(name)
      const end = endOf(text)
      if (end === null) break
      yield { name, xml: text.slice(0, end) }
      text = text.slice(end)
      endOf = null
    }
  }
  if (opening.test(text)) throw new Error('it is cut off in the middle')
}

/** Finds where the element that begins a text ends, however often it is asked while the text grows; null where more of it must be read. */
function createEndFinder(name: string): (text: string) => number | null {
  const tags = new RegExp(`<${name}(?=[\\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>|</${name}\\s*>`, 'g')
  let from = 0
  let depth = 0
  return (text) => {
    tags.lastIndex = from
    for (let tag = tags.exec(text); tag; tag = tags.exec(text)) {
      from = tags.lastIndex
      if (!tag[0].endsWith('/>')) depth += tag[0].startsWith('</') ? -1 : 1
      if (depth === 0) return from
    }
    // A tag that is not whole yet begins at the last bracket at the earliest.
    from = Math.max(from, text.lastIndexOf('<'))
    return null
  }
}
