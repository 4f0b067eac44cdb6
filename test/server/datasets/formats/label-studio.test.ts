import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { unpackedWords } from '#shared/shapes/brush-runs.ts'
import { area, bounds, type Shape } from '#shared/shapes/index.ts'
import { cornersOf } from '#shared/shapes/rotated-box.ts'
import { describeWithData } from '../importing.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree, readAll } from './read-all.ts'
import { type Annotation, anEntry, anEntryAnnotation, writtenFiles } from './written.ts'

const IMAGE = 'the content does not matter'

const near = (shape: Shape | undefined) =>
  JSON.parse(JSON.stringify(shape ?? null), (_, value) => (typeof value === 'number' ? expect.closeTo(value, 3) : value))

describeWithData('exports of Label Studio', 'format-fixtures', (folder) => {
  const file = (path: string) => readFileSync(`${folder}/${path}`)

  test('its packed run lengths unpack to the words they were made of', () => {
    const { input, rle } = JSON.parse(file('label-studio/brush_rle_vector.json').toString()) as Record<'input' | 'rle', number[]>
    expect([...(unpackedWords(rle, input.length) ?? [])]).toEqual(input)
  })

  test('boxes, polygons and keypoints lie where their percentages say', async () => {
    const tree = await aTree({ 'data.json': file('label-studio/test_export_coco/data.json'), 'test_image1.jpg': IMAGE })
    const { format, images } = await readAll(tree)
    expect(format).toBe('label-studio')
    expect(images).toMatchObject([{ path: 'test_image1.jpg', labelled: true, size: { width: 500, height: 320 } }])
    // 500 x 320 pixels times the percentages in the file.
    expect(images[0]?.annotations.map(({ label, shape }) => [label, shape])).toEqual([
      ['rectangle_label', near({ kind: 'box', x: 159.7096, y: 13.1631, width: 31.7604, height: 31.773 })],
      ['polygon_label', near({ kind: 'polygon', ring: [208.7114, 11.3475, 207.804, 39.0355, 226.8603, 39.9433], holes: [] })],
      ['keypoint_label1', near({ kind: 'points', points: [112.9764, 101.6738] })],
      ['keypoint_label2', near({ kind: 'points', points: [88.9292, 91.234] })],
    ])
  })

  test('turned boxes turn about their first corner', async () => {
    const images = Object.fromEntries([1, 2, 3].map((number) => [`image${number}.jpg`, IMAGE]))
    const read = await readAll(await aTree({ 'data.json': file('label-studio/test_export_yolo/data_obb.json'), ...images }))
    expect(read.rejected).toEqual([])
    expect(read.images.map(({ annotations }) => annotations.length)).toEqual([23, 1, 1])
    const [first] = read.images[0]?.annotations ?? []
    if (first?.shape.kind !== 'rotated-box') throw new Error('Expected a turned box')
    // 10.537 % of 597 and 79.558 % of 768 pixels.
    expect(cornersOf(first.shape).slice(0, 2)).toEqual([expect.closeTo(62.9063, 3), expect.closeTo(611.003, 3)])
    expect(first.shape).toMatchObject({ width: expect.closeTo(113.7015, 3), rotation: expect.closeTo(328.3324, 3) })
  })

  test('keypoints of a box make one skeleton, in the order of the labelling configuration', async () => {
    const tree = await aTree({
      'data.json': file('label-studio/test_export_yolo/data_keypoints.json'),
      'label_config.xml': file('label-studio/test_export_yolo/label_config_keypoints.xml'),
      'image1.jpg': IMAGE,
    })
    const { images, declared, losses } = await readAll(tree, { task: 'keypoints' })
    const [only, ...others] = images[0]?.annotations ?? []
    expect(others).toEqual([])
    if (only?.shape.kind !== 'skeleton') throw new Error('Expected a skeleton')
    expect(only).toMatchObject({ label: 'person' })
    expect(only.shape.keypoints).toHaveLength(17 * 3)
    // 216 x 174 pixels: nose and left eye.
    expect(only.shape.keypoints.slice(0, 6)).toEqual(
      [139.2, 68.366, 2, 126.1191, 53.5574, 2].map((one) => expect.closeTo(one, 3)),
    )
    expect(declared[0]).toMatchObject({
      name: 'person',
      skeleton: { keypoints: expect.arrayContaining(['nose', 'right_ankle']) },
    })
    expect(losses.map(({ what }) => what)).toEqual([
      'who labelled a task and for how long',
      'relations of a region to itself',
      'boxes around keypoints, of which the keypoints are kept',
    ])
  })

  test('painted regions are masks of as many pixels', async () => {
    const name = 'magic_wand_scale_1_20200902_015806_26_2235_1B_AnalyticMS_00750_00750.jpg'
    const tree = await aTree({ 'a.json': file('label-studio-annotations/image_magic_wand/annotations/1.json'), [name]: IMAGE })
    const { images } = await readAll(tree, { task: 'segmentation' })
    expect(images[0]?.annotations.map(({ label, shape }) => [label, shape.kind, area(shape)])).toEqual([
      ['Cloud', 'mask', 381_431],
      ['Cloud Shadow', 'mask', 261_525],
    ])
  })

  test('predictions of an image that nobody labelled are suggestions, placed by the size of the image', async () => {
    const name = 'nick-owuor-astro-nic-visuals-wDifg5xc9Z4-unsplash.jpg'
    const picture = await aPicture(1, { width: 600, height: 400 })
    const read = await readAll(
      await aTree({ 'tasks.json': file('label-studio-annotations/image_bbox/tasks.json'), [name]: picture }),
    )
    expect(read.images[0]).toMatchObject({ labelled: false })
    expect(read.images[0]?.annotations).toEqual([
      {
        label: 'Moonwalker',
        shape: near({ kind: 'box', x: 79.2, y: 218.81, width: 237.6, height: 134.4491 }),
        attributes: {},
        suggested: { score: 1, by: 'model 2' },
      },
    ])
    expect(read.losses).toMatchObject([{ what: 'further predictions of a task: the last is kept', count: 1 }])
    // Two more tasks of the file have no image here.
    expect(read.rejected).toHaveLength(2)
  })

  test('ellipses, and choices as classes of the whole image', async () => {
    const name = 'nick-owuor-astro-nic-visuals-wDifg5xc9Z4-unsplash.jpg'
    const picture = await aPicture(1, { width: 600, height: 400 })
    const tree = await aTree({ '1.json': file('label-studio-annotations/image_ellipses/annotations/1.json'), [name]: picture })
    const { images } = await readAll(tree)
    expect(images[0]?.annotations.map(({ label, shape }) => [label, shape])).toEqual([
      ['Planet', near({ kind: 'ellipse', cx: 302.4, cy: 203.0523, rx: 80, ry: 42.6894, rotation: 0 })],
      ['Space', { kind: 'whole' }],
    ])
  })

  test('tasks whose images are elsewhere are named one by one', async () => {
    const tree = await aTree({ 'a.json': file('label-studio-annotations/image_list/annotations/1.json') })
    expect((await readAll(tree)).rejected).toEqual([
      {
        file: expect.stringContaining('nick-owuor-astro-nic-visuals-wDifg5xc9Z4-unsplash.jpg'),
        reason: 'a.json labels it, but it is not there',
      },
    ])
  })
})

