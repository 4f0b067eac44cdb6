import { describe, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { area, bounds } from '#shared/shapes/index.ts'
import { aTree, readAll, vocXml } from './read-all.ts'

const IMAGE = 'the content does not matter to a format'

describe('Pascal VOC', () => {
  test('takes corners as plain edges and keeps the flags of an object', async () => {
    const extra = '<pose>Left</pose><truncated>1</truncated><difficult>0</difficult><occluded>1</occluded>'
    const tree = await aTree({ 'a.jpg': IMAGE, 'a.xml': vocXml('a.jpg', [{ name: 'cat', box: [10, 20.5, 40, 60.25], extra }]) })
    const { images } = await readAll(tree)
    expect(images).toEqual([
      {
        path: 'a.jpg',
        labelled: true,
        size: { width: 96, height: 64 },
        split: null,
        annotations: [
          {
            label: 'cat',
            shape: { kind: 'box', x: 10, y: 20.5, width: 30, height: 39.75 },
            attributes: { pose: 'Left', truncated: true },
            occluded: true,
          },
        ],
      },
    ])
  })

  test('reads the splits of ImageSets, where "trainval" only says what "train" and "val" do not', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const tree = await aTree({
      ...Object.fromEntries(names.map((name) => [`JPEGImages/${name}.jpg`, IMAGE])),
      ...Object.fromEntries(names.map((name) => [`Annotations/${name}.xml`, vocXml(`${name}.jpg`, [])])),
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/val.txt': 'b\n',
      'ImageSets/Main/trainval.txt': 'a\nb\nc\n',
      'ImageSets/Main/test.txt': 'd\n',
      'ImageSets/Main/cat_train.txt': 'e  1\n',
    })
    const { images, losses } = await readAll(tree)
    expect(Object.fromEntries(images.map(({ path, split }) => [path.slice(-5, -4), split]))).toEqual({
      a: 'train',
      b: 'validation',
      c: 'train',
      d: 'test',
      e: null,
    })
    expect(losses).toEqual([])
  })

  test('finds an image by the name in the file where the file itself is named otherwise', async () => {
    const tree = await aTree({ 'images/a.jpg': IMAGE, 'annotations/label-7.xml': vocXml('somewhere/else/a.jpg', []) })
    expect((await readAll(tree)).images).toMatchObject([{ path: 'images/a.jpg', labelled: true, annotations: [] }])
  })

  test('keeps images of the same name in different folders apart', async () => {
    const box = (x: number) => [{ name: 'cat', box: [x, 0, x + 1, 1] as const }]
    const tree = await aTree({
      'train/images/1.jpg': IMAGE,
      'train/labels/1.xml': vocXml('1.jpg', box(1)),
      'valid/images/1.jpg': IMAGE,
      'valid/labels/1.xml': vocXml('1.jpg', box(2)),
    })
    const { images } = await readAll(tree)
    expect(images.map(({ path, split, annotations }) => [path, split, annotations[0]?.shape])).toMatchObject([
      ['train/images/1.jpg', 'train', { x: 1 }],
      ['valid/images/1.jpg', 'validation', { x: 2 }],
    ])
  })

  test('names label files it cannot use, and imports their images without labels', async () => {
    const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">]>${vocXml('d.jpg', [])}`
    const tree = await aTree({
      'a.jpg': IMAGE,
      'a.xml': vocXml('a.jpg', [{ name: 'cat', box: [1, 2, 3, 4] }]),
      'b.jpg': IMAGE,
      'b.xml': '<annotation><object><name>cat</name>',
      'c.xml': vocXml('c.jpg', [{ name: 'cat', box: [1, 2, 3, 4] }]),
      'd.jpg': IMAGE,
      'd.xml': bomb,
      'notes.txt': 'notes',
    })
    const { images, rejected, losses } = await readAll(tree)
    expect(images.map(({ path, labelled }) => [path, labelled])).toEqual([
      ['a.jpg', true],
      ['b.jpg', false],
      ['d.jpg', false],
    ])
    expect(rejected).toEqual([
      { file: 'c.xml', reason: 'the image it labels is not there: import the images together with their labels' },
      { file: 'b.xml', reason: expect.stringContaining('damaged XML') },
      { file: 'd.xml', reason: 'it declares a document type, which no label file needs' },
    ])
    expect(losses).toMatchObject([
      { what: 'files that are neither images nor labels of this format', count: 1, example: 'notes.txt' },
    ])
  })

  test('counts objects without a box and parts of objects', async () => {
    const part = '<part><name>head</name></part>'
    const xml = vocXml('a.jpg', [{ name: 'cat', box: [1, 2, 3, 4], extra: part }]).replace(
      '</annotation>',
      '<object><name>dog</name><robndbox><cx>3</cx></robndbox></object></annotation>',
    )
    const { images, losses } = await readAll(await aTree({ 'a.jpg': IMAGE, 'a.xml': xml }))
    expect(images[0]?.annotations).toHaveLength(1)
    expect(losses).toMatchObject([
      { what: 'objects without a name or a box', count: 1, example: 'a.xml' },
      { what: 'parts of objects', count: 1, example: 'a.xml' },
    ])
  })
})

