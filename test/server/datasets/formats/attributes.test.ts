import { expect, test } from 'vitest'
import { aTree, readAll } from './read-all.ts'

const IMAGE = 'the content does not matter'
const LONG = 'x'.repeat(2001)
const PLAIN = { colour: 'red', age: 3 }
/** What no attribute can hold: a list, an object, and a text of more than 2000 characters. */
const ODD = { parts: ['wheel'], place: { x: 1 }, note: LONG }
const ALL = { ...PLAIN, ...ODD }
const TOLD = [
  'attributes that are neither a text nor a number nor yes or no: parts',
  'attributes that are neither a text nor a number nor yes or no: place',
  'attributes with too long a text: note',
]
const TOO_LONG = ['attributes with too long a text: note']

const rows = <T>(said: object, row: (name: string, value: unknown) => T): T[] =>
  Object.entries(said).map(([name, value]) => row(name, value))
const ring = (...places: [number, number][]) => places
const json = (value: object) => JSON.stringify(value)

/** One box for each format, with what fits and what does not. */
const BESIDE: Record<string, { files: Record<string, string>; told: readonly string[]; attributes?: object }> = {
  datumaro: {
    files: {
      'annotations/train.json': json({
        categories: { label: { labels: [{ name: 'car', parent: '' }] } },
        items: [{ id: 'a', annotations: [{ type: 'bbox', label_id: 0, bbox: [1, 2, 3, 4], attributes: ALL }] }],
      }),
    },
    told: TOLD,
  },
  dataloop: {
    files: {
      'a.json': json({
        datasetId: 'd',
        filename: '/a.jpg',
        annotations: [
          {
            type: 'box',
            label: 'car',
            attributes: ALL,
            coordinates: [
              { x: 1, y: 2 },
              { x: 4, y: 6 },
            ],
          },
        ],
      }),
    },
    told: TOLD,
  },
  labelme: {
    files: {
      'a.json': json({
        imagePath: 'a.jpg',
        shapes: [{ label: 'car', shape_type: 'rectangle', points: ring([1, 2], [4, 6]), attributes: ALL }],
      }),
    },
    told: TOLD,
  },
  darwin: {
    files: {
      'a.json': json({
        version: '2.0',
        item: { name: 'a.jpg', slots: [] },
        annotations: [
          {
            name: 'car',
            bounding_box: { x: 1, y: 2, w: 3, h: 4 },
            properties: [...rows(ALL, (name, value) => ({ frame_index: 0, name, value })), { frame_index: 0, name: 'open' }],
          },
        ],
      }),
    },
    told: TOLD,
  },
  supervisely: {
    files: {
      'ann/a.jpg.json': json({
        size: { width: 96, height: 64 },
        tags: [],
        objects: [
          {
            classTitle: 'car',
            geometryType: 'rectangle',
            tags: [...rows(ALL, (name, value) => ({ name, value })), { name: 'open' }],
            points: { exterior: ring([1, 2], [4, 6]), interior: [] },
          },
        ],
      }),
    },
    told: TOLD,
    attributes: { ...PLAIN, open: true },
  },
  'cvat-backup': {
    files: {
      'annotations.json': json([
        {
          tags: [],
          shapes: [
            {
              type: 'rectangle',
              points: [1, 2, 4, 6],
              frame: 0,
              label: 'car',
              z_order: 0,
              attributes: [...rows(ALL, (name, value) => ({ name, value })), { name: 'open' }],
            },
          ],
          tracks: [],
        },
      ]),
      'data/manifest.jsonl': '{"name":"a","extension":".jpg","width":96,"height":64}\n',
    },
    told: TOLD,
  },
  via: {
    files: {
      'via.json': json({
        'a.jpg': {
          filename: 'a.jpg',
          regions: [
            {
              shape_attributes: { name: 'rect', x: 1, y: 2, width: 3, height: 4 },
              region_attributes: { label: 'car', ...PLAIN, parts: ODD.parts, note: LONG, occluded: 'a little' },
            },
          ],
          file_attributes: {},
        },
      }),
    },
    told: [TOLD[0] as string, TOLD[2] as string],
    attributes: { ...PLAIN, occluded: 'a little' },
  },
  'label-studio': {
    files: {
      'tasks.json': json([
        {
          id: 1,
          data: { image: 'a.jpg' },
          annotations: [
            {
              result: [
                {
                  id: 'r',
                  type: 'rectanglelabels',
                  original_width: 96,
                  original_height: 64,
                  value: { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ['car'] },
                },
                { id: 'r', from_name: 'colour', type: 'textarea', value: { text: ['red'] } },
                { id: 'r', from_name: 'age', type: 'number', value: { number: 3 } },
                { id: 'r', from_name: 'place', type: 'other', value: { other: ODD.place } },
                { id: 'r', from_name: 'note', type: 'textarea', value: { text: [LONG] } },
              ],
            },
          ],
        },
      ]),
    },
    told: TOLD.slice(1),
  },
  'labelme-xml': {
    files: {
      'a.xml': `<annotation><filename>a.jpg</filename><imagesize><nrows>64</nrows><ncols>96</ncols></imagesize>
        <object><name>car</name><attributes>colour=red, age=3, note=${LONG}</attributes><type>bounding_box</type>
        <polygon><pt><x>1</x><y>2</y></pt><pt><x>4</x><y>6</y></pt></polygon></object></annotation>`,
    },
    told: TOO_LONG,
    attributes: { colour: 'red', age: '3' },
  },
  'cvat-images': {
    files: {
      'annotations.xml': `<annotations><version>1.1</version><image id="0" name="a.jpg" width="96" height="64">
        <box label="car" xtl="1" ytl="2" xbr="4" ybr="6" occluded="1" z_order="0">
        <attribute name="colour">red</attribute><attribute name="note">${LONG}</attribute></box></image></annotations>`,
    },
    told: TOO_LONG,
    attributes: { colour: 'red' },
  },
  voc: {
    files: {
      'a.xml': `<annotation><filename>a.jpg</filename><object><name>car</name>
        <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></bndbox>
        <attributes><attribute><name>colour</name><value>red</value></attribute>
        <attribute><name>note</name><value>${LONG}</value></attribute></attributes></object></annotation>`,
    },
    told: TOO_LONG,
    attributes: { colour: 'red' },
  },
}

