import { describe, expect, it } from 'vitest'
import { fromRegions } from '#server/label-studio/from-regions.ts'
import { readLabelConfig } from '#server/label-studio/label-config.ts'
import { toRegions } from '#server/label-studio/to-regions.ts'
import { writeLabelConfig } from '#server/label-studio/write-label-config.ts'
import { newOntology } from '#shared/ontology.ts'
import { decodeBrush, encodeBrush } from '#shared/shapes/brush-runs.ts'
import { iou, type Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { aProject } from '../../support/builders.ts'
import vectors from './brush-vectors.json' with { type: 'json' }

const SIZE = { width: 600, height: 403 }
const noKeypoints = () => []

describe('a labelling configuration of Label Studio', () => {
  it('is read: controls with their names, labels and the key of their image', () => {
    const controls = readLabelConfig(`<View>
      <Header value="Label the cells"/>
      <Image name="img" value="$photo" zoom="true"/>
      <View style="display:flex"><RectangleLabels name="tag" toName="img" showInline="true">
        <Label value="Red &lt; cell" background="#f00"/><Label value="Platelets"/>
      </RectangleLabels></View>
      <Choices name="quality" toName="img" choice="single"><Choice value="sharp"/><Choice value="blurred"/></Choices>
      <Text name="note" value="$text"/><Labels name="words" toName="note"><Label value="word"/></Labels>
    </View>`)
    expect(controls).toEqual([
      { type: 'rectanglelabels', fromName: 'tag', toName: 'img', imageKey: 'photo', labels: ['Red < cell', 'Platelets'] },
      { type: 'choices', fromName: 'quality', toName: 'img', imageKey: 'photo', labels: ['sharp', 'blurred'] },
    ])
  })

  it.each(['<View><Image', '<!DOCTYPE x [<!ENTITY a "b">]><View/>', 'no tags at all'])(
    'that is none is refused or empty: %s',
    (xml) => {
      const read = () => readLabelConfig(xml)
      if (xml === 'no tags at all') expect(read()).toEqual([])
      else expect(read).toThrow(/Expected a labelling configuration/)
    },
  )

  it('is written for a project, and reads as what was written', () => {
    const ontology = newOntology(['a "b" <c> & d', 'dog'])
    const controls = readLabelConfig(writeLabelConfig(aProject({ task: 'segmentation', ontology })))
    expect(controls.map(({ type }) => type)).toEqual(['polygonlabels', 'brushlabels'])
    for (const { labels, imageKey } of controls)
      expect({ labels, imageKey }).toEqual({ labels: ['a "b" <c> & d', 'dog'], imageKey: 'image' })
    expect(() => writeLabelConfig(aProject({ task: 'regression' }))).toThrow(/no answer/)
  })
})

describe('regions of Label Studio', () => {
  // As in its documentation of pre-annotations: percent of an image of 600 x 403.
  const documented = {
    id: 'result1',
    type: 'rectanglelabels',
    from_name: 'label',
    to_name: 'image',
    original_width: 600,
    original_height: 403,
    image_rotation: 0,
    value: { rotation: 0, x: 4.98, y: 12.82, width: 32.52, height: 44.91, rectanglelabels: ['Airplane'] },
  }

  it('are read in pixels, with the score of the whole prediction where they have none', () => {
    const [box] = fromRegions({ result: [documented, { type: 'unheard of' }], score: 0.5, model_version: 'one' }, SIZE, [])
    expect(box).toMatchObject({ label: 'Airplane', score: 0.5, shape: { kind: 'box' } })
    const inPixels = { x: 29.88, y: 51.6646, width: 195.12, height: 180.9873 }
    for (const [name, value] of Object.entries(inPixels)) expect(box?.shape).toHaveProperty(name, expect.closeTo(value, 3))
  })

  it('keep the shapes of every task on the way there and back', () => {
    const pixels = new Uint8Array(SIZE.width * SIZE.height)
    for (let row = 100; row < 160; row++)
      for (let column = 50 + (row % 7); column < 90; column++) pixels[row * SIZE.width + column] = 1
    const shapes = {
      rectanglelabels: { kind: 'box', x: 12, y: 30, width: 100, height: 50 },
      turned: { kind: 'rotated-box', cx: 300, cy: 200, width: 80, height: 30, rotation: 30 },
      polygonlabels: { kind: 'polygon', ring: [10, 10, 200, 20, 150, 180], holes: [] },
      brushlabels: pixelMask(pixels, { x: 0, y: 0, ...SIZE }) as Shape,
      keypointlabels: { kind: 'skeleton', keypoints: [10, 20, 2, 0, 0, 0, 30, 40, 2] },
      choices: { kind: 'whole' },
    } as const satisfies Record<string, Shape>
    const controls = (['rectanglelabels', 'polygonlabels', 'brushlabels', 'choices'] as const).map((type) => ({
      type,
      fromName: type,
      toName: 'image',
      imageKey: 'image',
      labels: ['cat'],
    }))
    const points = {
      type: 'keypointlabels',
      fromName: 'points',
      toName: 'image',
      imageKey: 'image',
      labels: ['nose', 'ear', 'tail'],
    } as const
    const names = ['nose', 'ear', 'tail']
    for (const shape of Object.values(shapes)) {
      const prediction: LabelledPrediction = { label: 'cat', score: 0.75, shape, value: null }
      const result = toRegions([prediction], [...controls, points], SIZE, () => names)
      const back = fromRegions({ result }, SIZE, [{ label: 'cat', keypoints: names }])
      expect(back).toHaveLength(1)
      expect(back[0]).toMatchObject({ label: 'cat', score: 0.75, shape: { kind: shape.kind } })
      const read = back[0]?.shape as Shape
      if (shape.kind === 'skeleton') expect(read).toEqual(shape)
      else if (shape.kind !== 'whole') expect(iou(shape, read)).toBeGreaterThan(0.999)
    }
  })

  it('go into the control that can hold them, and are left out where none knows their label', () => {
    const box: LabelledPrediction = {
      label: 'cat',
      score: 0.9,
      shape: { kind: 'box', x: 0, y: 0, width: 60, height: 40 },
      value: null,
    }
    const only = { type: 'polygonlabels', fromName: 'p', toName: 'i', imageKey: 'image', labels: ['cat'] } as const
    const [region] = toRegions([box], [only], SIZE, noKeypoints)
    expect(region?.value.points).toHaveLength(4)
    expect(toRegions([{ ...box, label: 'dog' }], [only], SIZE, noKeypoints)).toEqual([])
  })
})

describe('a painted mask in the run lengths of Label Studio', () => {
  it('is what its own converter writes: header, then runs of bytes', () => {
    // Two pixels, the second one painted: 8 bytes; words of 8 bits; lengths of 3, 4, 8 and 16 bits; 4 times 0, 4 times 255.
    const bits = ['00000000000000000000000000001000', '00111', '0010', '0011', '0111', '1111']
    const runs = ['1', '00', '011', '00000000', '1', '00', '011', '11111111']
    const text = [...bits, ...runs].join('')
    const bytes = text.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
    expect(encodeBrush([0, 1])).toEqual(bytes)
  })

  it.each(vectors)('is read as label-studio-sdk writes it: $what', ({ width, height, pixels, rle }) => {
    const mask = Uint8Array.from(pixels, Number)
    expect(decodeBrush(rle, width * height)).toEqual(mask)
    expect(decodeBrush(encodeBrush(mask), width * height)).toEqual(mask)
  })

  it('comes back as it was, however long its runs', () => {
    for (const side of [1, 7, 64, 300]) {
      const pixels = Uint8Array.from({ length: side * side }, (_, place) =>
        Number((place * 7919) % 13 < 3 || place > (side * side) / 2),
      )
      expect(decodeBrush(encodeBrush(pixels), side * side)).toEqual(pixels)
    }
  })

  it('of another size, or cut off, is not read', () => {
    const runs = encodeBrush(new Uint8Array(100).fill(1))
    expect(decodeBrush(runs, 99)).toBeNull()
    expect(decodeBrush(runs.slice(0, 8), 100)).toBeNull()
  })

  it('may be written word by word', () => {
    const bits = ['00000000000000000000000000000100', '00111', '0010', '0011', '0111', '1111', '0', '00', '011']
    const words = ['11111111', '00000000', '00000000', '00000001']
    const text = [...bits, ...words].join('')
    const bytes = (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
    expect(decodeBrush(bytes, 1)).toEqual(Uint8Array.of(1))
  })
})
