import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { area, bounds, type Shape } from '#shared/shapes/index.ts'
import { describeWithData } from '../importing.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree, readAll } from './read-all.ts'
import { anEntry, anEntryAnnotation, writtenFiles } from './written.ts'

const IMAGE = 'the content does not matter'

const shapesOf = ({ images }: Awaited<ReturnType<typeof readAll>>): Shape[] =>
  images.flatMap(({ annotations }) => annotations.map(({ shape }) => shape))
const told = ({ losses }: Awaited<ReturnType<typeof readAll>>) =>
  Object.fromEntries(losses.map(({ what, count }) => [what, count]))

describe('COCO', () => {
  const categories = [{ id: 3, name: 'cat' }]
  const images = [{ id: 1, file_name: 'a.jpg', width: 96, height: 64 }]

  test('results beside a list of images are suggestions, by the name of their file', async () => {
    const results = [{ image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], score: 0.75 }]
    const tree = await aTree({
      'a.jpg': IMAGE,
      'annotations/image_info_test.json': JSON.stringify({ images, categories }),
      'yolo-v9.json': JSON.stringify([...results, { image_id: 9, category_id: 3, bbox: [1, 2, 3, 4], score: 1 }]),
    })
    const read = await readAll(tree)
    expect(read.images).toMatchObject([
      { labelled: false, split: 'test', annotations: [{ label: 'cat', suggested: { score: 0.75, by: 'yolo-v9' } }] },
    ])
    expect(told(read)).toEqual({ 'detections of images that are not there': 1 })
  })

  test('labels come before detections of the same image, which are read when they are asked for', async () => {
    const annotations = [{ id: 1, image_id: 1, category_id: 3, bbox: [5, 5, 9, 9] }]
    const results = [1, 2].map((x) => ({ image_id: 1, category_id: 3, bbox: [x, 2, 3, 4], score: 0.5 }))
    const tree = await aTree({
      'a.jpg': IMAGE,
      'instances.json': JSON.stringify({ images, categories, annotations }),
      'results.json': JSON.stringify(results),
    })
    const truth = await readAll(tree)
    expect(truth.images).toMatchObject([{ labelled: true, annotations: [{ shape: { x: 5 } }] }])
    expect(told(truth)).toEqual({ 'detections of images that are labelled: read them as COCO results': 2 })
    const found = await readAll(tree, { format: 'coco-results' })
    expect(found.images).toMatchObject([{ labelled: false }])
    expect(shapesOf(found)).toMatchObject([{ x: 1 }, { x: 2 }])
  })

  test('annotations with scores in a label file are proposals, too', async () => {
    const annotations = [{ id: 1, image_id: 1, category_id: 3, bbox: [5, 5, 9, 9], score: 0.4 }]
    const read = await readAll(await aTree({ 'a.jpg': IMAGE, 'dets.json': JSON.stringify({ images, categories, annotations }) }))
    expect(read.images).toMatchObject([{ labelled: false, annotations: [{ suggested: { score: 0.4, by: 'dets' } }] }])
  })

  test('numbers that JSON does not know cost their row, not the file', async () => {
    const text = JSON.stringify({ images, categories, annotations: [{ image_id: 1, category_id: 3, bbox: [1, 2, 3, 4] }] })
    const more = text.replace('"annotations":[', '"annotations":[{"image_id":1,"category_id":3,"bbox":[NaN,2,3,-Infinity]},')
    const read = await readAll(await aTree({ 'a.jpg': IMAGE, 'instances.json': more }))
    expect(read.rejected).toEqual([])
    expect(shapesOf(read)).toContainEqual({ kind: 'box', x: 1, y: 2, width: 3, height: 4 })
  })

  test('rows in any order find their images and categories', async () => {
    const annotations = [
      { image_id: 1, category_id: 3, bbox: [1, 2, 3, 4] },
      { image_id: 2, category_id: 3, bbox: [2, 2, 3, 4] },
      { image_id: 1, category_id: 3, bbox: [3, 2, 3, 4] },
    ]
    const both = [...images, { id: 2, file_name: 'b.jpg' }]
    const read = await readAll(
      await aTree({ 'a.jpg': IMAGE, 'b.jpg': IMAGE, 'x.json': JSON.stringify({ annotations, categories, images: both }) }),
    )
    expect(read.images.map(({ path, annotations: found }) => [path, found.map(({ shape }) => bounds(shape)?.x)])).toEqual([
      ['a.jpg', [1, 3]],
      ['b.jpg', [2]],
    ])
  })

  test('results are written beside the list of their images, as COCO evaluates them, and read as suggestions', async () => {
    const shape = { kind: 'box', x: 1, y: 2, width: 3, height: 4 } as const
    const { files, losses } = await writtenFiles(formats.get('coco-results'), [
      anEntry({ annotations: [anEntryAnnotation({ shape })] }),
    ])
    expect(JSON.parse(files['results_train.json']?.toString() ?? '')).toEqual([
      { image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], score: 1 },
    ])
    expect(losses).toMatchObject([{ what: 'labels of people, written as detections of score 1', kind: 'converted', count: 1 }])
    const read = await readAll(await aTree(files))
    expect(read.images).toMatchObject([
      { labelled: false, split: 'train', annotations: [{ label: 'thing', shape, suggested: { score: 1, by: 'results_train' } }] },
    ])
  })

  test('a panoptic picture gives each segment its pixels', async () => {
    // Segment 258 (R 2, G 1) on the left half, 7 on the right, nothing below.
    const pixels = Array.from({ length: 8 * 6 }, (_, at) => (at >= 40 ? [0, 0, 0] : at % 8 < 4 ? [2, 1, 0] : [7, 0, 0])).flat()
    const picture = await sharp(Uint8Array.from(pixels), { raw: { width: 8, height: 6, channels: 3 } })
      .png()
      .toBuffer()
    const segments = [258, 7, 99].map((id) => ({ id, category_id: 3 }))
    const file = {
      images: [{ id: 1, file_name: 'a.jpg', width: 8, height: 6 }],
      categories,
      annotations: [{ image_id: 1, file_name: 'a.png', segments_info: [...segments, { id: 5, category_id: 3, iscrowd: 1 }] }],
    }
    const tree = await aTree({
      'val/a.jpg': IMAGE,
      'annotations/panoptic_val.json': JSON.stringify(file),
      'annotations/panoptic_val/a.png': picture,
    })
    const read = await readAll(tree, { task: 'segmentation' })
    expect(read.format).toBe('coco-panoptic')
    expect(shapesOf(read).map((shape) => [area(shape), bounds(shape)])).toEqual([
      [20, { x: 0, y: 0, width: 4, height: 5 }],
      [20, { x: 4, y: 0, width: 4, height: 5 }],
    ])
    expect(told(read)).toEqual({
      'crowd regions, which are not single objects': 1,
      'segments of which the picture has no pixel': 1,
    })
  })
})

