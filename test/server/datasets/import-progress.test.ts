import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExpectation } from '#server/datasets/expected-images.ts'
import type { Format, ReadImage } from '#server/datasets/formats/format.ts'
import { parquet } from '#server/datasets/formats/parquet.ts'
import { tfRecord } from '#server/datasets/formats/tfrecord.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { anExport, writtenFiles } from './formats/write-and-read.ts'
import { type Importing, openImporting } from './importing.ts'

const IMAGES = 12

/** The files of an export that hold the images themselves. */
async function holding(format: Format): Promise<Map<string, Buffer>> {
  const images = Array.from({ length: IMAGES }, (_, index) => ({
    name: `${index}.png`,
    annotations: [{ label: 'cat', shape: { kind: 'box', x: 4, y: 5, width: 20 + index, height: 10 } as const }],
  }))
  const { files } = await writtenFiles(format, await anExport(images))
  return new Map(Object.entries(files).filter(([path]) => !/\.(jpe?g|png)$/.test(path)))
}

/** A grey image for each row, as tables of MNIST have them. */
function digits(): Buffer {
  const row = (number: number) =>
    [number % 3, ...Array.from({ length: 64 }, (_, place) => (place * 7 + number * 13) % 256)].join()
  return Buffer.from(Array.from({ length: IMAGES }, (_, number) => `${row(number)}\n`).join(''))
}

const anImage = (index: number, share?: number): ReadImage => ({
  path: `${index}.png`,
  labelled: false,
  size: null,
  split: null,
  annotations: [],
  ...(share !== undefined && { share }),
})

async function* streamOf(images: readonly ReadImage[]): AsyncIterable<ReadImage> {
  yield* images
}

describe('the progress of an import', () => {
  let importing: Importing
  beforeAll(async () => {
    importing = await openImporting()
  })
  afterAll(() => importing.close())

  /** What was told: how many are done, of how many. */
  async function toldOf(files: ReadonlyMap<string, Buffer>): Promise<[done: number, total: number][]> {
    const folder = temporaryFolder()
    const given = [...files].map(([path, content], index) => {
      const file = join(folder, `${index}`)
      writeFileSync(file, content)
      return { path, file }
    })
    const told: [number, number][] = []
    const progress = async (done: number, total: number) => void told.push([done, total])
    const report = await importing.importFiles(await importing.project(), given, { progress })
    expect(report.assets).toBe(IMAGES)
    return told
  }

  test.each([
    ['TFRecord', async () => holding(tfRecord)],
    [
      'packed TFRecord',
      async () =>
        new Map(
          [...(await holding(tfRecord))].map(([path, bytes]) =>
            path.endsWith('txt') ? [path, bytes] : [`${path}.gz`, gzipSync(bytes)],
          ),
        ),
    ],
    ['Parquet', async () => holding(parquet)],
    ['MNIST as a table', async () => new Map([['train.csv', digits()]])],
  ] as const)('counts the images inside files of %s', async (_name, files) => {
    const told = await toldOf(await files())
    expect(told.map(([done]) => done)).toEqual(Array.from({ length: IMAGES }, (_, done) => done))
    // Small files are read before the first image is taken.
    expect(told.map(([, total]) => total)).toEqual(Array.from({ length: IMAGES }, () => IMAGES))
  })

  test('learns how many images are inside a long file while it is read', async () => {
    const expectation = createExpectation(5)
    const images = Array.from({ length: 100 }, (_, index) => anImage(index, (index + 1) / 100))
    const totals: number[] = []
    for await (const _image of expectation.learningFrom(streamOf(images))) totals.push(expectation.total())
    expect(new Set(totals)).toEqual(new Set([105]))
  })

  test('counts images that lie there as files at once', async () => {
    const expectation = createExpectation(3)
    expect(expectation.total()).toBe(3)
    for await (const _image of expectation.learningFrom(streamOf([anImage(0)]))) expect(expectation.total()).toBe(3)
  })
})
