import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { evaluateFiles } from '#server/evaluation/evaluate-files.ts'
import { evaluateVoc, type VocOptions } from '#server/evaluation/evaluate-voc.ts'
import {
  Figures,
  fromCorners,
  readDetections,
  readFigures,
  readTextFolders,
  readVocXml,
  referencePath,
  whyNoReference,
} from './reference-data.ts'

const COCO_DIGITS = 12
const suffix = whyNoReference ? ` (skipped: ${whyNoReference})` : ''

const cocoCases = [
  ['cocoapi-val2014-100', 'detection', 'instances_val2014_100.json', 'instances_val2014_fakebbox100_results.json', 'bbox'],
  ['cocoapi-val2014-100', 'segmentation', 'instances_val2014_100.json', 'instances_val2014_fakesegm100_results.json', 'segm'],
  ['faster-coco-eval-small', 'detection', 'dataset/gt_dataset.json', 'dataset/dt_dataset.json', 'basic/bbox'],
  ['faster-coco-eval-small', 'segmentation', 'dataset/gt_dataset.json', 'dataset/dt_dataset.json', 'basic/segm'],
  [
    'faster-coco-eval-small',
    'detection',
    'dataset/gt_ignore_test.json',
    'dataset/dt_ignore_test.json',
    'ignore/bbox (ids made numeric, score>=0.1)',
  ],
  ['faster-coco-eval-small', 'keypoints', 'keypoints_dataset/gt_dataset.json', 'keypoints_dataset/dt_dataset.json', 'keypoints'],
  ['padilla-coco-sampled', 'detection', 'gts/sampled_gts_bbox_area.json', 'cocoapi_results.json', null],
  ['padilla-coco-sampled', 'detection', 'gts/sampled_gts_bbox_area.json', 'dets/sampled_bbox_results.json', null],
] as const

const Reference = z.object({ 'pycocotools_2.0.11': z.record(z.string(), z.unknown()) })

describe.skipIf(whyNoReference !== null)(`figures of pycocotools on published detections${suffix}`, () => {
  for (const [folder, task, truth, detections, key] of cocoCases) {
    it(`are reached on ${folder}, ${task}, ${detections}`, async () => {
      const { 'pycocotools_2.0.11': reference } = readFigures(referencePath(folder, 'expected.json'), Reference)
      const numbers = Figures.parse(key === null ? reference : reference[key])
      const { figures } = await evaluateFiles({
        truthPath: referencePath(folder, truth),
        detectionsPath: referencePath(folder, detections),
        task,
      })
      expect(Object.keys(figures).sort()).toEqual(Object.keys(numbers).sort())
      for (const [name, value] of Object.entries(numbers))
        expect(figures[name as keyof typeof figures], name).toBeCloseTo(value, COCO_DIGITS)
    })
  }

  it.each([
    ['keypoints', 'published_keypoints', 'keypoints_dataset/gt_dataset.json', 'keypoints_dataset/dt_dataset.json'],
    ['detection', 'published_ignore_bbox', 'dataset/gt_ignore_test.json', 'dataset/dt_ignore_test.json'],
  ] as const)('are published by another evaluator for %s, and reached', async (task, key, truth, detections) => {
    const published = Figures.parse(
      readFigures(referencePath('faster-coco-eval-small/expected.json'), z.record(z.string(), z.unknown()))[key],
    )
    const { figures } = await evaluateFiles({
      truthPath: referencePath('faster-coco-eval-small', truth),
      detectionsPath: referencePath('faster-coco-eval-small', detections),
      task,
    })
    for (const [name, value] of Object.entries(published))
      expect(figures[name as keyof typeof figures], name).toBeCloseTo(value, COCO_DIGITS)
  })

  it('are published for the sampled set, and reached to their six digits', async () => {
    const { published } = readFigures(referencePath('padilla-coco-sampled/expected.json'), z.object({ published: Figures }))
    const { figures } = await evaluateFiles({
      truthPath: referencePath('padilla-coco-sampled/gts/sampled_gts_bbox_area.json'),
      detectionsPath: referencePath('padilla-coco-sampled/cocoapi_results.json'),
      task: 'detection',
    })
    for (const [name, value] of Object.entries(published))
      expect(Math.abs((figures[name as keyof typeof figures] ?? -2) - value)).toBeLessThan(1e-6)
  })
})

const fromSides: typeof fromCorners = ([x, y, width, height]) => ({ x, y, width, height })

const sevenImages = () =>
  readTextFolders(referencePath('padilla-7images/groundtruths'), referencePath('padilla-7images/detections'), fromSides)

function cats(folder: string, boxOf: typeof fromCorners) {
  const truthFolder = referencePath('padilla-toy-cats/gts_vocpascal_format')
  return readdirSync(truthFolder)
    .sort()
    .map((name) => ({
      truth: readVocXml(`${truthFolder}/${name}`),
      detections: readDetections(referencePath('padilla-toy-cats', folder, name.replace('.xml', '.txt')), boxOf),
    }))
}

const byOverlap = z.record(z.string(), z.number())
const interpolations = { all: 'area', '11pt': 'eleven-points' } as const satisfies Record<string, VocOptions['interpolation']>