describe('COCO', () => {
  const coco = (annotations: object[], images: object[] = [{ id: 1, file_name: 'a.jpg', width: 96, height: 64 }]) =>
    JSON.stringify({ info: {}, annotations, images, categories: [{ id: 3, name: 'cat' }] })

  test('reads boxes, outlines, run lengths and keypoints, with attributes and what hides a part', async () => {
    const tree = await aTree({
      'images/a.jpg': IMAGE,
      'annotations/instances_val2017.json': coco([
        { id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3.5, 4], attributes: { occluded: true, color: 'red' } },
        { id: 2, image_id: 1, category_id: 3, segmentation: [[10, 20, 30, 20, 30, 50]] },
        { id: 3, image_id: 1, category_id: 3, segmentation: [[10, 20, 30, 20, 30, 50, 10, 50]] },
        { id: 4, image_id: 1, category_id: 3, segmentation: { counts: [65, 2, 62, 2, 6013], size: [64, 96] }, z_order: 4 },
        { id: 5, image_id: 1, category_id: 3, keypoints: [5, 6, 2, 7, 8, 1, 0, 0, 0], num_keypoints: 2, group_id: 7 },
        { id: 6, image_id: 1, category_id: 3 },
      ]),
    })
    const { format, images, losses } = await readAll(tree)
    expect(format).toBe('coco')
    expect(images).toMatchObject([{ labelled: true, size: { width: 96, height: 64 }, split: 'validation' }])
    expect(images[0]?.annotations).toEqual([
      { label: 'cat', shape: { kind: 'box', x: 1, y: 2, width: 3.5, height: 4 }, attributes: { color: 'red' }, occluded: true },
      { label: 'cat', shape: { kind: 'polygon', ring: [10, 20, 30, 20, 30, 50], holes: [] }, attributes: {} },
      { label: 'cat', shape: { kind: 'box', x: 10, y: 20, width: 20, height: 30 }, attributes: {} },
      {
        label: 'cat',
        shape: expect.objectContaining({ kind: 'mask', x: 1, y: 1, width: 2, height: 2 }),
        attributes: {},
        order: 4,
      },
      { label: 'cat', shape: { kind: 'skeleton', keypoints: [5, 6, 2, 7, 8, 1, 0, 0, 0] }, attributes: {}, group: '7' },
      { label: 'cat', shape: { kind: 'whole' }, attributes: {} },
    ])
    expect(losses).toEqual([])
  })

  test('makes one annotation of an object in several parts: a polygon where they touch, else a mask', async () => {
    const parts = (dx: number) => [
      [10, 10, 20, 10, 20, 20, 10, 20],
      [10 + dx, 10, 20 + dx, 10, 20 + dx, 20, 10 + dx, 20],
    ]
    const tree = await aTree({
      'a.jpg': IMAGE,
      'labels.json': coco([
        { id: 1, image_id: 1, category_id: 3, segmentation: parts(5) },
        { id: 2, image_id: 1, category_id: 3, segmentation: parts(30) },
      ]),
    })
    const { images } = await readAll(tree)
    const shapes = (images[0]?.annotations ?? []).map(({ shape }) => shape)
    expect(shapes.map((shape) => [shape.kind, area(shape), bounds(shape)])).toEqual([
      ['polygon', 150, { x: 10, y: 10, width: 15, height: 10 }],
      ['mask', 200, { x: 10, y: 10, width: 40, height: 10 }],
    ])
  })

  test('reads the joints of a category into a template, placed like the first complete skeleton', async () => {
    const whole = [10, 10, 2, 30, 10, 2, 20, 50, 2]
    const categories = [
      {
        id: 3,
        name: 'fox',
        supercategory: '',
        keypoints: ['left', 'right', 'tail'],
        skeleton: [
          [1, 2],
          [2, 3],
        ],
      },
    ]
    const rows = [[0, 0, 0, 30, 10, 2, 20, 50, 2], whole].map((keypoints) => ({ image_id: 1, category_id: 3, keypoints }))
    const file = { categories, images: [{ id: 1, file_name: 'a.jpg' }], annotations: rows }
    const { declared } = await readAll(await aTree({ 'a.jpg': IMAGE, 'labels.json': JSON.stringify(file) }))
    expect(declared).toEqual([
      {
        name: 'fox',
        skeleton: {
          keypoints: ['left', 'right', 'tail'],
          edges: [
            [0, 1],
            [1, 2],
          ],
          places: [0, 0, 1, 0, 0.5, 1],
        },
      },
    ])
  })

  test('names what it cannot keep', async () => {
    const tree = await aTree({
      'a.jpg': IMAGE,
      'labels.json': coco(
        [
          { id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], num_keypoints: 5 },
          { id: 2, image_id: 1, category_id: 9, bbox: [1, 2, 3, 4] },
          { id: 3, image_id: 7, category_id: 3, bbox: [1, 2, 3, 4] },
          { id: 4, image_id: 1, category_id: 3, bbox: [0, 0, 96, 64], iscrowd: 1 },
          { id: 5, image_id: 1, category_id: 3, segmentation: { counts: 'abc', size: [64, 96] } },
          { id: 6, category_id: 3 },
          { id: 7, image_id: 1, category_id: 3, segmentation: [[1, 1, 2, 2, 3, 1]], keypoints: [1, 1, 2] },
        ],
        [
          { id: 1, file_name: 'a.jpg' },
          { id: 2, file_name: 'missing.jpg' },
        ],
      ),
    })
    const { images, rejected, losses } = await readAll(tree)
    expect(images[0]?.annotations).toHaveLength(2)
    expect(rejected).toEqual([{ file: 'missing.jpg', reason: 'labels.json labels it, but it is not there' }])
    expect(Object.fromEntries(losses.map(({ what, count }) => [what, count]))).toEqual({
      'keypoints that cannot be read': 1,
      'annotations of an unknown category': 1,
      'annotations of an image that is not listed': 1,
      'crowd regions, which are not single objects': 1,
      'outlines that cannot be read': 1,
      'outlines beside keypoints: the keypoints are kept': 1,
      'annotations that lack a field they need': 1,
    })
  })

  test('a file cut off in the middle is named, and its images come without labels', async () => {
    const whole = coco([{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4] }])
    const { images, rejected } = await readAll(await aTree({ 'a.jpg': IMAGE, 'labels.json': whole.slice(0, -20) }))
    expect(images).toMatchObject([{ path: 'a.jpg', labelled: false }])
    expect(rejected).toEqual([{ file: 'labels.json', reason: expect.stringContaining('it is no COCO file that can be read') }])
  })

  test('JSON nested without end is refused', async () => {
    const nested = `{"images":[${'['.repeat(10_000)}`
    const { rejected } = await readAll(await aTree({ 'a.jpg': IMAGE, 'labels.json': nested }), { format: 'coco' })
    expect(rejected).toEqual([{ file: 'labels.json', reason: expect.stringContaining('nests deeper') }])
  })

  test('a list of images without annotations does not say that they are empty', async () => {
    const { images } = await readAll(await aTree({ 'a.jpg': IMAGE, 'image_info_test.json': coco([]) }))
    expect(images).toMatchObject([{ labelled: false, split: 'test' }])
  })
})