describeWithData('files of other programs beside images of their names', 'format-fixtures', (folder) => {
  const file = (path: string) => readFileSync(`${folder}/${path}`)

  test('detections of COCO come as suggestions on their four images', async () => {
    const read = await readAll(await folderTree(`${folder}/coco-keypoints-real-4`), { format: 'coco-results' })
    expect(Object.fromEntries(read.images.map(({ path, annotations }) => [path, annotations.length]))).toEqual({
      '000000000785.jpg': 22,
      '000000040083.jpg': 26,
      '000000196141.jpg': 33,
      '000000197388.jpg': 37,
    })
    expect(read.images.every(({ labelled, annotations }) => !labelled && annotations.every(({ suggested }) => suggested))).toBe(
      true,
    )
  })

  test('Darwin: polygons, boxes, ellipses and raster layers, with their properties and texts', async () => {
    const read = await readAll(
      await aTree({
        '1.json': file('darwin-v7-json/annotation_with_properties.json'),
        '2.json': file('darwin-v7-convert/semantic_mask/from/221b-2.json'),
        '3.json': file('darwin-v7-convert/pascalvoc/from/000000021295.json'),
        '221b-1.jpeg': IMAGE,
        '221b-2.jpeg': IMAGE,
        '000000021295.jpg': IMAGE,
      }),
      { task: 'segmentation' },
    )
    expect(read.format).toBe('darwin')
    const [first, second, third] = ['221b-1.jpeg', '221b-2.jpeg', '000000021295.jpg'].map((path) =>
      read.images.find((image) => image.path === path),
    )
    expect(first?.annotations.map(({ label, shape }) => [label, shape.kind, bounds(shape)])).toEqual([
      ['1', 'polygon', { x: 101, y: 89, width: 3, height: 12 }],
      ['2', 'polygon', { x: 91, y: 89, width: 7, height: 11 }],
      ['2', 'polygon', { x: 80, y: 88, width: 8, height: 12 }],
    ])
    expect(first?.annotations[0]?.attributes).toEqual({
      '1.1': '1.1.2; 1.1.1',
      '1.2': '1.2.2; 1.2.1',
      '1.3': '1.3.1',
      text: 'hello',
    })
    // The runs of value 1 in the file sum up to so many pixels.
    const runs = (JSON.parse(file('darwin-v7-convert/semantic_mask/from/221b-2.json').toString()).annotations[0].raster_layer
      .dense_rle ?? []) as number[]
    const painted = runs.reduce((sum, count, index) => sum + (index % 2 === 1 && runs[index - 1] === 1 ? count : 0), 0)
    expect(second?.annotations.map(({ label, shape }) => [label, area(shape)])).toEqual([['box', painted]])
    expect(third?.annotations.map(({ shape }) => bounds(shape))).toEqual([
      { x: 103.2062, y: 55.6957, width: 87.4362, height: 23.3562 },
      { x: 401.4474, y: 128.7588, width: 72.4642, height: 76.6564 },
      { x: 187.0491, y: 262.9074, width: 117.979, height: 21.5596 },
    ])
  })

  test('Dataloop: boxes, classes and outlines of the image with its name', async () => {
    const read = await readAll(
      await aTree({ 'dataloop.example.json': file('dataloop-json/dataloop.example.json'), 'dataloop.example.jpg': IMAGE }),
    )
    expect(read.images[0]?.annotations.map(({ label, shape }) => [label, shape.kind])).toEqual([
      ['box_class', 'box'],
      ['class_class', 'whole'],
      ['segment_class', 'polygon'],
      ['segment_class', 'polygon'],
    ])
    expect(told(read)).toEqual({ 'annotations of type UNSUPPORTED_TYPE, which have no place here': 1 })
  })

  test.each(['cvat-server-json', 'cvat-server-json-db'])(
    '%s, which names images by numbers, is refused with what to do',
    async (name) => {
      const { rejected } = await readAll(await folderTree(`${folder}/${name}`))
      expect(rejected).toEqual([
        { file: 'annotations.json', reason: expect.stringContaining('export the task there as a backup') },
      ])
    },
  )
})

