import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { parquet } from '#server/datasets/formats/parquet.ts'
import { openParquet } from '#server/datasets/formats/parquet-process.ts'
import { readWhole } from '#server/datasets/sources/file-tree.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree, readAll } from './read-all.ts'
import { anExport, writtenFiles } from './write-and-read.ts'

/** A gigabyte is filled until the process ends, which stands back behind all others. */
const LIMIT_MS = 240_000
const mask = pixelMask([0, 1, 1, 1, 1, 0], { x: 30, y: 20, width: 3, height: 2 })
const IMAGES = [
  {
    name: 'a.png',
    annotations: [
      {
        label: 'cat',
        shape: { kind: 'box' as const, x: 10.25, y: 12.5, width: 30.1, height: 20.125 },
        attributes: { tame: true },
      },
      {
        label: 'dog',
        shape: { kind: 'polygon' as const, ring: [5, 5, 30.5, 8, 20, 30.25], holes: [] },
        order: 2,
        occluded: true,
      },
      ...(mask ? [{ label: 'cat', shape: mask, group: 'pair' }] : []),
    ],
  },
  { name: 'b.png', split: 'validation' as const, annotations: [{ label: 'indoors', shape: { kind: 'whole' as const } }] },
  { name: 'c.png', annotations: [] },
]

/** Written by pyarrow 26 with snappy: two rows with paths, boxes of four floats and classes that its notes name cat and dog. */
const BY_PYARROW = [
  'UEFSMRUEFQAVAkwVABUAEgAAABUAFQ4VEiwVBBUQFQYVBhwAAAAHGAIAAAAEAQAVBBUkFShMFQQVABIAABJEBQAAAGEucG5nBQAAAGIucG5nFQ',
  'AVEhUWLBUEFRAVBhUGHAAAAAkgAgAAAAQCAQMCFQQVQBVETBUQFQASAAAgfAAAIEEAAKBBAADwQQAAIEIAAMA/AAAAQAAAQEAAAIBAFQAVLBUw',
  'LBUSFRAVBhUGHAAAABZUBQAAAAWoqQAABAAAABAGAgIDA4jG+hUEFSAVJEwVBBUAEgAAEDwBAAAAAAAAAAAAAAAAAAAAFQAVIhUmLBUGFRAVBh',
  'UGHAAAABFAAgAAAAMCBAAAAAOkAAABAwIVBBncNQAYBnNjaGVtYRUEADUCGAVpbWFnZRUEABUMJQIYBWJ5dGVzABUMJQIYBHBhdGglAEwcAAAA',
  'NQIYB29iamVjdHMVBAA1AhgEYmJveBUCFQZMPAAAADUEGARsaXN0FQIANQIYB2VsZW1lbnQVAhUGTDwAAAA1BBgEbGlzdBUCABUIJQIYB2VsZW',
  '1lbnQANQIYCGNhdGVnb3J5FQIVBkw8AAAANQQYBGxpc3QVAgAVBCUCGAdlbGVtZW50ABYEGRwZTCYAHBUMGTUABhAZKAVpbWFnZQVieXRlcxUC',
  'FgQWUBZWJiYmCCksFQQVABUCABUAFRAVAgA8FgAZBhk2AAQAAAAAJgAcFQwZNQAGEBkoBWltYWdlBHBhdGgVAhYEFngWgAEmogEmXiksFQQVAB',
  'UCABUAFRAVAgA8FhQZBhk2AAAEAAAAJgAcFQgZNQAGEBloB29iamVjdHMEYmJveARsaXN0B2VsZW1lbnQEbGlzdAdlbGVtZW50FQIWEhauARa2',
  'ASa+AibeASksFQQVABUCABUAFRAVAgA8KTYEAgwZdgAAAgAAABAAAAAmABwVBBk1AAYQGUgHb2JqZWN0cwhjYXRlZ29yeQRsaXN0B2VsZW1lbn',
  'QVAhYGFoQBFowBJtQDJpQDKSwVBBUAFQIAFQAVEBUCADwpJgQCGVYAAAIABAAAABb6AxYEJggWmAQAGSwYC2h1Z2dpbmdmYWNlGIUBeyJpbmZv',
  'IjogeyJmZWF0dXJlcyI6IHsib2JqZWN0cyI6IHsiZmVhdHVyZSI6IHsiY2F0ZWdvcnkiOiB7Im5hbWVzIjogWyJjYXQiLCAiZG9nIl0sICJfdH',
  'lwZSI6ICJDbGFzc0xhYmVsIn19LCAiX3R5cGUiOiAiU2VxdWVuY2UifX19fQAYDEFSUk9XOnNjaGVtYRisBy8vLy8vN2dDQUFBUUFBQUFBQUFL',
  'QUE0QUJnQUZBQWdBQ2dBQUFBQUJCQUFRQUFBQUFBQUtBQXdBQUFBRUFBZ0FDZ0FBQU1BQUFBQUVBQUFBQVFBQUFBd0FBQUFJQUF3QUJBQUlBQW',
  'dBQUFDVUFBQUFCQUFBQUlVQUFBQjdJbWx1Wm04aU9pQjdJbVpsWVhSMWNtVnpJam9nZXlKdlltcGxZM1J6SWpvZ2V5Sm1aV0YwZFhKbElqb2dl',
  'eUpqWVhSbFoyOXllU0k2SUhzaWJtRnRaWE1pT2lCYkltTmhkQ0lzSUNKa2IyY2lYU3dnSWw5MGVYQmxJam9nSWtOc1lYTnpUR0ZpWld3aWZYMH',
  'NJQ0pmZEhsd1pTSTZJQ0pUWlhGMVpXNWpaU0o5ZlgxOUFBQUFDd0FBQUdoMVoyZHBibWRtWVdObEFBSUFBQUF3QVFBQUJBQUFBSUQrLy84QUFB',
  'RU5HQUFBQUNBQUFBQUVBQUFBQWdBQUFJQUFBQUFVQUFBQUJ3QUFBRzlpYW1WamRITUFlUDcvLzdEKy8vOEFBQUVNRkFBQUFDQUFBQUFFQUFBQU',
  'FRQUFBQmdBQUFBSUFBQUFZMkYwWldkdmNua0FBQUFBcVA3Ly8rRCsvLzhBQUFFQ0VBQUFBQ0FBQUFBRUFBQUFBQUFBQUFRQUFBQnBkR1Z0QUFB',
  'QUFBZ0FEQUFJQUFjQUNBQUFBQUFBQUFGQUFBQUFHUC8vL3dBQUFRd1VBQUFBSEFBQUFBUUFBQUFCQUFBQUZBQUFBQVFBQUFCaVltOTRBQUFBQU',
  'F6Ly8vOUUvLy8vQUFBQkVCUUFBQUFnQUFBQUJBQUFBQUVBQUFBY0FBQUFCQUFBQUdsMFpXMEFBQVlBQ0FBRUFBWUFBQUFFQUFBQWVQLy8vd0FB',
  'QVFNUUFBQUFIQUFBQUFRQUFBQUFBQUFBQkFBQUFHbDBaVzBBQUFZQUNBQUdBQVlBQUFBQUFBRUFxUC8vL3dBQUFRMFlBQUFBSUFBQUFBUUFBQU',
  'FDQUFBQVVBQUFBQlFBQUFBRkFBQUFhVzFoWjJVQUFBQ2cvLy8vMlAvLy93QUFBUVVRQUFBQUdBQUFBQVFBQUFBQUFBQUFCQUFBQUhCaGRHZ0FB',
  'QUFBeVAvLy94QUFGQUFJQUFZQUJ3QU1BQUFBRUFBUUFBQUFBQUFCQkJBQUFBQWNBQUFBQkFBQUFBQUFBQUFGQUFBQVlubDBaWE1BQUFBRUFBUU',
  'FCQUFBQUFBQUFBQT0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRlMHAAAHAAAHAAAHAAAAJgGAABQQVIx',
].join('')

