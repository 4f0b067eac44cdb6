import { expect, test } from 'vitest'
import { formatNamed } from '#server/datasets/formats/index.ts'
import { toMask } from '#shared/shapes/convert.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import { aTree, readAll } from './read-all.ts'
import { anExport, type Said, type SaidImage, writtenFiles } from './write-and-read.ts'

const box = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
const RING = [10, 10, 80, 5.5, 75, 60, 20, 50]
const HOLED: Shape = { kind: 'polygon', ring: RING, holes: [[40, 20, 60, 25, 50, 40]] }
const ELLIPSE: Shape = { kind: 'ellipse', cx: 60, cy: 40, rx: 20, ry: 10, rotation: 15 }

const write = async (format: string, images: readonly SaidImage[]) => writtenFiles(formatNamed(format), await anExport(images))
const image = (...annotations: Said[]): SaidImage[] => [{ name: '0.png', annotations }]
const kinds = (losses: readonly { what: string; kind: string }[]) => losses.map(({ what, kind }) => [what, kind])

test('WIDER FACE moves boxes to whole pixels and calls all of them faces, and says so', async () => {
  const { files, losses } = await write(
    'wider-face',
    image(
      { label: 'face', shape: box(10, 20, 30, 40), attributes: { blur: 2 }, occluded: true },
      { label: 'dog', shape: box(1.4, 2, 3, 4) },
    ),
  )
  expect(kinds(losses)).toEqual([
    ['labels other than "face", of which WIDER FACE knows no other', 'renamed'],
    ['boxes moved to whole pixels', 'converted'],
  ])
  const { format, images } = await readAll(await aTree(files))
  expect([format, images[0]?.annotations]).toEqual([
    'wider-face',
    [
      { label: 'face', shape: box(10, 20, 30, 40), attributes: { blur: 2 }, occluded: true },
      { label: 'face', shape: box(1, 2, 3, 4), attributes: {} },
    ],
  ])
})

test('MOT is a table of tracks that is read back with its frames in order; images alone have no place in it', async () => {
  const track = { id: 'trk_1', number: 4, keyframe: true, outside: false } as NonNullable<Said['track']>
  const video = (frame: number) => ({ id: 'vid_1', name: 'cam 1/a', frame }) as NonNullable<SaidImage['video']>
  const { files, losses } = await write('mot', [
    { name: 'b.png', video: video(7), annotations: [{ label: 'cat', shape: box(5, 6, 7, 8), track }] },
    {
      name: 'a.png',
      video: video(3),
      annotations: [{ label: 'cat', shape: box(1.5, 2, 3, 4), track: { ...track, keyframe: false } }],
    },
    { name: 'alone.png', annotations: [] },
  ])
  expect(kinds(losses)).toEqual([
    ['images that are no frames of a video', 'left-out'],
    ['frames filled in between keyframes: MOT does not tell them apart', 'converted'],
    ['how fast videos are: nobody knows it here, and 30 images a second are written', 'left-out'],
  ])
  expect(String(files['train/cam_1_a/gt/gt.txt'])).toBe('1,4,1.5,2,3,4,1,1,1\n2,4,5,6,7,8,1,1,1\n')
  const { format, images, rejected } = await readAll(await aTree(files))
  expect([format, rejected]).toEqual(['mot', []])
  expect(images.map(({ video: place, split, annotations }) => [place, split, annotations[0]?.track])).toEqual([
    [{ name: 'cam_1_a', frame: 1 }, 'train', { number: 4, isKeyframe: true }],
    [{ name: 'cam_1_a', frame: 2 }, 'train', { number: 4, isKeyframe: true }],
  ])
})

test('YOLO joins holes to one line around the same area, and says so', async () => {
  const { files, losses } = await write('yolo-segment', image({ label: 'cat', shape: HOLED }))
  expect(kinds(losses)).toEqual([['objects of several outlines, joined to one by lines', 'converted']])
  const { format, images } = await readAll(await aTree(files), { task: 'segmentation' })
  const shape = images[0]?.annotations[0]?.shape as Shape
  expect([format, shape.kind, bounds(shape)]).toEqual(['yolo-segment', 'polygon', bounds(HOLED)])
})

