import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { labelStudioMin } from '#server/datasets/formats/label-studio-min.ts'
import { describeWithData } from '../importing.ts'
import vector from './label-studio-min-vector.json' with { type: 'json' }
import { aTree, readAll } from './read-all.ts'
import { anExport, type SaidImage, writtenFiles, writtenTree } from './write-and-read.ts'

const IMAGE = 'the content does not matter'
const SIZE = { original_width: 200, original_height: 100 }

const box = (x: number, more: object) => ({ x, y: 10, width: 10, height: 10, rotation: 0, ...more, ...SIZE })
const near = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' ? expect.closeTo(one, 3) : one))
const record = (said: object, image = 'a.jpg') => ({
  image,
  id: 1,
  ...said,
  annotator: 1,
  annotation_id: 7,
  created_at: '2024-01-30T02:40:43.893565Z',
  updated_at: '2024-01-30T02:40:43.893578Z',
  lead_time: 8.65,
})

async function reading(records: readonly object[], config?: string) {
  const files = { 'export/min.json': JSON.stringify(records), 'images/a.jpg': IMAGE, 'images/b.jpg': IMAGE }
  return readAll(await aTree(config === undefined ? files : { ...files, 'label_config.xml': config }))
}

describeWithData('a JSON_MIN export of Label Studio', 'format-fixtures', (folder) => {
  const of = (name: string) => JSON.parse(readFileSync(`${folder}/label-studio/test_export_json_min/${name}`, 'utf8'))

  // As its converter does: each result's value under the name of its control, with the size of the image.
  const minOf = (task: {
    id: number
    data: object
    annotations: { id: number; completed_by: number; lead_time: number; result: Record<string, unknown>[] }[]
  }) =>
    task.annotations.map(({ id, completed_by: annotator, lead_time, result }) => {
      const said: Record<string, object[]> = {}
      for (const { from_name, value, original_width, original_height } of result)
        said[`${from_name}`] = [...(said[`${from_name}`] ?? []), { ...(value as object), original_width, original_height }]
      return { ...task.data, id: task.id, ...said, annotator, annotation_id: id, lead_time }
    })

  test('is read with the places in pixels', async () => {
    const tree = await aTree({ 'min.json': JSON.stringify(of('data.json').flatMap(minOf)), 'example.png': IMAGE })
    const { format, images, losses } = await readAll(tree)
    expect(format).toBe('label-studio-min')
    expect(images).toMatchObject([{ path: 'example.png', labelled: true, size: { width: 128, height: 128 } }])
    const [airplane, ...others] = images[0]?.annotations ?? []
    expect(others).toEqual([])
    expect(airplane).toMatchObject({ label: 'Airplane', shape: { kind: 'polygon' } })
    // 44.444 % and 48.254 % of 128 pixels.
    expect(airplane?.shape.kind === 'polygon' && airplane.shape.ring.slice(0, 2)).toEqual([
      expect.closeTo(56.8889, 3),
      expect.closeTo(61.7651, 3),
    ])
    expect(losses.map(({ what }) => what)).toEqual(['who labelled a task and for how long'])
  })

  test('of tasks with several images gives each its own regions, with what was answered about them', async () => {
    const [task] = of('data_repeater.json')
    const names = (task.data.images as { url: string }[]).map(
      ({ url }) =>
        url
          .split('/')
          .at(-1)
          ?.replace(/[?#].*$/, '') ?? '',
    )
    const tree = await aTree({
      'min.json': JSON.stringify(minOf(task)),
      ...Object.fromEntries(names.map((name) => [name, IMAGE])),
    })
    const { format, images } = await readAll(tree)
    expect(format).toBe('label-studio-min')
    expect(images).toHaveLength(names.length)
    const first = images.find(({ path }) => path === names[0])
    expect(first?.annotations).toMatchObject([
      { label: 'Document Title', shape: { kind: 'box' }, attributes: { categories_0: 'Archaea' } },
    ])
  })
})

describe('what Label Studio’s own converter makes of an export', () => {
  // Its list of images is what was exported, its records are what label-studio-sdk 2.1.2 wrote of that.
  const images = vector.images as readonly SaidImage[]

  test('is what is written here, but for who labelled it and when', async () => {
    const { files } = await writtenFiles(labelStudioMin, await anExport(images))
    const written = JSON.parse(files['result.json']?.toString() ?? '') as object[]
    expect(written).toHaveLength(vector.records.length)
    for (const [index, one] of vector.records.entries()) expect(one).toMatchObject(written[index] as object)
    const more = vector.records.flatMap((one, index) => Object.keys(one).filter((name) => !(name in (written[index] as object))))
    expect([...new Set(more)].sort()).toEqual(['annotator', 'created_at', 'lead_time', 'updated_at'])
  })

  test('is read as what was exported', async () => {
    const { files } = await writtenFiles(labelStudioMin, await anExport(images))
    const tree = await aTree({ ...files, 'result.json': JSON.stringify(vector.records) })
    const read = await readAll(tree)
    expect(read.format).toBe('label-studio-min')
    const saidIn = (said: readonly Pick<SaidImage['annotations'][number], 'label' | 'shape' | 'attributes' | 'order'>[]) =>
      said.map(({ label, shape, attributes = {}, order = 0 }) => ({ label, shape, attributes, order }))
    const byName = new Map(read.images.map(({ path, annotations }) => [path.split('/').at(-1), annotations]))
    for (const { name, annotations } of images) {
      expect(byName.get(name)).toHaveLength(annotations.length)
      expect(saidIn(byName.get(name) ?? [])).toEqual(expect.arrayContaining(saidIn(annotations).map(near)))
    }
    expect([read.rejected, read.losses]).toEqual([[], []])
  })
})

describe('records of JSON_MIN', () => {
  test('values of different controls at one place are about one region, two of one control are two', async () => {
    const { images, losses } = await reading([
      record({
        age: [box(0, { number: 3 }), box(0, { number: 4 })],
        label: [
          box(0, { rectanglelabels: ['cat'] }),
          box(0, { rectanglelabels: ['cat'] }),
          box(40, { rectanglelabels: ['dog'] }),
        ],
        z_order: [box(40, { number: 2 })],
      }),
    ])
    expect(images[0]?.annotations).toEqual([
      { label: 'cat', shape: { kind: 'box', x: 0, y: 10, width: 20, height: 10 }, attributes: { age: 3 } },
      { label: 'cat', shape: { kind: 'box', x: 0, y: 10, width: 20, height: 10 }, attributes: { age: 4 } },
      { label: 'dog', shape: { kind: 'box', x: 80, y: 10, width: 20, height: 10 }, attributes: {}, order: 2 },
    ])
    expect(losses.map(({ what }) => what)).toEqual(['who labelled a task and for how long'])
  })

  test('as many words as regions are one for each, as of texts that were read', async () => {
    const bare = [box(0, {}), box(40, {})]
    const { images } = await reading([
      record({ bbox: bare, label: bare.map((one) => ({ ...one, labels: ['Text'] })), transcription: ['sold', 'out'] }),
    ])
    expect(images[0]?.annotations).toMatchObject([
      { label: 'Text', shape: { x: 0 }, attributes: { transcription: 'sold' } },
      { label: 'Text', shape: { x: 80 }, attributes: { transcription: 'out' } },
    ])
  })

  test('words that do not say which region they are about are told', async () => {
    const { images, losses } = await reading([
      record({ label: [box(0, { rectanglelabels: ['cat'] })], mood: ['calm', 'asleep'] }),
    ])
    expect(images[0]?.annotations).toMatchObject([{ label: 'cat', attributes: {} }])
    expect(losses).toContainEqual(expect.objectContaining({ what: 'answers about regions that do not say which', count: 1 }))
  })

  test('a word is a class where a control asks for one, and data of the task elsewhere', async () => {
    const config =
      '<View><Image name="img" value="$image"/><Choices name="weather" toName="img"><Choice value="rain"/></Choices>' +
      '<TextArea name="remark" toName="img" perRegion="true"/></View>'
    const said = record({ weather: 'rain', camera: 'north', remark: 'wet', label: [box(0, { rectanglelabels: ['cat'] })] })
    const { images, losses } = await reading([said], config)
    expect(images[0]?.annotations).toMatchObject([
      { label: 'cat', attributes: { remark: 'wet' } },
      { label: 'rain', shape: { kind: 'whole' } },
    ])
    expect(images[0]?.meta).toEqual({ camera: 'north' })
    expect(losses).toHaveLength(1)
  })

  test('without the labelling configuration only a choice is a class, and other words are metadata', async () => {
    const { images, losses } = await reading([
      record({ choice: 'rain' }),
      record({ weather: 'rain', kinds: { choices: ['cat', 'dog'], ...SIZE } }, 'b.jpg'),
    ])
    expect(images.map(({ annotations }) => annotations.map(({ label, shape }) => [label, shape.kind]))).toEqual([
      [['rain', 'whole']],
      [
        ['cat', 'whole'],
        ['dog', 'whole'],
      ],
    ])
    expect(images.map(({ meta }) => meta)).toEqual([undefined, { weather: 'rain' }])
    expect(losses).toContainEqual(
      expect.objectContaining({
        what: 'words that may be a class, taken as metadata: label_config.xml beside would tell',
        count: 1,
      }),
    )
  })

  test('of two annotations of an image the first record counts, and the other is told', async () => {
    const { images, losses } = await reading([
      record({ label: [box(0, { rectanglelabels: ['new'] })] }),
      record({ label: [box(0, { rectanglelabels: ['old'] })] }),
    ])
    expect(images[0]?.annotations).toMatchObject([{ label: 'new' }])
    expect(losses).toContainEqual(expect.objectContaining({ what: 'labels of an image that is labelled already', count: 1 }))
  })

  test('are written as Label Studio writes them: values by control, a lone class as a word', async () => {
    const source = await anExport([
      {
        name: 'one.png',
        meta: { camera: 'north', class: 'wide' },
        annotations: [
          { label: 'cat', shape: { kind: 'box', x: 24, y: 16, width: 48, height: 32 }, attributes: { age: 3, note: 'old' } },
          { label: 'indoors', shape: { kind: 'whole' } },
        ],
      },
    ])
    const { files, losses } = await writtenFiles(labelStudioMin, source)
    const place = { x: 25, y: 25, width: 50, height: 50, rotation: 0, original_width: 96, original_height: 64 }
    expect(JSON.parse(files['result.json']?.toString() ?? '')).toEqual([
      {
        image: '/data/local-files/?d=images/train/one.png',
        id: 1,
        camera: 'north',
        meta_class: 'wide',
        rectangle: [{ ...place, rectanglelabels: ['cat'] }],
        age: [{ ...place, number: 3 }],
        class: 'indoors',
        annotation_id: 1,
      },
    ])
    expect(losses.map(({ what }) => what)).toEqual([
      'attributes that are no numbers: the format does not say which region words are about',
    ])
    const { tree } = await writtenTree(labelStudioMin, source)
    const read = await readAll(tree)
    expect([read.format, read.images[0]?.meta]).toEqual(['label-studio-min', { camera: 'north', class: 'wide' }])
  })
})
