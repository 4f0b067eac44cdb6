import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { crc32c } from '#server/crc32c.ts'
import { readLabelMap, writeLabelMap } from '#server/datasets/formats/label-map.ts'
import { type Feature, readExample, writeExample } from '#server/datasets/formats/tensorflow-example.ts'
import { tfRecord } from '#server/datasets/formats/tfrecord.ts'
import { readRecords } from '#server/datasets/formats/tfrecord-framing.ts'
import { readWhole } from '#server/datasets/sources/file-tree.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { framed } from '#server/framed-record.ts'
import { newLabel } from '#shared/ontology.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { describeWithData } from '../importing.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree, readAll } from './read-all.ts'
import { anExport, writtenTree } from './write-and-read.ts'

const text = (...values: string[]): Feature => ({ kind: 'bytes', values: values.map((value) => Buffer.from(value)) })
const floats = (...values: number[]): Feature => ({ kind: 'floats', values })
const integers = (...values: number[]): Feature => ({ kind: 'integers', values })

async function recordsIn(bytes: Buffer): Promise<Buffer[]> {
  const records: Buffer[] = []
  // In pieces that end anywhere, as streams do.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7))
  for await (const record of readRecords(
    (async function* () {
      yield* pieces
    })(),
  ))
    records.push(record)
  return records
}

