import { beforeAll, expect, test } from 'vitest'
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

  const WHOLE = [
    'pascalvoc_format',
    'imagenet_format',
    'coco_format_v1',
    'coco_format_v2',
    'cvat_format',
    'yolo_format',
    'openimages_format',
    'tfrecord_format',
  ]
  const readings = new Map<string, Placed[]>()
  beforeAll(async () => {
    for (const labels of WHOLE) readings.set(labels, await boxesOf(labels))
    // Of this one eight of the hundred files are there.
    readings.set('labelme_format', await boxesOf('labelme_format', { images: 8, boxes: 16 }))
  })

  const names = [...WHOLE, 'labelme_format']
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other] as const))
  test.each(pairs)('%s and %s say the same of every image that both label', (one, other) => {
    const [left, right] = [readings.get(one) ?? [], readings.get(other) ?? []]
    const both = new Set(right.map(imageOf).filter((image) => left.some((box) => imageOf(box) === image)))
    const unmatched = right.filter((box) => both.has(imageOf(box)))
    for (const box of left.filter((candidate) => both.has(imageOf(candidate)))) {
      const same = unmatched.findIndex((candidate) => isSame(box, candidate))
      expect({ ...box, isFound: same >= 0 }).toMatchObject({ isFound: true })
      unmatched.splice(same, 1)
    }
    expect(unmatched).toEqual([])
    expect(both.size).toBe(other === 'labelme_format' ? 8 : IMAGES)
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

const imageOf = ({ object }: Placed): string => object.split(' ')[0] as string

const isSame = (a: Placed, b: Placed): boolean =>
  a.object === b.object && a.places.every((place, at) => Math.abs(place - (b.places[at] as number)) <= TOLERANCE_PIXELS)