test('a CVAT backup is read by its list of images', async () => {
  const shape = (type: string, points: number[], more: object = {}) => ({
    type,
    points,
    frame: 1,
    label: 'car',
    z_order: 0,
    ...more,
  })
  const job = {
    version: 0,
    tags: [{ frame: 0, label: 'night', attributes: [] }],
    shapes: [
      shape('rectangle', [1, 2, 11, 22], { occluded: true, attributes: [{ name: 'colour', value: 'red' }], group: 4 }),
      shape('rectangle', [10, 10, 20, 14], { rotation: 90 }),
      shape('ellipse', [50, 40, 60, 35]),
      shape('mask', [1, 2, 1, 4, 5, 8, 6]),
      shape('skeleton', [], {
        elements: [
          { type: 'points', points: [1, 2], label: 'a' },
          { type: 'points', points: [3, 4], label: 'b', outside: true },
        ],
      }),
      shape(
        'cuboid',
        Array.from({ length: 16 }, (_, at) => at),
      ),
    ],
    tracks: [{ frame: 0, label: 'car', shapes: [] }],
  }
  const manifest = [
    '{"version":"1.1"}',
    '{"type":"images"}',
    '{"name":"b/0","extension":".jpg","width":96,"height":64}',
    '{"name":"b/1","extension":".jpg","width":96,"height":64}',
    '',
  ]
  const read = await readAll(
    await aTree({
      'task_0/task.json': JSON.stringify({ name: 'x', labels: [{ name: 'car', color: '#2080c0' }] }),
      'task_0/annotations.json': JSON.stringify([job]),
      'task_0/data/manifest.jsonl': manifest.join('\n'),
      'task_0/data/b/0.jpg': IMAGE,
      'task_0/data/b/1.jpg': IMAGE,
    }),
  )
  expect(read.declared).toEqual([{ name: 'car', color: '#2080c0' }])
  expect(read.images.map(({ annotations }) => annotations.map((one) => one.shape))).toEqual([
    [{ kind: 'whole' }],
    [
      { kind: 'box', x: 1, y: 2, width: 10, height: 20 },
      { kind: 'rotated-box', cx: 15, cy: 12, width: 10, height: 4, rotation: 90 },
      { kind: 'ellipse', cx: 50, cy: 40, rx: 10, ry: 5, rotation: 0 },
      expect.objectContaining({ kind: 'mask', x: 5, y: 5, width: 2, height: 1 }),
      { kind: 'skeleton', keypoints: [1, 2, 2, 0, 0, 0] },
    ],
  ])
  expect(read.images[1]?.annotations[0]).toMatchObject({ occluded: true, attributes: { colour: 'red' }, group: '4' })
  expect(told(read)).toEqual({
    'shapes of type cuboid, which have no place here': 1,
    'tracks of videos: export the task as "CVAT for video"': 1,
  })
})