describe('tasks of Label Studio', () => {
  const region = (id: string, label: string, x: number, more: object = {}) => ({
    id,
    type: 'rectanglelabels',
    from_name: 'box',
    to_name: 'image',
    original_width: 200,
    original_height: 100,
    image_rotation: 0,
    value: { x, y: 10, width: 10, height: 10, rotation: 0, rectanglelabels: [label] },
    ...more,
  })
  const answer = (id: string, name: string, type: string, value: object) => ({
    ...region(id, '', 0),
    from_name: name,
    type,
    value: { x: 0, y: 10, width: 10, height: 10, ...value },
  })
  const reading = async (...tasks: object[]) =>
    readAll(await aTree({ 'tasks.json': JSON.stringify(tasks), 'images/a.jpg': IMAGE, 'images/b c.jpg': IMAGE }))

  test('of several annotations the one marked as truth counts, else the latest; skipped ones say nothing', async () => {
    const annotation = (label: string, more: object) => ({ result: [region('r', label, 0)], ...more })
    const { images, losses } = await reading(
      {
        data: { image: 's3://bucket/deep/a.jpg' },
        annotations: [
          annotation('truth', { ground_truth: true, updated_at: '2020-01-01' }),
          annotation('later', { updated_at: '2024-01-01' }),
        ],
      },
      {
        data: { image: '/data/upload/3/0123abcd-b%20c.jpg' },
        annotations: [
          annotation('first', { updated_at: '2020-01-01' }),
          annotation('latest', { updated_at: '2022-01-01' }),
          annotation('skipped', { was_cancelled: true, updated_at: '2024-01-01' }),
        ],
      },
    )
    expect(images.map(({ path, annotations }) => [path, annotations[0]?.label])).toEqual([
      ['images/a.jpg', 'truth'],
      ['images/b c.jpg', 'latest'],
    ])
    expect(losses).toMatchObject([{ what: expect.stringContaining('further annotations of a task'), count: 2 }])
  })

  test('what was answered about a region is its attributes, and related regions are a group', async () => {
    const { images, losses } = await reading({
      data: { image: 'a.jpg' },
      annotations: [
        {
          result: [
            region('r1', 'cat', 0),
            answer('r1', 'mood', 'choices', { choices: ['calm', 'asleep'] }),
            answer('r1', 'tame', 'choices', { choices: ['true'] }),
            answer('r1', 'note', 'textarea', { text: ['true'] }),
            answer('r1', 'age', 'number', { number: 3 }),
            region('r2', 'dog', 20),
            region('r3', 'fox', 40),
            { type: 'relation', from_id: 'r1', to_id: 'r2', direction: 'right' },
            { type: 'relation', from_id: 'r1', to_id: 'gone', direction: 'bi' },
            { type: 'relation', from_id: 'r1', to_id: 'r1', direction: 'bi' },
            { type: 'textarea', from_name: 'remark', to_name: 'image', value: { text: ['blurred'] } },
          ],
        },
      ],
    })
    const [cat, dog, fox] = images[0]?.annotations ?? []
    expect(cat?.attributes).toEqual({ mood: 'calm; asleep', tame: true, note: 'true', age: 3 })
    expect(cat?.group).toBe(dog?.group)
    expect([cat?.group === undefined, fox?.group]).toEqual([false, undefined])
    expect(bounds(cat?.shape as Shape)).toEqual({ x: 0, y: 10, width: 20, height: 10 })
    expect(losses.map(({ what }) => what).sort()).toEqual([
      'answers of type textarea, which are about no region',
      'directions of relations ("right"): what they join is a group',
      'relations of a region to itself',
      'relations to a region that is not there',
    ])
  })

  test('which way a relation leads and what it is called is told case by case, and which regions it joins where a group holds more', async () => {
    const relation = (from_id: string, to_id: string, more: object = {}) => ({ type: 'relation', from_id, to_id, ...more })
    const { images, losses } = await reading({
      id: 7,
      data: { image: 'a.jpg' },
      annotations: [
        {
          result: [
            ...['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'].map((id, index) => region(id, 'cat', 10 * index)),
            relation('r1', 'r2', { direction: 'left', labels: ['hunts', 'sees'] }),
            relation('r2', 'r3', { direction: 'bi', labels: ['sees'] }),
            // Who does not say leads from the first to the second.
            relation('r4', 'r5'),
            relation('r6', 'r7', { direction: 'bi' }),
          ],
        },
      ],
    })
    const groups = images[0]?.annotations.map(({ group }) => group)
    expect(new Set(groups?.slice(0, 3)).size).toBe(1)
    expect(new Set([groups?.[0], groups?.[3], groups?.[5], undefined]).size).toBe(4)
    expect(losses.map(({ what, kind, count, example }) => [what, kind, count, example])).toEqual([
      ['directions of relations ("left"): what they join is a group', 'converted', 1, 'tasks.json: task 7: r1 → r2'],
      ['labels of relations ("hunts"): what they join is a group', 'left-out', 1, 'tasks.json: task 7: r1 → r2'],
      ['labels of relations ("sees"): what they join is a group', 'left-out', 2, 'tasks.json: task 7: r1 → r2'],
      ['directions of relations ("right"): what they join is a group', 'converted', 1, 'tasks.json: task 7: r4 → r5'],
      [
        'relations among more than two regions: what they join is one group, whichever of them each is about',
        'converted',
        2,
        'tasks.json: task 7: r1 → r2',
      ],
    ])
  })

  test('groups go out as relations that lead nowhere and have no name, and that is told', async () => {
    const box = (x: number): Shape => ({ kind: 'box', x, y: 5, width: 6, height: 7 })
    const annotations = [box(1), box(21), box(41), box(61)].map((shape, index) =>
      anEntryAnnotation({ id: `ann_${index}` as Annotation['id'], shape, group: index < 3 ? 'three' : 'one' }),
    )
    const { files, losses } = await writtenFiles(formats.get('label-studio'), [anEntry({ annotations })])
    const [task] = JSON.parse(String(files['tasks.json']))
    expect(task.annotations[0].result.filter(({ type }: { type: string }) => type === 'relation')).toEqual([
      { type: 'relation', from_id: 'ann_0', to_id: 'ann_1', direction: 'bi' },
      { type: 'relation', from_id: 'ann_0', to_id: 'ann_2', direction: 'bi' },
    ])
    expect(losses.map(({ what, count }) => [what, count])).toEqual([
      ['groups written as relations without a direction and a label', 1],
      ['groups of a single region: relations join two', 1],
    ])
  })

  test('a task with several images gives each its own regions', async () => {
    const { images } = await reading({
      data: { images: ['https://example.org/a.jpg?token=1', 'https://example.org/b%20c.jpg'] },
      annotations: [{ result: [region('r1', 'cat', 0, { item_index: 1 })] }],
    })
    expect(images.map(({ path, annotations }) => [path, annotations.length])).toEqual([
      ['images/a.jpg', 0],
      ['images/b c.jpg', 1],
    ])
  })

  test('a storage that Label Studio writes to holds an annotation in a file, with its task inside', async () => {
    const file = { id: 7, result: [region('r', 'cat', 0)], task: { id: 1, data: { image: 'gs://x/a.jpg' } } }
    const { images } = await readAll(await aTree({ 'out/7.json': JSON.stringify(file), 'a.jpg': IMAGE }))
    expect(images).toMatchObject([{ path: 'a.jpg', labelled: true, annotations: [{ label: 'cat' }] }])
  })
})
