import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonPart, jsonParts } from '#server/datasets/formats/json-parts.ts'
import { createRowStore } from '#server/datasets/formats/row-store.ts'

async function partsOf(pieces: readonly Buffer[], into: readonly string[] = []): Promise<JsonPart[]> {
  const parts: JsonPart[] = []
  for await (const part of jsonParts(Readable.from(pieces), into)) parts.push(part)
  return parts
}
const whole = (text: string) => [Buffer.from(text)]

/** A text in pieces that end anywhere, also inside a character. */
function cut(text: string, length: number): Buffer[] {
  const bytes = Buffer.from(text)
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) => bytes.subarray(at * length, (at + 1) * length))
}

const anything = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })

test('the parts of a list are its elements, however the file comes in pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anything),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1),
      async (list, length, indent) => {
        const parts = await partsOf(cut(JSON.stringify(list, null, indent), length))
        expect(parts).toEqual(JSON.parse(JSON.stringify(list)).map((value: unknown) => ({ holder: '', key: '', value })))
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})

test('the parts of an object are its members, and those of the members that are opened', async () => {
  const name = fc.string({ unit: 'binary' }).filter((one) => one !== 'rows' && one !== '__proto__')
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, anything),
      fc.array(anything),
      fc.integer({ min: 1, max: 40 }),
      async (members, rows, length) => {
        const text = JSON.stringify({ ...members, rows })
        const read: Record<string, unknown> = {}
        const opened: unknown[] = []
        for (const { holder, key, value } of await partsOf(cut(text, length), ['rows']))
          if (holder === 'rows') opened.push(value)
          else read[key] = value
        expect({ ...read, rows: opened }).toEqual(JSON.parse(text))
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})

test('an opened object gives its members by their names', async () => {
  expect(await partsOf(whole('{"a": {"x": 1, "y": {"z": []}}, "b": {"x": 2}}'), ['a'])).toEqual([
    { holder: 'a', key: 'x', value: 1 },
    { holder: 'a', key: 'y', value: { z: [] } },
    { holder: '', key: 'b', value: { x: 2 } },
  ])
})

test('a byte order mark and empty lists are no parts', async () => {
  expect(await partsOf(whole('\uFEFF { "a" : [ ] , "b" : [] }'), ['a'])).toEqual([{ holder: '', key: 'b', value: [] }])
  expect(await partsOf(whole('[]'))).toEqual([])
})

test.each([
  ['', 'cut off'],
  ['{"a": [1, 2', 'cut off'],
  ['[1, 2]]', 'brackets do not match'],
  ['[1, 2}', 'brackets do not match'],
  ['[1, 2] [3]', 'expected one JSON object or list'],
  ['[1, 2] 3', 'follows its end'],
  ['"text"', 'expected one JSON object or list'],
  ['[1, two]', 'JSON'],
  ['{"a": 1, 2}', 'JSON'],
  [`[${'['.repeat(100)}`, 'nests deeper than 32 levels'],
])('%s is refused', async (text, reason) => {
  await expect(partsOf(whole(text))).rejects.toThrow(reason)
})

test('rows of any number come back by their owners in their order, also those that no memory held', async () => {
  const store = createRowStore()
  const long = 'ä'.repeat(700_000)
  for (let index = 0; index < 30_000; index++) await store.add(index % 7, `${index} ${'x'.repeat(index % 90)}`)
  await store.add(3, long)
  await store.add(3, 'last')
  const rows = store.rows(3)
  expect(rows.slice(-2)).toEqual([long, 'last'])
  expect(rows.slice(0, -2).map((row) => Number(row.split(' ')[0]))).toEqual(
    Array.from({ length: 30_000 }, (_, index) => index).filter((index) => index % 7 === 3),
  )
  expect([store.count(3), store.count(8), store.rows(8)]).toEqual([rows.length, 0, []])
  await store.close()
})
