import { describe, expect, test } from 'vitest'
import { area, bounds } from '#shared/shapes/index.ts'
import { aTree, readAll } from './read-all.ts'

const IMAGE = 'not read by formats'
const attribute = (name: string, type: string, initial: string, values: string) =>
  `<attribute><name>${name}</name><input_type>${type}</input_type><default_value>${initial}</default_value><values>${values}</values></attribute>`
const META = `<meta><task><labels>
  <label><name>car</name><color>#ff0000</color><type>any</type><attributes>
    ${attribute('make', 'select', 'a b', 'a b\nc d')}${attribute('doors', 'number', '4', '2\n5\n1')}
    ${attribute('new', 'checkbox', 'false', '')}${attribute('plate', 'text', '', '')}
  </attributes></label></labels></task></meta>`
const file = (images: string, meta = META) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version>${meta}${images}</annotations>`
const image = (inside: string, name = 'a.jpg') => `<image id="0" name="${name}" width="96" height="64">${inside}</image>`

describe('CVAT for images', () => {
  test('reads every element with its attributes by their types, what hides it, its order and its group', async () => {
    const xml = file(
      image(
        `<box label="car" occluded="1" xtl="1" ytl="2" xbr="11" ybr="22" z_order="3" group_id="2">
          <attribute name="make">c d</attribute><attribute name="doors">5</attribute><attribute name="new">true</attribute>
        </box>
        <box label="car" occluded="0" xtl="10" ytl="10" xbr="30" ybr="20" rotation="-45"/>
        <polygon label="car" points="1,1;9,1;9,9"/><polyline label="car" points="1,1;9,1"/><points label="car" points="3.5,4"/>
        <ellipse label="car" cx="20" cy="20" rx="5" ry="3" rotation="10"/><tag label="car" source="manual"/>
        <mask label="car" rle="1, 2, 1, 2" left="5" top="6" width="3" height="2"/><cuboid label="car" xtl1="1"/>`,
      ),
    )
    const { format, images, declared, losses } = await readAll(await aTree({ 'images/a.jpg': IMAGE, 'annotations.xml': xml }))
    expect(format).toBe('cvat-images')
    expect(declared).toEqual([
      {
        name: 'car',
        color: '#ff0000',
        attributes: [
          { name: 'make', required: false, type: 'choice', initial: 'a b', choices: ['a b', 'c d'] },
          { name: 'doors', required: false, type: 'number', initial: 4, least: 2, most: 5 },
          { name: 'new', required: false, type: 'boolean', initial: false },
          { name: 'plate', required: false, type: 'text', initial: null },
        ],
      },
    ])
    const read = images[0]?.annotations ?? []
    expect(read[0]).toEqual({
      label: 'car',
      shape: { kind: 'box', x: 1, y: 2, width: 10, height: 20 },
      attributes: { make: 'c d', doors: 5, new: true },
      occluded: true,
      order: 3,
      group: '2',
    })
    expect(read[1]?.shape).toEqual({ kind: 'rotated-box', cx: 20, cy: 15, width: 20, height: 10, rotation: 315 })
    const mask = read.find(({ shape }) => shape.kind === 'mask')?.shape
    expect(mask && [area(mask), bounds(mask)]).toEqual([4, { x: 6, y: 6, width: 2, height: 2 }])
    expect(read.map(({ shape }) => shape.kind).sort()).toEqual([
      'box',
      'ellipse',
      'mask',
      'points',
      'polygon',
      'polyline',
      'rotated-box',
      'whole',
    ])
    expect(losses).toMatchObject([
      { what: 'cuboid elements, which have no place here', count: 1, example: 'annotations.xml: a.jpg' },
    ])
  })

  test('reads a skeleton by the names of its joints, in the order of the drawing', async () => {
    const circle = (id: number, name: string) =>
      `<circle cx="${id * 10}" cy="50" data-node-id="${id}" data-label-name="${name}"></circle>`
    const svg = `<line data-node-from="2" data-node-to="1"></line>${circle(2, 'foot')}${circle(1, 'head')}`
    const joint = (name: string) => `<label><name>${name}</name><type>points</type><parent>person</parent></label>`
    const escaped = svg.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const meta = `<meta><task><labels><label><name>person</name><type>skeleton</type><svg>${escaped}</svg></label>${joint('head')}${joint('foot')}</labels></task></meta>`
    const xml = file(
      image(
        '<skeleton label="person"><points label="foot" outside="0" occluded="1" points="5,6"/><points label="head" outside="1" points="0,0"/></skeleton>',
      ),
      meta,
    )
    const { images, declared } = await readAll(await aTree({ 'a.jpg': IMAGE, 'a.xml': xml }))
    expect(declared).toEqual([
      {
        name: 'person',
        shape: 'skeleton',
        skeleton: { keypoints: ['head', 'foot'], edges: [[1, 0]], places: [0.1, 0.5, 0.2, 0.5] },
      },
    ])
    expect(images[0]?.annotations[0]?.shape).toEqual({ kind: 'skeleton', keypoints: [0, 0, 0, 5, 6, 1] })
  })

  test('names files it cannot read, images that are not there, and tracks of videos', async () => {
    const tree = await aTree({
      'a.jpg': IMAGE,
      'cut.xml': file(image('<tag label="car"/>')).slice(0, -30),
      'bomb.xml': `<!DOCTYPE x [<!ENTITY y "z">]>${file(image(''))}`,
      'video.xml': file('<track id="0" label="car"><box frame="1"/></track>'),
      'far.xml': file(image('<tag label="car"/>', 'b.jpg') + image('<tag label="car"/>')),
    })
    const { images, rejected, losses } = await readAll(tree)
    expect(images).toMatchObject([{ path: 'a.jpg', labelled: true, annotations: [{ label: 'car' }] }])
    expect(Object.fromEntries(rejected.map(({ file: name, reason }) => [name, reason]))).toEqual({
      'cut.xml': expect.stringContaining('cut off in the middle'),
      'bomb.xml': expect.stringContaining('declares a document type'),
      'b.jpg': 'far.xml labels it, but it is not there',
    })
    expect(losses).toMatchObject([{ what: 'tracks of videos', count: 1, example: 'video.xml' }])
  })

  test('a file much larger than what is read at a time comes image by image', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `${index}.jpg`)
    const long = `<polygon label="car" points="${Array.from({ length: 200 }, (_, index) => `${index},${(index * index) % 97}`).join(';')}"/>`
    const xml = file(names.map((name) => image(long, name)).join('\n'))
    const { images, rejected } = await readAll(
      await aTree({ ...Object.fromEntries(names.map((name) => [name, IMAGE])), 'annotations.xml': xml }),
    )
    expect(rejected).toEqual([])
    expect(images.filter(({ annotations }) => annotations.length === 1)).toHaveLength(500)
  })
})
