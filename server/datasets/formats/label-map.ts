/** One label of a label map (`item { id: 1 name: 'cat' }`), as the object detection API of TensorFlow keeps them. */
export interface MapItem {
  readonly id: number
  readonly name: string
}

const ITEM = /\bitem\s*:?\s*\{([^{}]*)\}/g
const FIELD = /\b(id|name|display_name)\s*:\s*(?:(\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The labels of a label map (a .pbtxt); the name people read where there are two. */
export function readLabelMap(text: string): MapItem[] {
  return [...text.matchAll(ITEM)].flatMap(([, body = '']) => {
    const fields = new Map(
      [...body.matchAll(FIELD)].map(([, key, number, single, double]) => [key, number ?? unescaped(single ?? double ?? '')]),
    )
    const name = fields.get('display_name') || fields.get('name')
    const id = Number(fields.get('id'))
    return name && Number.isInteger(id) ? [{ id, name }] : []
  })
}

/** A label map. */
export const writeLabelMap = (items: readonly MapItem[]): string =>
  items
    .map(({ id, name }) => `item {\n  id: ${id}\n  name: '${name.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'\n}\n`)
    .join('\n')

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character)