describe('a folder per class', () => {
  test('names the classes, below folders for splits and below what all share', async () => {
    const paths = ['set/train/cat/1.jpg', 'set/train/dog/deep/1.jpg', 'set/val/cat/2.jpg', 'set/test/dog/3.jpg']
    const tree = await aTree(Object.fromEntries([...paths, 'set/LICENSE', 'set/SOURCE.txt'].map((path) => [path, IMAGE])))
    const { format, images, losses } = await readAll(tree, { task: 'classification' })
    expect(format).toBe('class-folders')
    expect(images.map(({ path, split, annotations }) => [path, split, annotations[0]?.label])).toEqual([
      ['set/test/dog/3.jpg', 'test', 'dog'],
      ['set/train/cat/1.jpg', 'train', 'cat'],
      ['set/train/dog/deep/1.jpg', 'train', 'dog'],
      ['set/val/cat/2.jpg', 'validation', 'cat'],
    ])
    expect(losses).toMatchObject([{ count: 2, example: 'set/LICENSE' }])
  })

  test('folders of a detection project are folders, not classes', async () => {
    const tree = await aTree({ 'monday/1.jpg': IMAGE, 'tuesday/1.jpg': IMAGE })
    expect((await readAll(tree)).format).toBe('image-folder')
    expect((await readAll(tree, { task: 'classification' })).format).toBe('class-folders')
  })
})

test('images without an extension are found by their content, other files are counted', async () => {
  const tree = await aTree({ IMG_1: Buffer.from([0xff, 0xd8, 0xff, 0xe0]), '2.jpg': IMAGE, 'notes.txt': 'notes' })
  const { format, images, losses } = await readAll(tree)
  expect(format).toBe('image-folder')
  expect(images.map(({ path, labelled }) => [path, labelled])).toEqual([
    ['2.jpg', false],
    ['IMG_1', false],
  ])
  expect(losses).toMatchObject([{ count: 1, example: 'notes.txt' }])
})

test('a tree without images or labels is refused, and so is a format that does not exist', async () => {
  await expect(readAll(await aTree({}))).rejects.toThrow('There are no images and no labels in it')
  await expect(readAll(await aTree({ 'a.jpg': IMAGE }), { format: 'papyrus' })).rejects.toThrow(
    `Expected one of the formats ${formats.ids.join(', ')}, got "papyrus"`,
  )
})
