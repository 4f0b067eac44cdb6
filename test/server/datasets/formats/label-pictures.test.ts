import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { writePng } from '#server/datasets/formats/write-png.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createRandom } from '#shared/random.ts'
import { area, bounds, type Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithData } from '../importing.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree, readAll } from './read-all.ts'
import { SIZE } from './write-and-read.ts'

/** An area as its left and top edge, its width and height, and the pixels in it. */
const placeOf = (shape: Shape): number[] => {
  const extent = bounds(shape)
  return extent ? [extent.x, extent.y, extent.width, extent.height, area(shape)] : []
}

/** What was read of each image: its split, and label and place of each area. */
async function areasIn(folder: string, task: TaskId = 'segmentation') {
  const { format, images, losses, rejected, declared } = await readAll(await folderTree(folder), { task })
  const said = Object.fromEntries(
    images.map(({ path, split, annotations }) => [
      path,
      [split, ...annotations.map(({ label, shape }) => [label, ...placeOf(shape)])],
    ]),
  )
  return {
    format,
    images,
    said,
    rejected,
    declared,
    losses: losses.filter(({ what }) => !what.startsWith('files')).map(({ what, count }) => [what, count]),
  }
}

describeWithData('pictures of numbers and colours of other programs', 'format-fixtures', (folder) => {
  test('Cityscapes: classes are areas, and what is no object of its kind is a group', async () => {
    const { format, said, images, losses, rejected } = await areasIn(`${folder}/cityscapes`)
    expect(format).toBe('cityscapes')
    expect(said).toEqual({
      'leftImg8bit/test/defaultcity/defaultcity_000001_000031_leftImg8bit.png': [
        'test',
        ['out of roi', 0, 0, 2, 1, 2],
        ['truck', 2, 0, 3, 1, 3],
      ],
      'leftImg8bit/test/defaultcity/defaultcity_000001_000032_leftImg8bit.png': [
        'test',
        ['out of roi', 3, 0, 2, 1, 2],
        ['wall', 2, 0, 1, 1, 1],
        ['train', 0, 0, 2, 1, 2],
      ],
      'leftImg8bit/train/defaultcity/defaultcity_000002_000045_leftImg8bit.png': [
        'train',
        ['out of roi', 0, 0, 5, 1, 4],
        ['person', 2, 0, 1, 1, 1],
      ],
      'leftImg8bit/val/defaultcity/defaultcity_000001_000019_leftImg8bit.png': [
        'validation',
        ['ego vehicle', 1, 0, 2, 1, 2],
        ['out of roi', 0, 0, 5, 1, 3],
      ],
    })
    expect(images[0]?.annotations.map(({ attributes }) => attributes)).toEqual([{}, { group_of: true }])
    expect([losses, rejected]).toEqual([[], []])
  })

  test('KITTI: two trucks side by side stay two', async () => {
    const { format, said, losses, rejected } = await areasIn(`${folder}/kitti-segmentation`)
    expect(format).toBe('kitti-segmentation')
    expect(said).toEqual({
      'training/image_2/000030_10.png': [
        'train',
        ['out of roi', 0, 0, 2, 1, 2],
        ['truck', 2, 0, 1, 1, 1],
        ['truck', 3, 0, 2, 1, 2],
      ],
      'training/image_2/000030_11.png': [
        'train',
        ['out of roi', 3, 0, 2, 1, 2],
        ['wall', 2, 0, 1, 1, 1],
        ['train', 0, 0, 2, 1, 2],
      ],
    })
    expect([losses, rejected]).toEqual([[], []])
  })

  test('Mapillary Vistas: the newer of two versions of the labels is taken, number 0 is a label', async () => {
    const { format, said, losses, rejected, declared } = await areasIn(`${folder}/mapillary-vistas`)
    expect(format).toBe('mapillary-vistas')
    const [bird, barrier, bicycle] = ['animal--bird', 'construction--barrier--separator', 'object--vehicle--bicycle']
    expect(said).toEqual({
      'train/images/2.jpg': [
        'train',
        [bird, 0, 0, 1, 5, 5],
        [bird, 2, 0, 1, 5, 5],
        [bird, 4, 0, 1, 5, 5],
        [barrier, 1, 0, 1, 5, 5],
        [barrier, 3, 0, 1, 5, 5],
      ],
      'val/images/0.jpg': ['validation', [bird, 0, 0, 3, 5, 15], [barrier, 3, 0, 2, 5, 10]],
      'val/images/1.jpg': ['validation', [barrier, 2, 0, 1, 5, 5], [bicycle, 0, 0, 2, 5, 10], [bicycle, 3, 0, 2, 5, 10]],
    })
    expect(declared).toEqual([
      { name: bird, color: '#a52a2a', shape: 'mask' },
      { name: barrier, color: '#808080', shape: 'mask' },
      { name: bicycle, color: '#770b20', shape: 'mask' },
    ])
    expect([losses, rejected]).toEqual([[['labels of the older version 1.2: those of 2.0 are taken', 1]], []])
  })

  test('MOTS: frames of videos, objects with the numbers of their tracks', async () => {
    const { format, said, images, losses, rejected } = await areasIn(`${folder}/mots-png`)
    expect(format).toBe('mots-png')
    expect(said).toEqual({
      'train/images/1.jpg': ['train', ['c', 2, 0, 1, 1, 1], ['d', 3, 0, 1, 1, 1], ['d', 0, 0, 2, 1, 2]],
      'train/images/2.jpg': ['train', ['d', 0, 0, 1, 1, 1]],
      'val/images/3.jpg': ['validation', ['a', 1, 0, 1, 1, 1]],
    })
    expect(images.map(({ video, annotations }) => [video, annotations.map(({ track }) => track?.number)])).toEqual([
      [{ name: 'train', frame: 1 }, [3002, 4001, 4003]],
      [{ name: 'train', frame: 2 }, [4002]],
      [{ name: 'val', frame: 3 }, [1001]],
    ])
    expect([losses, rejected]).toEqual([[], []])
  })

  test('CamVid: one area for each colour, however many parts it has', async () => {
    const { format, said, losses, rejected } = await areasIn(`${folder}/camvid-masks`)
    expect(format).toBe('camvid')
    expect(said).toEqual({
      'test/0001TP_008550.png': ['test', ['Animal', 0, 0, 2, 1, 2], ['Road', 2, 0, 1, 1, 1], ['Sky', 3, 0, 2, 1, 2]],
      'test/0001TP_008580.png': ['test', ['Bridge', 2, 0, 1, 1, 1], ['Tree', 3, 0, 2, 1, 2], ['Archway', 0, 0, 2, 1, 2]],
      'train/0001TP_006690.png': ['train', ['Bicyclist', 0, 0, 5, 1, 4], ['Road', 2, 0, 1, 1, 1]],
      'val/0016E5_07959.png': ['validation', ['Animal', 0, 0, 3, 1, 3], ['Child', 3, 0, 2, 1, 2]],
    })
    expect([losses, rejected]).toEqual([[], []])
  })

  test('common semantic segmentation: two sets with a list of colours each, names of images and masks that differ', async () => {
    const { format, said, losses, rejected } = await areasIn(`${folder}/common-semantic-segmentation`)
    expect(format).toBe('common-semantic-segmentation')
    expect(said).toEqual({
      'dataset/images/0001.png': [null, ['Bicyclist', 0, 0, 5, 1, 4], ['Road', 2, 0, 1, 1, 1]],
      'dataset/images/0002.png': [null, ['Animal', 0, 0, 3, 1, 3], ['Child', 3, 0, 2, 1, 2]],
      'non_standard_dataset/images/image_0001.png': [null, ['Bicyclist', 0, 0, 5, 1, 4], ['Road', 2, 0, 1, 1, 1]],
      'non_standard_dataset/images/image_0002.png': [
        null,
        ['Animal', 0, 0, 2, 1, 2],
        ['Road', 2, 0, 1, 1, 1],
        ['SignSymbol', 3, 0, 2, 1, 2],
      ],
    })
    expect([losses, rejected]).toEqual([[], []])
  })

  test('MVTec: each image has the label of its folder, defects their area too', async () => {
    const { format, said, losses, rejected } = await areasIn(`${folder}/mvtec-anomaly`, 'anomaly')
    expect(format).toBe('mvtec')
    expect(said).toEqual({
      'category_0/default/label_0/000.png': [null, ['label_0']],
      'category_0/default/label_1/000.png': [null, ['label_1'], ['label_1', 0, 0, 4, 4, 16]],
      'category_0/default/label_2/000.png': [null, ['label_2'], ['label_2', 4, 4, 4, 4, 16]],
    })
    expect([losses, rejected]).toEqual([[], []])
  })
})