describe('Parquet', () => {
  test('what another library wrote is read: nested lists, packed pages, names of classes in the notes', async () => {
    const table = Buffer.from(BY_PYARROW, 'base64')
    const tree = await aTree({
      'a.png': await aPicture(1),
      'b.png': await aPicture(2),
      'validation-00000-of-00001.parquet': table,
    })
    const { format, images, losses, rejected } = await readAll(tree)
    expect([format, losses, rejected]).toEqual(['parquet', [], []])
    expect(images.map(({ path, split, labelled, annotations }) => [path, split, labelled, annotations])).toEqual([
      [
        'a.png',
        'validation',
        true,
        [
          { label: 'dog', shape: { kind: 'box', x: 10, y: 20, width: 30, height: 40 }, attributes: {} },
          { label: 'cat', shape: { kind: 'box', x: 1.5, y: 2, width: 3, height: 4 }, attributes: {} },
        ],
      ],
      ['b.png', 'validation', true, []],
    ])
    await tree.close()
  })

  test('every shape with all that is said of it comes back, images inside or beside', async () => {
    for (const isInside of [true, false]) {
      const source = await anExport(IMAGES, undefined, isInside)
      const { files, losses } = await writtenFiles(parquet, source)
      expect(losses).toEqual([])
      expect(Object.keys(files)).toEqual(['data/train-00000-of-00001.parquet', 'data/validation-00000-of-00001.parquet'])
      const pictures = [...source.pictures.values()]
      const beside = isInside ? {} : Object.fromEntries(IMAGES.map(({ name }, at) => [`images/${name}`, pictures[at] as Buffer]))
      const tree = await aTree({ ...files, ...beside })
      const read = await readAll(tree)
      expect([read.format, read.losses, read.rejected]).toEqual(['parquet', [], []])
      expect(read.images.map(({ split, labelled, annotations }) => [split, labelled, annotations])).toEqual(
        ['a.png', 'c.png', 'b.png'].map((name) => {
          const image = IMAGES.find((one) => one.name === name)
          return [image?.split ?? 'train', true, image?.annotations.map((annotation) => ({ attributes: {}, ...annotation }))]
        }),
      )
      if (isInside) expect(await readWhole(tree, 'data/train-00000-of-00001/c.png')).toEqual(pictures[2])
      await tree.close()
    }
  })

  test('the same export is the same bytes', async () => {
    const [first, second] = [
      await writtenFiles(parquet, await anExport(IMAGES)),
      await writtenFiles(parquet, await anExport(IMAGES)),
    ]
    expect(first.files).toEqual(second.files)
  })

  test('a table of other programs: classes by number with their names, boxes as corners where they cannot be sizes', async () => {
    const pictures = [await aPicture(1), await aPicture(2)]
    const features = { label: { _type: 'ClassLabel', names: ['cat', 'dog'] } }
    const table = parquetWriteBuffer({
      columnData: [
        { name: 'img', data: pictures, type: 'BYTE_ARRAY' },
        { name: 'label', data: [1, -1], type: 'INT32' },
      ],
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    })
    const tree = await aTree({ 'test/0000.parquet': Buffer.from(table) })
    const { images } = await readAll(tree, { task: 'classification' })
    expect(images.map(({ split, labelled, annotations }) => [split, labelled, annotations.map(({ label }) => label)])).toEqual([
      ['test', true, ['dog']],
      ['test', false, []],
    ])
    await tree.close()
  })

  test('boxes and classes may be columns of the table, and two corners are told from a corner and a size', async () => {
    const schema = [
      { name: 'root', num_children: 4 },
      { name: 'file_name', type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'width', type: 'INT32' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'height', type: 'INT32' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'annotations', repetition_type: 'OPTIONAL' as const, num_children: 1, converted_type: 'LIST' as const },
      { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL' as const, num_children: 2 },
      { name: 'bbox', repetition_type: 'OPTIONAL' as const, num_children: 1, converted_type: 'LIST' as const },
      { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
      { name: 'element', type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'category', type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, repetition_type: 'OPTIONAL' as const },
    ]
    const table = parquetWriteBuffer({
      schema,
      columnData: [
        { name: 'file_name', data: ['a.png', 'lost.png'] },
        { name: 'width', data: [96, 96] },
        { name: 'height', data: [64, 64] },
        {
          name: 'annotations',
          data: [
            [
              { bbox: [50, 30, 90, 60], category: 'cat' },
              { bbox: [1, 2, 3, 4], category: 'dog' },
            ],
            [],
          ],
        },
      ],
    })
    const tree = await aTree({ 'a.png': await aPicture(1), 'train.parquet': Buffer.from(table) })
    const { images, losses, rejected } = await readAll(tree)
    expect(images[0]?.annotations).toEqual([
      { label: 'cat', shape: { kind: 'box', x: 50, y: 30, width: 40, height: 30 }, attributes: {} },
      { label: 'dog', shape: { kind: 'box', x: 1, y: 2, width: 2, height: 2 }, attributes: {} },
    ])
    expect(losses).toMatchObject([
      { what: 'boxes whose numbers are two corners rather than a corner and a size', kind: 'converted' },
    ])
    expect(rejected).toMatchObject([{ file: 'lost.png' }])
    await tree.close()
  })

  test('a class keeps its name where another number of the object is the same', async () => {
    const features = { objects: { feature: { category: { names: ['cat', 'dog'] } } } }
    const field = (name: string) => [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' } as const,
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 } as const,
    ]
    const whole = { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' } as const
    const table = parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'file_name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'objects', repetition_type: 'OPTIONAL', num_children: 3 },
        ...field('id'),
        whole,
        ...field('bbox'),
        { name: 'element', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        whole,
        ...field('category'),
        whole,
      ],
      columnData: [
        { name: 'file_name', data: ['a.png'] },
        {
          name: 'objects',
          data: [
            {
              id: [1, 0],
              bbox: [
                [1, 2, 3, 4],
                [5, 6, 7, 8],
              ],
              category: [1, 1],
            },
          ],
        },
      ],
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    })
    const tree = await aTree({ 'a.png': await aPicture(1), 'train.parquet': Buffer.from(table) })
    expect((await readAll(tree)).images[0]?.annotations.map(({ label }) => label)).toEqual(['dog', 'dog'])
    await tree.close()
  })

  test('a table may have a row for each object: those of an image that follow each other are one image, later ones are told', async () => {
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const
    const table = parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 4 },
        { name: 'file_name', ...text },
        { name: 'image_id', type: 'INT32', repetition_type: 'OPTIONAL' },
        { name: 'bbox', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
        { name: 'label', type: 'INT32', repetition_type: 'OPTIONAL' },
      ],
      columnData: [
        { name: 'file_name', data: ['a.png', 'a.png', 'a.png', 'b.png', 'a.png'] },
        { name: 'image_id', data: [1, 1, 1, 2, 1] },
        {
          name: 'bbox',
          data: [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
            [5, 6, 7, 8],
            [9, 9, 2, 2],
            [0, 0, 1, 1],
          ],
        },
        { name: 'label', data: [1, 0, 0, 1, 1] },
      ],
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: { label: { names: ['cat', 'dog'] } } } }) }],
    })
    const tree = await aTree({ 'a.png': await aPicture(1), 'b.png': await aPicture(2), 'train.parquet': Buffer.from(table) })
    const { images, losses, rejected } = await readAll(tree)
    const box = (x: number, y: number, width: number, height: number) => ({ kind: 'box', x, y, width, height })
    expect(images.map(({ path, annotations }) => [path, ...annotations.map(({ label, shape }) => [label, shape])])).toEqual([
      ['a.png', ['dog', box(1, 2, 3, 4)], ['cat', box(5, 6, 7, 8)]],
      ['b.png', ['dog', box(9, 9, 2, 2)]],
    ])
    expect(losses).toMatchObject([
      { what: 'rows of an image that rows before others label already', count: 1, example: 'train.parquet: a.png' },
    ])
    expect(rejected).toEqual([])
    await tree.close()
  })

  test('rows of the same pixels that follow each other are one image, also where it has no name', async () => {
    const [first, second] = [await aPicture(1), await aPicture(2)]
    const table = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: [first, first, second], type: 'BYTE_ARRAY' },
        { name: 'label', data: ['cat', 'indoors', 'dog'], type: 'STRING' },
      ],
    })
    const tree = await aTree({ 'train.parquet': Buffer.from(table) })
    const { images, losses } = await readAll(tree, { task: 'multilabel' })
    expect(images.map(({ path, annotations }) => [path, ...annotations.map(({ label }) => label)])).toEqual([
      ['train/1.jpg', 'cat', 'indoors'],
      ['train/3.jpg', 'dog'],
    ])
    expect(losses).toEqual([])
    await tree.close()
  })

  test('a file that is cut off, or is none, is refused by name', async () => {
    const { files } = await writtenFiles(parquet, await anExport(IMAGES))
    const whole = files['data/train-00000-of-00001.parquet'] as Buffer
    const tree = await aTree({
      'cut.parquet': whole.subarray(0, whole.length - 100),
      'none.parquet': 'PAR1 but nothing more PAR1',
    })
    const { rejected } = await readAll(tree, { format: 'parquet' })
    expect(rejected.map(({ file }) => file)).toEqual(['cut.parquet', 'none.parquet'])
    await tree.close()
  })
})

