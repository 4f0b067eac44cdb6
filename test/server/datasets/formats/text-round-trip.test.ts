import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import { formatNamed } from '#server/datasets/formats/index.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { newLabel } from '#shared/ontology.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { aTree, readAll } from './read-all.ts'

const [WIDTH, HEIGHT] = [640, 427]
const PIXELS = 0.001
const box = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
const BOXES = [box(0, 0, WIDTH, HEIGHT), box(10.25, 20.125, 33.3333, 44.4444), box(600, 400, 40, 27)]
const TURNED: Shape[] = [
  { kind: 'rotated-box', cx: 300, cy: 200, width: 120, height: 40, rotation: 30 },
  { kind: 'rotated-box', cx: 200, cy: 220, width: 30, height: 90, rotation: 205.5 },
]
const OUTLINES: Shape[] = [
  { kind: 'polygon', ring: [10, 10, 200, 30.5, 150, 180, 20, 90], holes: [] },
  { kind: 'polygon', ring: [300, 20, 600, 30, 580, 300, 320, 280], holes: [[400, 100, 500, 110, 450, 200]] },
]
const SKELETONS: Shape[] = [
  { kind: 'skeleton', keypoints: [10, 20, 2, 40.5, 60, 1, 0, 0, 0] },
  { kind: 'skeleton', keypoints: [100, 120, 2, 140.5, 160, 2, 180, 130, 2] },
]
const WHOLE: Shape = { kind: 'whole' }

type Said = Partial<ManifestEntry['annotations'][number]> & { readonly shape: Shape }
const annotation = (said: Said, index: number): ManifestEntry['annotations'][number] =>
  ({
    id: `ann_${index}`,
    revision: 1,
    label: index % 2 === 0 ? 'cat' : 'dog',
    attributes: {},
    occluded: false,
    order: 0,
    group: null,
    track: null,
    ...said,
  }) as ManifestEntry['annotations'][number]

