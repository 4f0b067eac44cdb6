import { expect, test } from 'vitest'
import { formatNamed } from '#server/datasets/formats/index.ts'
import { newLabel } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { aTree, readAll } from './read-all.ts'
import { anExport, type Said, type SaidImage, SIZE, writtenFiles } from './write-and-read.ts'

const PIXELS = 0.001
const SPLITS = ['train', 'validation', 'test'] as const
const box = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
const BOXES = [box(0, 0, SIZE.width, SIZE.height), box(10.25, 20.125, 33.3333, 24.4444), box(80, 40, 16, 24)]
const TURNED: Shape[] = [
  { kind: 'rotated-box', cx: 40, cy: 30, width: 40, height: 10, rotation: 30 },
  { kind: 'rotated-box', cx: 50, cy: 30, width: 10, height: 30, rotation: 205.5 },
]
const OUTLINE: Shape = { kind: 'polygon', ring: [10, 10, 80, 5.5, 75, 60, 20, 50], holes: [] }
const SKELETONS: Shape[] = [
  { kind: 'skeleton', keypoints: [10, 20, 2, 40.5, 60, 1, 0, 0, 0] },
  { kind: 'skeleton', keypoints: [10, 12, 2, 14.5, 60, 2, 80, 13, 2] },
]
const SKELETON = { keypoints: ['nose', 'left eye', 'right eye'], edges: [], places: [0, 0, 0.5, 1, 1, 0] }
const LABELS = ['cat', 'dog'].map((name) => ({ ...newLabel(name, []), skeleton: SKELETON }))

const all = (shapes: readonly Shape[], more: Partial<Said> = {}): Said[] =>
  shapes.map((shape, index) => ({ label: index % 2 === 0 ? 'cat' : 'dog', shape, ...more }))
const write = async (format: string, images: readonly SaidImage[]) =>
  writtenFiles(formatNamed(format), await anExport(images, LABELS))
const images = (annotations: readonly Said[]): SaidImage[] =>
  SPLITS.map((split) => ({ name: `${split}.png`, split, annotations }))

/** Annotations in one order, places to a thousandth of a pixel. */
const said = (annotations: readonly Pick<Said, 'label' | 'shape' | 'attributes' | 'occluded'>[]): string[] =>
  annotations
    .map(({ label, shape, attributes = {}, occluded = false }) => JSON.stringify(near({ label, shape, attributes, occluded })))
    .sort()
const near = (value: unknown): unknown => {
  if (typeof value === 'number') return Math.round(value / PIXELS)
  if (Array.isArray(value)) return value.map(near)
  return value && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, near(one)]))
    : value
}

const ALIKE: readonly [format: string, task: TaskId, annotations: Said[]][] = [
  ['yolo', 'detection', all(BOXES)],
  ['yolo-darknet', 'detection', all(BOXES)],
  ['yolo-obb', 'oriented', all(TURNED)],
  ['yolo-pose', 'keypoints', all(SKELETONS)],
  ['yolo-segment', 'segmentation', all([OUTLINE, ...BOXES])],
  [
    'kitti',
    'detection',
    [...all(BOXES), ...all(BOXES.slice(1), { occluded: true, attributes: { truncated: true, occlusion: 2 } })],
  ],
  ['dota', 'oriented', all([...TURNED, ...BOXES], { attributes: { difficult: true } })],
  ['box-csv', 'detection', all(BOXES)],
  [
    'voc',
    'detection',
    all(BOXES, { occluded: true, attributes: { pose: 'Left', truncated: true, age: 2.5, tame: false, note: 'a <b>' } }),
  ],
  [
    'open-images',
    'detection',
    [...all(BOXES, { occluded: true, attributes: { 'group of': true } }), ...all([{ kind: 'whole' }])],
  ],
  ['class-list', 'classification', all([{ kind: 'whole' }])],
]

test.each(ALIKE)('what %s writes is read back alike, in its split', async (format, task, annotations) => {
  const { files, losses } = await write(format, images(annotations))
  expect(losses).toEqual([])
  const read = await readAll(await aTree(files), { task })
  expect([read.format, read.rejected, read.losses]).toEqual([format, [], []])
  expect(read.images.map(({ split, labelled }) => [split, labelled]).sort()).toEqual(SPLITS.map((split) => [split, true]).sort())
  for (const image of read.images) expect(said(image.annotations)).toEqual(said(annotations))
})

test.each([
  'yolo',
  'yolo-darknet',
  'yolo-obb',
  'yolo-pose',
  'kitti',
  'dota',
  'wider-face',
  'box-csv',
  'voc',
  'mot',
  'class-list',
])('what %s writes keeps an image with nothing on it apart from one that nobody labelled', async (format) => {
  const shape: Shape = format === 'class-list' ? { kind: 'whole' } : (BOXES[2] as Shape)
  const frames = [all([shape]), []].map((annotations, frame) => {
    const video = { id: 'vid_1', name: 'clip', frame } as NonNullable<SaidImage['video']>
    return { name: `${frame}.png`, annotations, ...(format === 'mot' && { video }) }
  })
  const { files } = await write(format, frames)
  const read = await readAll(await aTree(files), { format })
  expect(read.images.map(({ labelled }) => labelled)).toEqual([true, true])
  expect(read.images.map(({ annotations }) => annotations.length).sort()).toEqual([0, 1])
})

test.each([...ALIKE.map(([format]) => format), 'voc-masks', 'wider-face'])(
  'what %s writes is the same bytes each time',
  async (format) => {
    const shapes = [...BOXES, ...TURNED, OUTLINE, ...SKELETONS, { kind: 'whole' } as const]
    const [first, second] = [await write(format, images(all(shapes))), await write(format, images(all(shapes)))]
    expect(Object.keys(first.files).length).toBeGreaterThan(SPLITS.length)
    expect(first).toEqual(second)
  },
)
