import { expect, test } from 'vitest'
import { filesTree, folderTree } from '#server/datasets/sources/local-tree.ts'
import { bounds } from '#shared/shapes/index.ts'
import { describeWithData } from '../importing.ts'
import { readAll } from './read-all.ts'

const TOLERANCE_PIXELS = 0.001
const IMAGES = 100
const BOXES = 273

describeWithData('the same hundred images labelled in several formats', 'voc100-multiformat', (folder) => {
  /** The images together with the label files of one format, as somebody would import them. */
  async function boxesOf(labels: string, counted = { images: IMAGES, boxes: BOXES }): Promise<Placed[]> {
    const [images, given] = await Promise.all([folderTree(`${folder}/images`), folderTree(`${folder}/gts/${labels}`)])
    const tree = await filesTree([
      ...images.files.map(({ path }) => ({ path: `images/${path}`, file: `${folder}/images/${path}` })),
      ...given.files.map(({ path }) => ({ path: `labels/${path}`, file: `${folder}/gts/${labels}/${path}` })),
    ])
    const { images: read, rejected } = await readAll(tree)
    expect(rejected).toEqual([])
    expect(read.filter(({ labelled }) => labelled)).toHaveLength(counted.images)
    const boxes = read.flatMap(({ path, annotations }) =>
      annotations.map(({ label, shape }) => {
        const { x = 0, y = 0, width = 0, height = 0 } = bounds(shape) ?? {}
        return { object: `${path} ${label}`, places: [x, y, x + width, y + height] }
      }),
    )
    expect(boxes).toHaveLength(counted.boxes)
    return boxes
  }

  test.each(['imagenet_format', 'coco_format_v1', 'coco_format_v2', 'cvat_format', 'yolo_format', 'openimages_format'])(
    '%s says the same as Pascal VOC',
    async (labels) => {
      const left = await boxesOf('pascalvoc_format')
      for (const box of await boxesOf(labels)) {
        const same = left.findIndex((other) => isSame(box, other))
        expect({ ...box, isFound: same >= 0 }).toMatchObject({ isFound: true })
        left.splice(same, 1)
      }
      expect(left).toEqual([])
    },
  )

  test('the eight files that are there of labelme_format say the same as Pascal VOC of their images', async () => {
    const truth = await boxesOf('pascalvoc_format')
    const boxes = await boxesOf('labelme_format', { images: 8, boxes: 16 })
    for (const box of boxes) expect({ ...box, isFound: truth.some((one) => isSame(one, box)) }).toMatchObject({ isFound: true })
    const labelled = new Set(boxes.map(({ object }) => object.split(' ')[0]))
    expect(truth.filter(({ object }) => labelled.has(object.split(' ')[0]))).toHaveLength(boxes.length)
  })

  test('the detections of a model are suggestions on 98 images', async () => {
    const [images, given] = [`${folder}/images`, `${folder}/dets/coco_format/coco_dets.json`]
    const { files } = await folderTree(images)
    const tree = await filesTree([
      ...files.map(({ path }) => ({ path, file: `${images}/${path}` })),
      { path: 'coco_dets.json', file: given },
    ])
    const { images: read } = await readAll(tree)
    const suggestions = read.flatMap(({ annotations }) => annotations.flatMap(({ suggested }) => suggested ?? []))
    expect(suggestions).toHaveLength(452)
    expect(read.filter(({ annotations }) => annotations.length > 0)).toHaveLength(98)
    expect(read.filter(({ labelled }) => labelled)).toEqual([])
  })
})

interface Placed {
  readonly object: string
  readonly places: readonly number[]
}

const isSame = (a: Placed, b: Placed): boolean =>
  a.object === b.object && a.places.every((place, at) => Math.abs(place - (b.places[at] as number)) <= TOLERANCE_PIXELS)