describe('what a text format writes', () => {
  let image: Buffer
  beforeAll(async () => {
    image = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#456' } })
      .png()
      .toBuffer()
  })

  /** Writes images with these annotations, and the files as they are read again. */
  async function written(format: string, images: readonly (readonly Said[])[], more: Partial<ManifestEntry> = {}) {
    const splits = ['train', 'validation', 'test'] as const
    const entries = images.map((annotations, index) => ({
      assetId: `ast_${index}`,
      hash: 'h',
      name: `${index}.png`,
      fileName: `${index}.png`,
      width: WIDTH,
      height: HEIGHT,
      split: splits[index % splits.length],
      group: `g${index}`,
      annotations: annotations.map(annotation),
      ...more,
    }))
    const keypoints = ['nose', 'left eye', 'right eye']
    const skeleton = { keypoints, edges: [], places: [0, 0, 0.5, 1, 1, 0] }
    const labels = [
      { ...newLabel('cat', []), skeleton },
      { ...newLabel('dog', []), skeleton },
    ]
    const findings = createFindings()
    const source = {
      entries: async function* () {
        yield* entries
      },
      images: true,
      labels,
    }
    const files: Record<string, string | Buffer> = {}
    for await (const { path, content } of formatNamed(format).write?.(source as never, findings) ?? []) {
      if ('blob' in content) files[path] = image
      else if ('bytes' in content)
        for await (const piece of content.bytes) files[path] = Buffer.concat([Buffer.from(files[path] ?? ''), piece])
      else for await (const text of content.text) files[path] = (files[path] ?? '') + text
    }
    return { files, losses: findings.losses(), entries }
  }

  async function readBack(format: string, task: TaskId, files: Record<string, string | Buffer>) {
    const read = await readAll(await aTree(files), { task })
    expect([read.format, read.rejected, read.losses]).toEqual([format, [], []])
    return read.images.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  const near = (value: unknown): unknown => {
    if (typeof value === 'number') return Math.round(value / PIXELS) * PIXELS
    if (Array.isArray(value)) return value.map(near)
    return value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, near(one)]))
      : value
  }
  const said = (annotations: readonly object[]) =>
    annotations
      .map((one) => {
        const { label, shape, attributes, occluded = false } = one as Said & { occluded?: boolean }
        return JSON.stringify(near({ label, shape, attributes, occluded }))
      })
      .sort()

  test.each([
    ['yolo', 'detection', BOXES.map((shape) => ({ shape }))],
    ['yolo-darknet', 'detection', BOXES.map((shape) => ({ shape }))],
    ['yolo-obb', 'oriented', TURNED.map((shape) => ({ shape }))],
    ['yolo-pose', 'keypoints', SKELETONS.map((shape) => ({ shape }))],
    ['yolo-segment', 'segmentation', [...OUTLINES.slice(0, 1), ...BOXES].map((shape) => ({ shape }))],
    [
      'kitti',
      'detection',
      [
        ...BOXES.map((shape) => ({ shape })),
        { shape: BOXES[1] as Shape, occluded: true, attributes: { truncated: true, occlusion: 2 } },
      ],
    ],
    ['dota', 'oriented', [...TURNED, ...BOXES].map((shape) => ({ shape, attributes: { difficult: true } }))],
    ['box-csv', 'detection', BOXES.map((shape) => ({ shape }))],
    [
      'voc',
      'detection',
      BOXES.map((shape) => ({
        shape,
        occluded: true,
        attributes: { pose: 'Left', truncated: true, age: 2.5, tame: false, note: 'a <b>' },
      })),
    ],
    [
      'open-images',
      'detection',
      [...BOXES.map((shape) => ({ shape, occluded: true, attributes: { 'group of': true } })), { shape: WHOLE }],
    ],
    ['class-list', 'classification', [{ shape: WHOLE }]],
  ] as [string, TaskId, Said[]][])('as %s is read back alike, in its split', async (format, task, annotations) => {
    const { files, losses, entries } = await written(format, [annotations, annotations, annotations])
    expect(losses).toEqual([])
    const images = await readBack(format, task, files)
    const byName = new Map(entries.map((entry) => [entry.fileName, entry]))
    for (const { path, split, labelled, annotations: read } of images) {
      const entry = byName.get(path.split('/').at(-1) ?? '')
      expect([labelled, split]).toEqual([true, entry?.split ?? null])
      expect(said(read)).toEqual(said(entry?.annotations ?? []))
    }
    expect(images).toHaveLength(3)
  })

  test.each(['yolo', 'yolo-darknet', 'yolo-obb', 'yolo-pose', 'kitti', 'dota', 'wider-face', 'box-csv', 'voc', 'mot'])(
    'as %s keeps an image with nothing on it apart from one that nobody labelled',
    async (format) => {
      const video = { video: { id: 'vid_1', name: 'clip', frame: 0 } } as Partial<ManifestEntry>
      const { files } = await written(
        format,
        [[{ shape: BOXES[2] as Shape }], []],
        format === 'mot' ? { ...video, split: 'train' } : {},
      )
      const { images } = await readAll(await aTree(files), { format })
      expect(images.map(({ labelled }) => labelled)).toEqual([true, true])
      expect(images.map(({ annotations }) => annotations.length).sort()).toEqual([0, 1])
    },
  )

  test('as WIDER FACE moves boxes to whole pixels and calls all of them faces, and says so', async () => {
    const { files, losses } = await written('wider-face', [
      [
        { shape: box(10, 20, 30, 40), label: 'face', attributes: { blur: 2 }, occluded: true } as Said,
        { shape: box(1.4, 2, 3, 4), label: 'dog' } as Said,
      ],
    ])
    expect(losses.map(({ what, kind }) => [what, kind])).toEqual([
      ['labels other than "face", of which WIDER FACE knows no other', 'renamed'],
      ['boxes moved to whole pixels', 'converted'],
    ])
    const [image] = await readBack('wider-face', 'detection', files)
    expect(image?.annotations).toEqual([
      { label: 'face', shape: box(10, 20, 30, 40), attributes: { blur: 2 }, occluded: true },
      { label: 'face', shape: box(1, 2, 3, 4), attributes: {} },
    ])
  })

  test('as MOT is a table of tracks that is read back with its frames in order', async () => {
    const track = (number: number) => ({ track: { id: 'trk_1', number, keyframe: true, outside: false } }) as Partial<Said>
    const { files, losses, entries } = await written('mot', [
      [{ shape: BOXES[1] as Shape, ...track(4) }],
      [
        { shape: BOXES[2] as Shape, ...track(4) },
        { shape: BOXES[1] as Shape, occluded: true, attributes: { visibility: 0.25 } },
      ],
    ])
    expect(entries).toHaveLength(2)
    expect(losses).toMatchObject([{ what: 'images that are no frames of a video', count: 2 }])
    const inVideo = { split: 'train', video: { id: 'vid_1', name: 'cam 1/a', frame: 0 } } as Partial<ManifestEntry>
    const again = await written('mot', [[{ shape: BOXES[1] as Shape, ...track(4) }], []], inVideo)
    expect(again.losses).toEqual([])
    expect(again.files['train/cam_1_a/gt/gt.txt']).toBe('1,4,10.25,20.125,33.3333,44.4444,1,1,1\n')
    const images = await readBack('mot', 'detection', again.files)
    expect(images.map(({ video, split, annotations }) => [video, split, annotations[0]?.track])).toEqual([
      [{ name: 'cam_1_a', frame: 1 }, 'train', { number: 4, isKeyframe: true }],
      [{ name: 'cam_1_a', frame: 2 }, 'train', undefined],
    ])
    expect(files['train/cam_1_a/gt/gt.txt']).toBeUndefined()
  })

  test('as YOLO outlines joins holes and parts to one line around the same area, and says so', async () => {
    const { files, losses } = await written('yolo-segment', [[{ shape: OUTLINES[1] as Shape }]])
    expect(losses.map(({ what, kind }) => [what, kind])).toEqual([
      ['objects of several outlines, joined to one by lines', 'converted'],
    ])
    const [image] = await readBack('yolo-segment', 'segmentation', files)
    const shape = image?.annotations[0]?.shape as Shape
    expect(shape.kind).toBe('polygon')
    expect(bounds(shape)).toEqual(bounds(OUTLINES[1] as Shape))
  })

  test('as YOLO moves what lies outside the image to its edge, because Ultralytics drops such labels', async () => {
    const over: Shape = { kind: 'rotated-box', cx: 10, cy: 200, width: 60, height: 40, rotation: 30 }
    const { files, losses } = await written('yolo-obb', [[{ shape: over }]])
    expect(losses).toMatchObject([{ what: 'turned boxes whose corners are moved to the edge of the image', kind: 'clipped' }])
    const numbers = String(files['labels/train/0.txt']).trim().split(' ').map(Number)
    expect(numbers.every((value) => value >= 0 && value <= 1)).toBe(true)
    const [ellipse] = (
      await written('yolo-segment', [[{ shape: { kind: 'ellipse', cx: 5, cy: 5, rx: 20, ry: 10, rotation: 0 } }]])
    ).losses.slice(-1)
    expect(ellipse).toMatchObject({ what: 'outlines clipped to the image', kind: 'clipped' })
  })

  test('as Pascal VOC with masks keeps pixels, labels and attributes of objects', async () => {
    const masked: Said[] = [
      { shape: OUTLINES[0] as Shape, attributes: { difficult: true } },
      { shape: BOXES[2] as Shape },
      { shape: { kind: 'ellipse', cx: 300, cy: 300, rx: 50, ry: 20, rotation: 15 } },
    ]
    const { files, losses } = await written('voc-masks', [masked])
    expect(losses.map(({ what, kind }) => [what, kind])).toEqual([
      ['polygons written as the pixels inside them', 'converted'],
      ['ellipses written as the pixels inside them', 'converted'],
    ])
    const read = await readAll(await aTree(files), { task: 'segmentation' })
    expect([read.format, read.rejected]).toEqual(['voc-masks', []])
    const [image] = read.images
    expect(image?.annotations.map(({ label, shape, attributes }) => [label, shape.kind, attributes])).toEqual([
      ['cat', 'mask', { difficult: true }],
      ['cat', 'mask', {}],
      ['dog', 'box', {}],
    ])
    const again = await written('voc-masks', [
      (image?.annotations ?? []).map(({ label, shape, attributes }) => ({ label, shape, attributes })),
    ])
    expect(again.losses).toEqual([])
    const back = await readAll(await aTree(again.files), { task: 'segmentation' })
    expect(said(back.images[0]?.annotations ?? [])).toEqual(said(image?.annotations ?? []))
  })

  test('as text of any kind is the same bytes each time', async () => {
    for (const format of [
      'yolo',
      'yolo-segment',
      'yolo-obb',
      'yolo-pose',
      'yolo-darknet',
      'kitti',
      'dota',
      'wider-face',
      'open-images',
      'box-csv',
      'voc',
      'voc-masks',
    ]) {
      const images = [[...BOXES, ...TURNED, ...OUTLINES].map((shape) => ({ shape })), SKELETONS.map((shape) => ({ shape }))]
      expect((await written(format, images)).files).toEqual((await written(format, images)).files)
    }
  })
})