/** A picture of numbers with rectangles of them. */
const numbers = (
  patches: readonly (readonly [value: number, x: number, y: number, width: number, height: number])[],
  wide = false,
) => {
  const values = wide ? new Uint16Array(SIZE.width * SIZE.height) : new Uint8Array(SIZE.width * SIZE.height)
  for (const [value, left, top, width, height] of patches)
    for (let y = top; y < top + height; y++) values.fill(value, y * SIZE.width + left, y * SIZE.width + left + width)
  return values
}
const grey = (...patches: Parameters<typeof numbers>[0]) => writePng({ ...SIZE, values: numbers(patches) })
const coloured = (palette: readonly number[], ...patches: Parameters<typeof numbers>[0]) =>
  writePng({ ...SIZE, values: numbers(patches), palette: Uint8Array.from(palette) })

describe('masks beside images', () => {
  test.each([
    ['labels.csv', 'id,name,red,green,blue\n7,sea,0,0,255\n'],
    ['classes.txt', 'background\nb\nc\nd\ne\nf\ng\nsea\n'],
    ['codes.txt', 'Void\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nsea\r\n'],
  ])('numbers have the names that %s gives them', async (name, list) => {
    const tree = await aTree({ 'images/a.png': await aPicture(1), 'masks/a.png': grey([7, 10, 20, 30, 4]), [name]: list })
    const { format, images, losses } = await readAll(tree, { task: 'segmentation' })
    expect(format).toBe('index-masks')
    expect(images[0]?.annotations.map(({ label, shape }) => [label, ...placeOf(shape)])).toEqual([['sea', 10, 20, 30, 4, 120]])
    expect(losses).toEqual([])
  })

  test.each([
    ['label_colors.txt', '0 0 255\tsea\n0 0 0 Void\n'],
    ['class_dict.csv', 'name,r,g,b\nsea,0,0,255\nVoid,0,0,0\n'],
    ['labelmap.txt', '# label:color_rgb:parts:actions\nbackground:0,0,0::\nsea:0,0,255::\n'],
  ])('colours have the names that %s gives them, a palette or not', async (name, list) => {
    const rgb = await sharp(coloured([0, 0, 0, 0, 0, 255], [1, 10, 20, 30, 4]))
      .toColourspace('srgb')
      .png({ palette: false })
      .toBuffer()
    const tree = await aTree({
      'images/a.png': await aPicture(1),
      'masks/a.png': coloured([0, 0, 0, 9, 9, 9, 0, 0, 255], [2, 10, 20, 30, 4]),
      'images/b.png': await aPicture(2),
      'masks/b.png': rgb,
      [name]: list,
    })
    const { images, losses } = await readAll(tree, { task: 'segmentation' })
    for (const { annotations } of images)
      expect(annotations.map(({ label, shape }) => [label, ...placeOf(shape)])).toEqual([['sea', 10, 20, 30, 4, 120]])
    expect(losses).toEqual([])
  })

  test('without a list black and white mean one kind of object, other numbers are their own names', async () => {
    const tree = await aTree({
      'images/a.jpg': await aPicture(1, { format: 'jpeg' }),
      'masks/a_mask.png': grey([255, 0, 0, 2, 2]),
      'images/b.jpg': await aPicture(2, { format: 'jpeg' }),
      'masks/b_mask.png': grey([3, 0, 0, 2, 2], [4, 5, 5, 1, 1]),
    })
    const { format, images } = await readAll(tree, { task: 'segmentation' })
    expect(format).toBe('index-masks')
    expect(images.map(({ annotations }) => annotations.map(({ label }) => label))).toEqual([['object'], ['3', '4']])
  })

  test('names what it cannot keep: numbers without a name, masks without an image, pictures that are none', async () => {
    const tree = await aTree({
      'images/a.png': await aPicture(1),
      'masks/a.png': grey([1, 0, 0, 2, 2], [9, 5, 5, 1, 1]),
      'images/b.png': await aPicture(2),
      'masks/b.png': 'no picture',
      'images/c.png': await aPicture(3),
      'masks/lost.png': grey(),
      'classes.txt': 'background\ncat\n',
      LICENSE: 'free',
    })
    const { images, losses, rejected } = await readAll(tree, { task: 'segmentation' })
    expect(images.map(({ labelled, annotations }) => [labelled, annotations.map(({ label }) => label)])).toEqual([
      [true, ['cat']],
      [false, []],
      [false, []],
    ])
    expect(rejected.map(({ file }) => file)).toEqual(['masks/b.png', 'masks/lost.png'])
    expect(losses).toMatchObject([
      { what: 'areas of a colour or number that the legend does not name', count: 1, example: 'masks/a.png: 9' },
      { what: 'files that are neither images nor labels of this format', example: 'LICENSE' },
    ])
  })

  test('a photograph in the place of a label picture is refused', async () => {
    const random = createRandom(1)
    const noise = Uint8Array.from({ length: 300 * 300 * 3 }, () => random.integer(256))
    const photograph = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer()
    const tree = await aTree({ 'images/a.png': await aPicture(1), 'masks/a.png': photograph })
    const { rejected } = await readAll(tree, { format: 'index-masks', task: 'segmentation' })
    expect(rejected).toEqual([{ file: 'masks/a.png', reason: expect.stringContaining('as photographs have') }])
  })
})