test('a column that its schema does not know is refused: what went wrong with others would end the process', async () => {
  const bytes = Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'image', data: ['a.png'], type: 'STRING' },
        { name: 'width', data: [40], type: 'INT32' },
      ],
    }),
  )
  const read = async (file: Buffer) => openParquet(await aTree({ 't.parquet': file }), 't.parquet')
  expect((await read(bytes)).count).toBe(1)
  // The schema names it first, the chunk of the column last.
  bytes.write('wodth', bytes.lastIndexOf('width'))
  await expect(read(bytes)).rejects.toThrow('contradict each other')
})

test('a run of values that never ends is a sentence: the process that reads it is ended, not this one', {
  timeout: LIMIT_MS,
}, async () => {
  const names = Array.from({ length: 100 }, (_, index) => (index === 99 ? null : 'a.png'))
  const columnData = [{ name: 'image', data: names, type: 'STRING' as const, nullable: true }]
  const bytes = Buffer.from(parquetWriteBuffer({ codec: 'UNCOMPRESSED', columnData }))
  const tree = async () => aTree({ 'train.parquet': bytes, 'a.png': await aPicture(1) })
  expect((await readAll(await tree())).rejected).toMatchObject([{ file: 'row 100' }])
  // How often "there is a value" holds: not 99 times, a number of two bytes, but a thousand million times, one of five.
  bytes.set([0xfe, 0xff, 0xff, 0xff, 0x07], bytes.indexOf(Buffer.from([0xc6, 0x01, 0x01])))
  const { images, rejected } = await readAll(await tree())
  expect(images).toMatchObject([{ path: 'a.png', annotations: [] }])
  expect(rejected).toMatchObject([{ file: 'train.parquet', reason: expect.stringContaining('it is damaged') }])
})