describe.skipIf(whyNoReference !== null)(`figures of Pascal VOC evaluators on published detections${suffix}`, () => {
  it('are reached for the seven images with inclusive pixels, at every overlap and with both interpolations', () => {
    const images = sevenImages()
    const expected = readFigures(
      referencePath('padilla-7images/expected.json'),
      z.object({ published: z.record(z.enum(['all', '11pt']), byOverlap) }),
    )
    for (const [name, values] of Object.entries(expected.published)) {
      for (const [overlap, value] of Object.entries(values)) {
        const options = {
          overlap: Number(overlap),
          interpolation: interpolations[name as keyof typeof interpolations],
          pixels: 'inclusive',
        } as const
        expect(evaluateVoc(images, options).map, `${name} ${overlap}`).toBeCloseTo(value, 9)
      }
    }
  })

  it.each([
    ['padilla-7images', 'recomputed_plus1', 'inclusive'],
    ['padilla-7images', 'recomputed_plus0', 'continuous'],
    ['padilla-toy-cats', 'recomputed_plus1', 'inclusive'],
    ['padilla-toy-cats', 'recomputed_plus0', 'continuous'],
  ] as const)('are reached on %s by both conventions of pixels: %s', (folder, key, pixels) => {
    const images = folder === 'padilla-7images' ? sevenImages() : cats('dets_classname_abs_xywh', fromSides)
    const expected = z
      .record(z.enum(['all', '11pt']), z.record(z.string(), byOverlap))
      .parse(readFigures(referencePath(folder, 'expected.json'), z.record(z.string(), z.unknown()))[key])
    for (const [name, levels] of Object.entries(expected)) {
      for (const [overlap, labels] of Object.entries(levels)) {
        const options = { overlap: Number(overlap), interpolation: interpolations[name as keyof typeof interpolations], pixels }
        const { perLabel } = evaluateVoc(images, options)
        for (const [label, ap] of Object.entries(labels))
          expect(perLabel.find((one) => one.label === label)?.ap, `${name} ${overlap} ${label}`).toBeCloseTo(ap, 9)
      }
    }
  })

  it('are published for the cats with four digits, and reached', () => {
    const { published } = readFigures(
      referencePath('padilla-toy-cats/expected.json'),
      z.object({ published: z.object({ cat: z.record(z.string(), z.record(z.enum(['all', '11pt']), z.number())) }) }),
    )
    for (const [overlap, byName] of Object.entries(published.cat)) {
      for (const [name, ap] of Object.entries(byName)) {
        const options = { overlap: Number(overlap), interpolation: interpolations[name as keyof typeof interpolations] }
        const { perLabel } = evaluateVoc(cats('dets_classname_abs_xywh', fromSides), options)
        expect(perLabel.find(({ label }) => label === 'cat')?.ap).toBeCloseTo(ap, 4)
      }
    }
  })

  it('are reached for thirty labels of indoor objects, in percent as their own program prints them', () => {
    const Percent = z.object({ mAP: z.number(), per_class: byOverlap })
    const { main_py_output_percent: printed } = readFigures(
      referencePath('cartucho/expected.json'),
      z.object({ main_py_output_percent: Percent }),
    )
    const images = readTextFolders(
      referencePath('cartucho/ground-truth'),
      referencePath('cartucho/detection-results'),
      fromCorners,
    )
    const { map, perLabel } = evaluateVoc(images, { pixels: 'inclusive' })
    expect((map ?? 0) * 100).toBeCloseTo(printed.mAP, 2)
    for (const [label, ap] of Object.entries(printed.per_class))
      expect((perLabel.find((one) => one.label === label)?.ap ?? 0) * 100, label).toBeCloseTo(ap, 2)
  })

  it('are reached for thirty labels of indoor objects', () => {
    const images = readTextFolders(
      referencePath('cartucho/ground-truth'),
      referencePath('cartucho/detection-results'),
      fromCorners,
    )
    const Label = z.object({ ap: z.number(), gt: z.number(), tp: z.number() })
    const { independent_recomputation_plus1: expected, recomputed_plus0_mAP: continuous } = readFigures(
      referencePath('cartucho/expected.json'),
      z.object({
        independent_recomputation_plus1: z.object({ mAP: z.number(), per_class: z.record(z.string(), Label) }),
        recomputed_plus0_mAP: z.number(),
      }),
    )
    const inclusive = evaluateVoc(images, { pixels: 'inclusive' })
    expect(inclusive.map).toBeCloseTo(expected.mAP, COCO_DIGITS)
    expect(evaluateVoc(images).map).toBeCloseTo(continuous, COCO_DIGITS)
    for (const [label, { ap, gt, tp }] of Object.entries(expected.per_class)) {
      const own = inclusive.perLabel.find((figures) => figures.label === label)
      expect(own?.ap, label).toBeCloseTo(ap, COCO_DIGITS)
      expect([own?.count, own?.truePositives], label).toEqual([gt, tp])
    }
  })

  it('are reached for the cats, whose detections come in two notations', () => {
    const { recomputed_plus0: expected } = readFigures(
      referencePath('padilla-toy-cats/expected.json'),
      z.object({ recomputed_plus0: z.record(z.enum(['all', '11pt']), z.record(z.string(), z.object({ cat: z.number() }))) }),
    )
    for (const [folder, boxOf] of [
      ['dets_classname_abs_xyx2y2', fromCorners],
      ['dets_classname_abs_xywh', fromSides],
    ] as const) {
      const images = cats(folder, boxOf)
      for (const [name, byOverlap] of Object.entries(expected)) {
        for (const [overlap, { cat }] of Object.entries(byOverlap)) {
          const options = { overlap: Number(overlap), interpolation: interpolations[name as keyof typeof interpolations] }
          expect(evaluateVoc(images, options).perLabel.find(({ label }) => label === 'cat')?.ap).toBeCloseTo(cat, 9)
        }
      }
    }
  })
})
