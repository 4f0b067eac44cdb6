import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { aTree, readAll } from './read-all.ts'

const [WIDTH, HEIGHT] = [200, 100]

describe('YOLO', () => {
  let image: Buffer
  beforeAll(async () => {
    image = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#456' } })
      .png()
      .toBuffer()
  })
  const yaml = (more = '') => `train: images/train\nval: images/val\nnames: [cat, dog]\n${more}`

  test('keeps an image with an empty file apart from one without a file', async () => {
    const tree = await aTree({
      'data.yaml': yaml(),
      'images/train/a.png': image,
      'labels/train/a.txt': '1 0.5 0.5 0.2 0.4\n',
      'images/train/b.png': image,
      'labels/train/b.txt': '\n',
      'images/val/c.png': image,
    })
    const { format, images, losses, rejected } = await readAll(tree)
    expect([format, losses, rejected]).toEqual(['yolo', [], []])
    expect(images.map(({ path, labelled, split }) => [path, labelled, split])).toEqual([
      ['images/train/a.png', true, 'train'],
      ['images/train/b.png', true, 'train'],
      ['images/val/c.png', false, 'validation'],
    ])
    expect(images[0]?.annotations).toEqual([
      { label: 'dog', shape: { kind: 'box', x: 80, y: 30, width: 40, height: 40 }, attributes: {} },
    ])
  })

  test('reads places on the image as it is shown, turned by its EXIF', async () => {
    const turned = await sharp(image).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const { images } = await readAll(await aTree({ 'a.jpg': turned, 'a.txt': '0 0.5 0.5 1 1', 'classes.txt': 'cat\n' }))
    expect(images[0]?.annotations[0]).toMatchObject({ label: 'cat', shape: { x: 0, y: 0, width: HEIGHT, height: WIDTH } })
  })

  test('tells boxes, outlines, corners and keypoints by their numbers', async () => {
    const read = async (lines: string, task: 'detection' | 'segmentation' | 'oriented' | 'keypoints', more = '') =>
      readAll(await aTree({ 'data.yaml': yaml(more), 'images/train/a.png': image, 'labels/train/a.txt': lines }), { task })
    const triangle = await read('0 0.1 0.1 0.5 0.1 0.5 0.9\n1 0.1 0.2 0.6 0.2 0.6 0.8 0.1 0.8\n', 'segmentation')
    expect(triangle.format).toBe('yolo-segment')
    expect(triangle.images[0]?.annotations.map(({ shape }) => shape)).toEqual([
      { kind: 'polygon', ring: [20, 10, 100, 10, 100, 90], holes: [] },
      { kind: 'box', x: 20, y: 20, width: 100, height: 60 },
    ])
    // Half a turn of a square of 40 pixels by 45 degrees: its corners lie 28.284271 pixels from its centre.
    const [dx, dy] = [28.284271 / WIDTH, 28.284271 / HEIGHT]
    const obb = await read(`0 0.5 ${0.5 - dy} ${0.5 + dx} 0.5 0.5 ${0.5 + dy} ${0.5 - dx} 0.5\n`, 'oriented')
    expect(obb.format).toBe('yolo-obb')
    expect(obb.images[0]?.annotations[0]?.shape).toEqual({
      kind: 'rotated-box',
      cx: 100,
      cy: 50,
      width: 40,
      height: 40,
      rotation: 45,
    })
    const pose = await read('0 0.5 0.5 0.4 0.4 0.3 0.3 2 0.7 0.7 1 0 0 0\n', 'keypoints', 'kpt_shape: [3, 3]\n')
    expect(pose.format).toBe('yolo-pose')
    expect(pose.images[0]?.annotations[0]?.shape).toEqual({ kind: 'skeleton', keypoints: [60, 30, 2, 140, 70, 1, 0, 0, 0] })
    expect(pose.losses).toEqual([])
    expect(pose.declared[0]).toMatchObject({ name: 'cat', shape: 'skeleton', skeleton: { keypoints: ['1', '2', '3'] } })
    const guessed = await read('0 0.5 0.5 0.4 0.4 0.3 0.3 2 0.7 0.7 1\n', 'keypoints')
    expect(guessed.images[0]?.annotations[0]?.shape).toEqual({ kind: 'skeleton', keypoints: [60, 30, 2, 140, 70, 1] })
  })

  test('takes a number after a box as its track, a fraction as what a model proposed', async () => {
    const tree = await aTree({
      'classes.txt': 'cat',
      'a.png': image,
      'a.txt': '0 0.5 0.5 0.2 0.2 7',
      'b.png': image,
      'b.txt': '0 0.5 0.5 0.2 0.2 0.83',
    })
    const { images } = await readAll(tree)
    expect(images.map(({ labelled, annotations: [one] }) => [labelled, one?.track, one?.suggested])).toEqual([
      [true, { number: 7, isKeyframe: true }, undefined],
      [false, undefined, { score: 0.83, by: 'YOLO' }],
    ])
  })

  test('names lines it cannot read, classes without a name, files without an image', async () => {
    const tree = await aTree({
      'classes.txt': 'cat',
      'images/a.png': image,
      'labels/a.txt': '0 0.5 0.5 0.2 0.2\n0 0.5 0.5\n3 0.5 0.5 0.2 0.2\n0 100 50 20 20\n0 x 0.5 0.2 0.2\n',
      'images/b.png': image,
      'labels/b.txt': '0 0.4 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n0 0.6 0.5 0.2 0.2\n0 0.7 0.5 0.2 0.2\n0 0.8 0.5 0.2 0.2\n',
      'labels/lost.txt': '0 0.5 0.5 0.2 0.2\n',
      'notes.txt': 'bought in May',
    })
    const { images, losses, rejected } = await readAll(tree, { format: 'yolo' })
    expect(images.map(({ annotations }) => annotations.map(({ label }) => label))).toEqual([
      ['cat', 'class 3'],
      Array(5).fill('cat'),
    ])
    expect(Object.fromEntries(losses.map(({ what, count, example }) => [what, [count, example]]))).toEqual({
      'lines that are not of YOLO: expected a class and numbers': [2, 'labels/a.txt:2'],
      'classes without a name: their number is taken': [1, 'labels/a.txt:3'],
      'lines with places in pixels: YOLO gives them as shares of the image, from 0 to 1': [1, 'labels/a.txt:4'],
      'files that are neither images nor labels of this format': [1, 'notes.txt'],
    })
    expect(rejected).toMatchObject([{ file: 'labels/lost.txt', reason: expect.stringContaining('import the images together') }])
  })

  test('keeps images of the same name in different splits apart, in either layout', async () => {
    const files = { 'classes.txt': 'cat' }
    const line = (x: number) => `0 ${x} 0.5 0.1 0.1`
    const both = [
      {
        'images/train/1.png': image,
        'labels/train/1.txt': line(0.25),
        'images/val/1.png': image,
        'labels/val/1.txt': line(0.75),
      },
      {
        'train/images/1.png': image,
        'train/labels/1.txt': line(0.25),
        'valid/images/1.png': image,
        'valid/labels/1.txt': line(0.75),
      },
    ]
    for (const layout of both) {
      const { images } = await readAll(await aTree({ ...files, ...layout }))
      expect(images.map(({ split, annotations }) => [split, annotations[0]?.shape])).toMatchObject([
        ['train', { x: 40 }],
        ['validation', { x: 140 }],
      ])
    }
  })

  test('a folder that two splits share tells of neither', async () => {
    const tree = await aTree({
      'data.yaml': 'train: pictures\nval: pictures\nnames: [cat]\n',
      'pictures/a.png': image,
      'pictures/a.txt': '0 0.5 0.5 0.2 0.2',
    })
    expect((await readAll(tree)).images.map(({ split }) => split)).toEqual([null])
  })

  test('a file that names other classes than the one whose names are taken is named', async () => {
    const tree = await aTree({
      'a/classes.txt': 'cat\ndog\n',
      'a/1.png': image,
      'a/1.txt': '1 0.5 0.5 0.2 0.2',
      'b/classes.txt': 'dog\n',
      'b/2.png': image,
      'b/2.txt': '0 0.5 0.5 0.2 0.2',
      'c/classes.txt': 'cat\n',
    })
    const { rejected } = await readAll(tree)
    expect(rejected).toEqual([
      {
        file: 'b/classes.txt',
        reason: 'it names other classes than a/classes.txt, whose names are taken: import its images by themselves',
      },
    ])
  })

  test('corners that are of no box become the smallest turned box around them, which is said', async () => {
    const tree = await aTree({ 'classes.txt': 'cat', 'a.png': image, 'a.txt': '0 0.1 0.1 0.9 0.2 0.8 0.9 0.2 0.7' })
    const { images, losses } = await readAll(tree, { format: 'yolo-obb' })
    expect(images[0]?.annotations[0]?.shape.kind).toBe('rotated-box')
    expect(losses).toMatchObject([
      { what: 'four corners that are of no box: the smallest turned box around them is taken', kind: 'converted' },
    ])
  })
})
