import { describe, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { newLabel } from '#shared/ontology.ts'
import { SHAPE_KINDS, type Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { readAll } from './read-all.ts'
import { type Annotation, anEntry, anEntryAnnotation, writtenFiles, writtenTree } from './written.ts'

const mask = pixelMask([0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0], { x: 30, y: 20, width: 4, height: 3 }) as Shape
const SHAPES: Readonly<Record<ShapeKindId, Shape>> = {
  box: { kind: 'box', x: 10.25, y: 12.5, width: 30, height: 20.125 },
  'rotated-box': { kind: 'rotated-box', cx: 50, cy: 30, width: 20.5, height: 10, rotation: 33.5 },
  polygon: { kind: 'polygon', ring: [5, 5, 30.5, 8, 20, 30.25], holes: [] },
  polyline: { kind: 'polyline', points: [1, 2, 3.5, 40, 60, 41] },
  points: { kind: 'points', points: [7, 7.5] },
  ellipse: { kind: 'ellipse', cx: 40, cy: 30, rx: 15.5, ry: 8, rotation: 120 },
  mask,
  skeleton: { kind: 'skeleton', keypoints: [10, 10, 2, 20, 12.5, 2, 30, 15, 2] },
  whole: { kind: 'whole' },
}
const WITH_HOLE: Shape = { kind: 'polygon', ring: [40, 10, 80, 10, 80, 50, 40, 50], holes: [[50, 20, 60, 20, 60, 30]] }

/** What comes back exactly as it was; anything else is told. */
const HELD: Readonly<Record<string, readonly (ShapeKindId | 'hole')[]>> = {
  coco: [...SHAPE_KINDS, 'hole'],
  'coco-keypoints': [...SHAPE_KINDS, 'hole'],
  'coco-panoptic': ['mask'],
  'label-studio': [...SHAPE_KINDS, 'hole'],
  labelme: ['box', 'rotated-box', 'polygon', 'polyline', 'points', 'mask', 'whole'],
  datumaro: ['box', 'rotated-box', 'polygon', 'polyline', 'points', 'mask', 'skeleton', 'whole'],
  darwin: ['box', 'polygon', 'polyline', 'points', 'ellipse', 'mask', 'skeleton', 'whole', 'hole'],
  supervisely: ['box', 'polygon', 'polyline', 'points', 'mask', 'skeleton', 'whole', 'hole'],
  via: ['box', 'polygon', 'polyline', 'points', 'ellipse', 'whole'],
  'vott-json': ['box', 'polygon'],
  createml: ['box'],
}
const LABELS = [
  {
    ...newLabel('thing', []),
    skeleton: { keypoints: ['wrist', 'thumb', 'tip & nail'], edges: [[0, 1] as [number, number]], places: [0, 0, 1, 0, 1, 1] },
  },
]

const near = (value: unknown): unknown => {
  if (typeof value === 'number') return expect.closeTo(value, 6)
  if (Array.isArray(value)) return value.map(near)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, near(inner)]))
}

/** Writes one annotation beside an image and reads it again. */
async function again(id: string, annotation: Annotation) {
  const entry = anEntry({ annotations: [annotation] })
  const { tree, losses } = await writtenTree(formats.get(id as never), [entry], LABELS)
  const read = await readAll(tree, { format: id, task: 'detection' })
  expect(read.rejected).toEqual([])
  expect(read.images.map(({ path }) => path.split('/').at(-1))).toEqual(['a.png'])
  return { read: read.images[0]?.annotations ?? [], told: [...losses, ...read.losses] }
}

describe.each(Object.keys(HELD))('%s, written and read again', (id) => {
  const held = HELD[id] ?? []

  test.each([...SHAPE_KINDS, 'hole' as const])('%s', async (kind) => {
    const shape = kind === 'hole' ? WITH_HOLE : SHAPES[kind]
    const { read, told } = await again(id, anEntryAnnotation({ shape }))
    if (!held.includes(kind)) expect(told.map(({ what }) => what).join()).not.toBe('')
    else {
      expect(read).toEqual([{ label: 'thing', shape: near(shape), attributes: {} }])
      expect(told).toEqual([])
    }
  })

  test('what is said of an annotation comes back, or is told', async () => {
    const shape = held.includes('box') ? SHAPES.box : SHAPES.mask
    const said = { attributes: { color: 'dark "red"', age: 2.5, tame: true }, occluded: true, order: 3, group: 'pair' }
    const { read, told } = await again(id, anEntryAnnotation({ shape, ...said }))
    const [first] = read
    const words = told.map(({ what }) => what).join('\n')
    const kept = {
      attributes: JSON.stringify(first?.attributes) === JSON.stringify(said.attributes) || /attributes/.test(words),
      occluded: first?.occluded === true || /hides/.test(words),
      order: first?.order === 3 || /drawing order/.test(words),
      group: (first?.group !== undefined) !== /groups/.test(words),
    }
    expect(kept).toEqual({ attributes: true, occluded: true, order: true, group: true })
  })

  test('an approved image without objects stays one, or is told', async () => {
    const shape = held.includes('box') ? SHAPES.box : SHAPES.mask
    const full = anEntry({ annotations: [anEntryAnnotation({ shape })] })
    const empty = anEntry({ name: 'b.png', fileName: 'b.png' })
    for (const entries of [[full, empty], [empty]]) {
      const { tree, losses } = await writtenTree(formats.get(id as never), entries, LABELS)
      const { images } = await readAll(tree, { format: id })
      const isTold = losses.some(({ what }) => what.startsWith('approved images without objects'))
      expect(images.map(({ labelled }) => labelled)).toEqual(entries.map(() => !isTold))
    }
  })

  test('the same entries give the same bytes', async () => {
    const annotations = SHAPE_KINDS.map((kind, index) =>
      anEntryAnnotation({ id: `ann_${index}` as Annotation['id'], shape: SHAPES[kind], attributes: { kind } }),
    )
    const entries = [anEntry({ annotations }), anEntry({ name: 'b/a.png', fileName: 'b__a.png', split: 'test' })]
    const [first, second] = [
      await writtenFiles(formats.get(id as never), entries, LABELS),
      await writtenFiles(formats.get(id as never), entries, LABELS),
    ]
    expect(first.files).toEqual(second.files)
    expect(Object.keys(first.files).length).toBeGreaterThan(2)
  })

  test('is recognised, and keeps the splits', async () => {
    const annotations = [anEntryAnnotation({ shape: held.includes('box') ? SHAPES.box : SHAPES.mask })]
    const entries = (['train', 'validation', 'test'] as const).map((split) =>
      anEntry({ fileName: `${split}.png`, split, annotations }),
    )
    const { tree } = await writtenTree(formats.get(id as never), entries, LABELS)
    const read = await readAll(tree, { task: formats.get(id as never).tasks[0] })
    expect(read.format).toBe(id)
    expect(read.images.map(({ path, split }) => [path.split('/').at(-1), split]).sort()).toEqual([
      ['test.png', 'test'],
      ['train.png', 'train'],
      ['validation.png', 'validation'],
    ])
  })
})