describe('pictures of classes and objects', () => {
  test('two objects of a class that touch stay two, each with the class of most of its pixels; outlines are nothing', async () => {
    const border = [224, 224, 192]
    const classes = coloured([0, 0, 0, 128, 0, 0, ...border], [1, 10, 10, 20, 10], [2, 10, 10, 20, 1])
    const objects = coloured([0, 0, 0, 1, 1, 1, ...border, 2, 2, 2], [1, 10, 11, 10, 9], [3, 20, 11, 10, 9], [2, 10, 10, 20, 1])
    const tree = await aTree({
      'JPEGImages/a.jpg': await aPicture(1, { format: 'jpeg' }),
      'SegmentationClass/a.png': classes,
      'SegmentationObject/a.png': objects,
      'ImageSets/Segmentation/val.txt': 'a\n',
    })
    const { format, images, losses } = await readAll(tree, { task: 'segmentation' })
    expect(format).toBe('segmentation-masks')
    expect(
      images.map(({ split, annotations }) => [split, ...annotations.map(({ label, shape }) => [label, ...placeOf(shape)])]),
    ).toEqual([['validation', ['aeroplane', 10, 11, 10, 9, 90], ['aeroplane', 20, 11, 10, 9, 90]]])
    expect(losses).toEqual([])
  })

  test('are told by their numbers where the list of classes has no colours, whatever their palettes say', async () => {
    const tree = await aTree({
      'JPEGImages/a.jpg': await aPicture(1, { format: 'jpeg' }),
      'SegmentationClass/a.png': coloured([0, 0, 0, 9, 9, 9, 128, 0, 0], [2, 10, 10, 20, 10]),
      'SegmentationObject/a.png': coloured([0, 0, 0, 1, 1, 1, 2, 2, 2], [1, 10, 10, 10, 10], [2, 20, 10, 10, 10]),
      'classes.txt': 'background\ncat\ndog\n',
    })
    const { format, images, losses } = await readAll(tree, { task: 'segmentation' })
    expect(format).toBe('segmentation-masks')
    expect(images.map(({ annotations }) => annotations.map(({ label, shape }) => [label, ...placeOf(shape)]))).toEqual([
      [
        ['dog', 10, 10, 10, 10, 100],
        ['dog', 20, 10, 10, 10, 100],
      ],
    ])
    expect(losses).toEqual([])
  })
})