test('YOLO moves what lies outside the image to its edge, because Ultralytics drops such labels without a word', async () => {
  const over: Shape = { kind: 'rotated-box', cx: 10, cy: 30, width: 60, height: 40, rotation: 30 }
  const turned = await write('yolo-obb', image({ label: 'cat', shape: over }))
  expect(kinds(turned.losses)).toEqual([['turned boxes whose corners are moved to the edge of the image', 'clipped']])
  const ellipse = await write('yolo-segment', image({ label: 'cat', shape: { ...ELLIPSE, cx: 5 } as Shape }))
  expect(kinds(ellipse.losses)).toEqual([
    ['ellipses written as polygons', 'converted'],
    ['outlines clipped to the image', 'clipped'],
  ])
  for (const { files } of [turned, ellipse]) {
    const [, ...numbers] = String(files['labels/train/0.txt']).trim().split(' ').map(Number)
    expect(numbers.length).toBeGreaterThanOrEqual(8)
    expect(numbers.every((value) => value >= 0 && value <= 1)).toBe(true)
  }
})

test('YOLO has no place for what is said besides, kind by kind', async () => {
  const said = { attributes: { age: 3 }, occluded: true, order: 2, group: 'g' }
  const { losses } = await write(
    'yolo',
    image({ label: 'cat', shape: box(1, 2, 3, 4), ...said }, { label: 'cat', shape: { kind: 'whole' } }),
  )
  expect(losses.map(({ what, count }) => [what, count])).toEqual([
    ['attributes: the format has no place for them', 1],
    ['marks of what something else hides: the format has no place for them', 1],
    ['places in the drawing order: the format has no place for them', 1],
    ['groups: the format has no place for them', 1],
    ['labels of the whole image: the format holds boxes', 1],
  ])
})

test('KITTI and DOTA part their columns by spaces, which no name may have then', async () => {
  for (const format of ['kitti', 'dota']) {
    const { files, losses } = await write(format, image({ label: 'traffic light', shape: box(1, 2, 3, 4) }))
    expect(kinds(losses)).toEqual([['label names with spaces, written with "_"', 'renamed']])
    const read = await readAll(await aTree(files), { task: 'oriented' })
    expect([read.format, read.images[0]?.annotations[0]?.label]).toEqual([format, 'traffic_light'])
  }
})

test('Pascal VOC with masks keeps pixels, labels and attributes of objects', async () => {
  const masked: Said[] = [
    { label: 'cat', shape: { kind: 'polygon', ring: RING, holes: [] }, attributes: { difficult: true } },
    { label: 'dog', shape: box(80, 2, 10, 20) },
    { label: 'cat', shape: { ...ELLIPSE, cx: 20, cy: 50, rx: 8, ry: 4 } as Shape, order: 1 },
  ]
  const { files, losses } = await write('voc-masks', image(...masked))
  expect(kinds(losses)).toEqual([
    ['places in the drawing order: the format has no place for them', 'left-out'],
    ['polygons written as the pixels inside them', 'converted'],
    ['ellipses written as the pixels inside them', 'converted'],
    ['areas that others cover in part', 'clipped'],
  ])
  const read = await readAll(await aTree(files), { task: 'segmentation' })
  const annotations = read.images[0]?.annotations ?? []
  expect([read.format, read.rejected]).toEqual(['voc-masks', []])
  expect(annotations.map(({ label, shape, attributes }) => [label, shape.kind, attributes])).toEqual([
    ['cat', 'mask', { difficult: true }],
    ['cat', 'mask', {}],
    ['dog', 'box', {}],
  ])
  const again = await write(
    'voc-masks',
    image(...annotations.map(({ label, shape, attributes }) => ({ label, shape, attributes }))),
  )
  expect(again.losses).toEqual([])
  const back = await readAll(await aTree(again.files), { task: 'segmentation' })
  expect(back.images[0]?.annotations).toEqual(annotations)
})

test('Open Images keeps the pixels of what is more than a box, and what is said of it', async () => {
  const { files, losses } = await write(
    'open-images',
    image(
      { label: 'cat', shape: ELLIPSE, occluded: true, attributes: { truncated: true } },
      { label: 'dog', shape: box(10.5, 2, 10, 20) },
    ),
  )
  expect(kinds(losses)).toEqual([['ellipses written as the pixels inside them', 'converted']])
  const read = await readAll(await aTree(files), { task: 'segmentation' })
  expect([read.format, read.rejected, kinds(read.losses)]).toEqual([
    'open-images',
    [],
    [['boxes of objects that have a mask: the mask is kept', 'merged']],
  ])
  const annotations = read.images[0]?.annotations ?? []
  expect(annotations.map(({ label, shape, occluded, attributes }) => [label, shape.kind, occluded, attributes])).toEqual([
    ['dog', 'box', undefined, {}],
    ['cat', 'mask', true, { truncated: true }],
  ])
  expect(annotations[1]?.shape).toEqual(toMask(ELLIPSE))
})