test('Supervisely packs masks as pictures, with their place on the image', async () => {
  const picture = await sharp(Uint8Array.from([0, 255, 255, 0, 255, 255]), { raw: { width: 3, height: 2, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
  const object = (geometryType: string, more: object) => ({ classTitle: 'cat', geometryType, tags: [{ name: 'tame' }], ...more })
  const file = {
    size: { width: 96, height: 64 },
    tags: [{ name: 'indoors' }],
    objects: [
      object('bitmap', { bitmap: { data: deflateSync(picture).toString('base64'), origin: [10, 20] } }),
      object('rectangle', {
        points: {
          exterior: [
            [5, 6],
            [15, 26],
          ],
          interior: [],
        },
      }),
      object('polygon', {
        points: {
          exterior: [
            [0, 0],
            [9, 0],
            [9, 9],
          ],
          interior: [
            [
              [5, 2],
              [6, 2],
              [6, 3],
            ],
          ],
        },
      }),
      object('cuboid', {}),
    ],
  }
  const read = await readAll(
    await aTree({
      'meta.json': JSON.stringify({ classes: [{ title: 'cat', color: '#112233', shape: 'any' }], tags: [] }),
      'train/ann/a.jpg.json': JSON.stringify(file),
      'train/img/a.jpg': IMAGE,
    }),
    { task: 'segmentation' },
  )
  expect(read).toMatchObject({ format: 'supervisely', declared: [{ name: 'cat', color: '#112233' }] })
  const [mask, ...others] = shapesOf(read)
  expect([bounds(mask as Shape), area(mask as Shape)]).toEqual([{ x: 11, y: 20, width: 2, height: 2 }, 4])
  expect(others).toEqual([
    { kind: 'box', x: 5, y: 6, width: 10, height: 20 },
    { kind: 'polygon', ring: [0, 0, 9, 0, 9, 9], holes: [[5, 2, 6, 2, 6, 3]] },
    { kind: 'whole' },
  ])
  expect(read.images[0]).toMatchObject({
    split: 'train',
    annotations: [{ attributes: { tame: true } }, {}, {}, { label: 'indoors' }],
  })
  expect(told(read)).toEqual({ 'objects that cannot be read: cuboid': 1 })
})

describe('LabelMe', () => {
  const shape = (shape_type: string, points: number[][], more: object = {}) => ({
    label: 'cat',
    shape_type,
    points,
    group_id: null,
    flags: {},
    ...more,
  })

  test('has seven kinds of shapes and masks; what it does not know itself is named', async () => {
    const mask = await sharp(Uint8Array.from([255, 0, 255, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toBuffer()
    const file = {
      version: '5.5.0',
      flags: { sharp: true, dark: false },
      reviewer: 'ada',
      imagePath: '..\\pictures\\a.jpg',
      imageData: null,
      imageHeight: 64,
      imageWidth: 96,
      shapes: [
        shape(
          'polygon',
          [
            [0, 0],
            [9, 0],
            [9, 9],
          ],
          { description: 'left one', group_id: 3, flags: { occluded: true, tame: true } },
        ),
        shape('rectangle', [
          [20, 30],
          [10, 12],
        ]),
        shape('circle', [
          [30, 30],
          [33, 34],
        ]),
        shape('line', [
          [1, 1],
          [5, 5],
        ]),
        shape('linestrip', [
          [1, 1],
          [5, 5],
          [9, 1],
        ]),
        shape('point', [[7, 8]]),
        shape(
          'rotation',
          [
            [10, 10],
            [20, 20],
            [15, 25],
            [5, 15],
          ],
          { direction: 0.78, difficult: true },
        ),
        shape(
          'mask',
          [
            [40, 41],
            [41, 42],
          ],
          { mask: mask.toString('base64'), kie_linking: [] },
        ),
        shape('cuboid', [[1, 1]]),
      ],
    }
    const read = await readAll(await aTree({ 'labels/a.json': JSON.stringify(file), 'pictures/a.jpg': IMAGE }))
    expect(read.format).toBe('labelme')
    const shapes = shapesOf(read)
    expect(shapes.map(({ kind }) => kind)).toEqual([
      'polygon',
      'box',
      'ellipse',
      'polyline',
      'polyline',
      'points',
      'rotated-box',
      'mask',
      'whole',
    ])
    expect(shapes[1]).toEqual({ kind: 'box', x: 10, y: 12, width: 10, height: 18 })
    expect(shapes[2]).toMatchObject({ cx: 30, cy: 30, rx: 5, ry: 5 })
    expect(shapes[6]).toMatchObject({
      cx: 12.5,
      cy: 17.5,
      rotation: expect.closeTo(45, 6),
      width: expect.closeTo(Math.hypot(10, 10), 6),
    })
    expect(shapes[7]).toMatchObject({ x: 40, y: 41, width: 2, height: 2 })
    expect(area(shapes[7] as Shape)).toBe(3)
    const [first] = read.images[0]?.annotations ?? []
    expect(first).toMatchObject({ attributes: { description: 'left one', tame: true }, occluded: true, group: '3' })
    expect(read.images[0]?.annotations.at(-1)).toMatchObject({ label: 'sharp', shape: { kind: 'whole' } })
    expect(told(read)).toEqual({
      'fields of files that LabelMe does not know: reviewer': 1,
      'fields of shapes that LabelMe does not know: kie_linking': 1,
      'shapes that cannot be read: cuboid': 1,
    })
  })

  test('an image inside its label file is imported from there', async () => {
    const picture = await aPicture(3)
    const file = { imagePath: 'a.png', imageData: picture.toString('base64'), shapes: [shape('point', [[7, 8]])] }
    const tree = await aTree({ 'a.json': JSON.stringify(file) })
    const read = await readAll(tree)
    expect(read.rejected).toEqual([])
    const [image] = read.images
    expect(image).toMatchObject({ labelled: true, annotations: [{ label: 'cat' }] })
    const chunks: Buffer[] = []
    for await (const chunk of await tree.stream(image?.path ?? '')) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks)).toEqual(picture)
  })
})

test('a row that breaks off costs what follows it: images before it keep their labels, and the file is named', async () => {
  const rows = ['a', 'b'].map((name) => ({
    image: `${name}.jpg`,
    annotations: [{ label: 'cat', coordinates: { x: 5, y: 5, width: 4, height: 4 } }],
  }))
  const text = JSON.stringify(rows).slice(0, -20)
  const read = await readAll(await aTree({ 'a.jpg': IMAGE, 'b.jpg': IMAGE, 'x.createml.json': text }))
  expect(read.images.map(({ path, annotations }) => [path, annotations.length])).toEqual([
    ['a.jpg', 1],
    ['b.jpg', 0],
  ])
  expect(read.rejected).toEqual([{ file: 'x.createml.json', reason: expect.stringContaining('cut off in the middle') }])
})