test.each(Object.keys(BESIDE))('%s: an attribute that cannot be kept costs none of the others, and is named', async (format) => {
  const { files, told, attributes = PLAIN } = BESIDE[format] as (typeof BESIDE)[string]
  const read = await readAll(await aTree({ 'a.jpg': IMAGE, ...files }), { format })
  expect(read.rejected).toEqual([])
  expect(read.images[0]?.annotations).toMatchObject([{ label: 'car', attributes }])
  expect(read.images[0]?.annotations[0]?.attributes).toEqual(attributes)
  expect(read.losses.map(({ what }) => what).sort()).toEqual(told)
})

test('coco: what hides an object and which track it is are kept beside an attribute that cannot be', async () => {
  const attributes = { ...ALL, occluded: true, track_id: 7, keyframe: false }
  const file = {
    images: [{ id: 1, file_name: 'a.jpg' }],
    categories: [{ id: 3, name: 'car' }],
    annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], attributes }],
  }
  const read = await readAll(await aTree({ 'a.jpg': IMAGE, 'instances.json': json(file) }))
  expect(read.images[0]?.annotations).toMatchObject([
    { label: 'car', attributes: PLAIN, occluded: true, track: { number: 7, isKeyframe: false } },
  ])
  expect(read.images[0]?.annotations[0]?.attributes).toEqual(PLAIN)
  expect(read.losses.map(({ what }) => what).sort()).toEqual(TOLD)
})

test('an attribute with a name that is too long is told without it', async () => {
  const region_attributes = { label: 'car', colour: 'red', [LONG]: true }
  const shape_attributes = { name: 'rect', x: 1, y: 2, width: 3, height: 4 }
  const image = { filename: 'a.jpg', regions: [{ shape_attributes, region_attributes }], file_attributes: {} }
  const read = await readAll(await aTree({ 'a.jpg': IMAGE, 'via.json': json({ 'a.jpg': image }) }))
  expect(read.images[0]?.annotations[0]?.attributes).toEqual({ colour: 'red' })
  expect(read.losses.map(({ what }) => what)).toEqual(['attributes whose names are too long'])
})