describe('records', () => {
  test('check sums are those of the standards', () => {
    // RFC 3720, appendix B.4, and the check value of ISO 3309.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  })

  test('come back from a stream whose pieces end anywhere, an empty one too', async () => {
    const records = [Buffer.from('one'), Buffer.alloc(0), Buffer.from('three'.repeat(50))]
    expect(await recordsIn(Buffer.concat(records.map(framed)))).toEqual(records)
  })

  test.each([
    ['the length of record 2 is damaged', (bytes: Buffer) => bytes.writeUInt8(9, 19)],
    ['the content of record 2 is damaged', (bytes: Buffer) => bytes.writeUInt8(0, 32)],
    ['it ends in the middle of record 2', (bytes: Buffer) => bytes],
  ])('%s: said so', async (reason, spoil) => {
    const bytes = Buffer.concat([framed(Buffer.from('one')), framed(Buffer.from('two'))])
    spoil(bytes)
    await expect(recordsIn(reason.includes('ends') ? bytes.subarray(0, 34) : bytes)).rejects.toThrow(reason)
  })

  test('an example keeps bytes, numbers and whole numbers, negative ones too, in bytes that do not depend on the order', () => {
    const features: [string, Feature][] = [
      ['b', integers(0, 127, 128, 300, -1, 2 ** 40)],
      ['a', text('é', '')],
      ['c', floats(0.5, -2)],
      ['d', floats()],
    ]
    const bytes = writeExample(new Map(features))
    expect(writeExample(new Map([...features].reverse()))).toEqual(bytes)
    const read = readExample(bytes)
    expect(read.get('b')).toEqual(integers(0, 127, 128, 300, -1, 2 ** 40))
    expect(read.get('c')).toEqual(floats(0.5, -2))
    expect(read.get('a')?.values.map(String)).toEqual(['é', ''])
  })

  test('numbers that stand one by one rather than packed are read as well', () => {
    // Example { features { feature { key: "n" value { int64_list { value: 3 value: 300 } } } } }, and the same as floats.
    const list = Buffer.from([0x08, 0x03, 0x08, 0xac, 0x02])
    const value = Buffer.from([0x1a, list.length, ...list])
    const entry = Buffer.from([0x0a, 1, 0x6e, 0x12, value.length, ...value])
    const inner = Buffer.from([0x0a, entry.length, ...entry])
    expect(readExample(Buffer.from([0x0a, inner.length, ...inner])).get('n')).toEqual(integers(3, 300))
  })

  test('label maps keep odd names, and the name for people counts', () => {
    const items = [
      { id: 1, name: "a 'quoted' \\ name" },
      { id: 7, name: 'line\nbreak' },
    ]
    expect(readLabelMap(writeLabelMap(items))).toEqual(items)
    expect(readLabelMap('item {\n name: "/m/01"\n id: 3\n display_name: "person"\n}')).toEqual([{ id: 3, name: 'person' }])
  })
})

const example = (name: string, more: [string, Feature][] = []) =>
  framed(
    writeExample(
      new Map<string, Feature>([
        ['image/filename', text(name)],
        ['image/width', integers(96)],
        ['image/height', integers(64)],
        ['image/object/bbox/xmin', floats(0.25, 0)],
        ['image/object/bbox/xmax', floats(0.5, 1)],
        ['image/object/bbox/ymin', floats(0.125, 0)],
        ['image/object/bbox/ymax', floats(0.625, 0.1)],
        ['image/object/class/label', integers(1, 2)],
        ...more,
      ]),
    ),
  )

describe('TFRecord files', () => {
  test('images inside records become files, boxes are in pixels, numbers of classes get the names of the label map', async () => {
    const picture = await aPicture(1)
    const tree = await aTree({
      'data/val.record-00000-of-00001': example('cam/a.png', [
        ['image/encoded', { kind: 'bytes', values: [picture] }],
        ['image/object/difficult', integers(0, 1)],
      ]),
      'data/label_map.pbtxt': writeLabelMap([{ id: 1, name: 'cat' }]),
    })
    const { format, images, declared, rejected, losses } = await readAll(tree)
    expect(format).toBe('tfrecord')
    expect(images).toEqual([
      {
        path: 'data/val/cam/a.png',
        // The only record: with it, all of the file is read.
        share: 1,
        labelled: true,
        size: { width: 96, height: 64 },
        split: 'validation',
        annotations: [
          { label: 'cat', shape: { kind: 'box', x: 24, y: 8, width: 24, height: 32 }, attributes: {} },
          { label: '2', shape: { kind: 'box', x: 0, y: 0, width: 96, height: 6.4 }, attributes: { difficult: true } },
        ],
      },
    ])
    expect([declared, rejected, losses]).toEqual([[{ name: 'cat' }], [], []])
    expect(await readWhole(tree, 'data/val/cam/a.png')).toEqual(picture)
    await tree.close()
  })

  test('images beside the records are found by name; what is nowhere is named, and what nothing labels comes without labels', async () => {
    const picture = await aPicture(1)
    const records = Buffer.concat([example('a.png'), example('lost.png'), example('a.png')])
    const tree = await aTree({
      'train.tfrecord': records,
      'images/a.png': picture,
      'images/b.png': picture,
      'notes.txt': 'notes',
    })
    const { images, rejected, losses } = await readAll(tree)
    expect(images.map(({ path, labelled, annotations }) => [path, labelled, annotations.length])).toEqual([
      ['images/a.png', true, 2],
      ['images/b.png', false, 0],
    ])
    expect(rejected).toEqual([{ file: 'lost.png', reason: expect.stringContaining('add the images') }])
    expect(losses).toMatchObject([
      { what: 'records of an image that another record labels already', count: 1 },
      { what: 'files that are neither images nor labels of this format', example: 'notes.txt' },
    ])
  })

  test('an image that two records hold is one, with the labels of the first; the second is told', async () => {
    const encoded = ['image/encoded', { kind: 'bytes', values: [await aPicture(1)] }] as [string, Feature]
    const tree = await aTree({ 'train.tfrecord': Buffer.concat([example('a.png', [encoded]), example('a.png', [encoded])]) })
    const { images, losses } = await readAll(tree)
    expect(images.map(({ path, annotations }) => [path, annotations.length])).toEqual([['train/a.png', 2]])
    expect(losses).toMatchObject([{ what: 'records of an image that another record labels already', count: 1 }])
    await tree.close()
  })

  test('a file that gzip has packed is read the same, and one that is damaged is read up to there', async () => {
    const picture = { kind: 'bytes', values: [await aPicture(1)] } as const
    const records = Buffer.concat([
      example('a.png', [['image/encoded', picture]]),
      example('b.png', [['image/encoded', picture]]),
    ])
    const packed = await readAll(await aTree({ 'train.tfrecord.gz': gzipSync(records) }))
    expect(packed.images.map(({ path }) => path)).toEqual(['train/a.png', 'train/b.png'])
    const cut = await readAll(await aTree({ 'train.tfrecord': records.subarray(0, -10) }))
    expect(cut.images.map(({ path }) => path)).toEqual(['train/a.png'])
    expect(cut.rejected).toEqual([
      { file: 'train.tfrecord', reason: 'it cannot be read to its end: it ends in the middle of record 2' },
    ])
  })

  test('boxes, masks, keypoints and classes of images are what they were after an export and an import', async () => {
    const mask = pixelMask([0, 1, 1, 1, 1, 0], { x: 30, y: 20, width: 3, height: 2 })
    if (!mask) throw new Error('Expected a mask')
    const hand = {
      ...newLabel('hand', []),
      skeleton: { keypoints: ['wrist', 'thumb', 'tip'], edges: [], places: [0, 0, 0, 1, 1, 1] },
    }
    const images = [
      {
        name: 'a.png',
        annotations: [
          {
            label: 'cat',
            shape: { kind: 'box' as const, x: 10.25, y: 12.5, width: 30.1, height: 20.125 },
            attributes: { truncated: true },
          },
        ],
      },
      { name: 'b.png', split: 'test' as const, annotations: [{ label: 'dog', shape: mask }] },
      {
        name: 'c.png',
        annotations: [{ label: 'hand', shape: { kind: 'skeleton' as const, keypoints: [10, 10.5, 2, 20, 12.25, 1, 0, 0, 0] } }],
      },
      { name: 'd.png', annotations: [{ label: 'indoors', shape: { kind: 'whole' as const } }] },
      { name: 'e.png', annotations: [] },
    ]
    const { tree, losses } = await writtenTree(tfRecord, await anExport(images, [hand]))
    expect(losses).toEqual([])
    const read = await readAll(tree)
    expect([read.format, read.losses, read.rejected]).toEqual(['tfrecord', [], []])
    expect(read.images.map(({ path, split, labelled, annotations }) => ({ path, split, labelled, annotations }))).toEqual([
      { path: 'test/b.png', split: 'test', labelled: true, annotations: [{ label: 'dog', shape: mask, attributes: {} }] },
      ...['a', 'c', 'd', 'e'].map((name) => {
        const said = images.find((image) => image.name === `${name}.png`)
        const annotations = said?.annotations.map((annotation) => ({ attributes: {}, ...annotation }))
        return { path: `train/${name}.png`, split: 'train', labelled: true, annotations }
      }),
    ])
    expect(read.declared).toContainEqual(
      expect.objectContaining({ name: 'hand', skeleton: expect.objectContaining({ keypoints: ['wrist', 'thumb', 'tip'] }) }),
    )
    await tree.close()
  })
})

describeWithData('records of other programs', 'format-fixtures', (folder) => {
  test('of the detection API: three images, four boxes, of which one has no class', async () => {
    const tree = await folderTree(`${folder}/tf-detection-api-tfrecord`)
    const { images, losses, rejected, declared } = await readAll(tree)
    expect(
      images.map(({ path, split, size, annotations }) => [
        path,
        split,
        size,
        annotations.map(({ label, shape }) => [label, shape]),
      ]),
    ).toEqual([
      ['test/3.jpg', 'test', { width: 4, height: 5 }, []],
      [
        'train/1.jpg',
        'train',
        { width: 16, height: 16 },
        [
          ['label_2', { kind: 'box', x: 0, y: 4, width: 4, height: 8 }],
          ['label_3', { kind: 'box', x: 0, y: 4, width: 4, height: 4 }],
        ],
      ],
      ['val/2.jpg', 'validation', { width: 8, height: 8 }, [['label_3', { kind: 'box', x: 1, y: 2, width: 4, height: 2 }]]],
    ])
    expect(declared).toHaveLength(10)
    expect(losses.filter(({ what }) => !what.startsWith('files'))).toMatchObject([{ what: 'boxes without a class', count: 1 }])
    expect(rejected).toEqual([])
    expect(await readWhole(tree, 'train/1.jpg')).toHaveLength(631)
    await tree.close()
  })

  test('of Roboflow, without any picture: each record is refused with what to do', async () => {
    const { format, images, rejected } = await readAll(await folderTree(`${folder}/roboflow-tfrecord`))
    expect([format, images]).toEqual(['tfrecord', []])
    expect(rejected.map(({ file }) => file)).toEqual(['train_001.jpg', 'train_002.jpg', 'val_001.jpg'])
    expect(rejected[0]?.reason).toContain('add the images')
  })
})
