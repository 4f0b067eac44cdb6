import { expect, it } from 'vitest'
import { CocoDetections, CocoTruth } from '#server/evaluation/coco/coco-files.ts'
import { evaluateCoco } from '#server/evaluation/evaluate-coco.ts'
import { meanIouMetric } from '#server/evaluation/mean-iou.ts'
import { evaluationOf, outcomesOf, resampledMetric } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { toMask } from '#shared/shapes/convert.ts'
import type { Polygon, Shape } from '#shared/shapes/index.ts'

const SIZE = { width: 120, height: 90 }
const LABELS = ['leaf', 'stone', 'absent']
const images = Array.from({ length: 12 }, (_, index) => anImage(createRandom(index)))
const measurement = { task: 'segmentation', split: 'test', labels: LABELS, images, latencyMs: 1 } as const

it("gives COCO's own figures for masks, whether they are painted or outlined", () => {
  const coco = evaluateCoco({ ...asCocoFiles(images), iouType: 'segm' })
  const found = evaluationOf(measurement)
  expect(found.task === 'segmentation' && found.map50).toBeCloseTo(coco.figures.AP50, 9)
  expect(found.task === 'segmentation' && found.map75).toBeCloseTo(coco.figures.AP75, 9)
  expect(found.task === 'segmentation' && found.map).toBeCloseTo(coco.figures.AP, 9)
  expect(coco.figures.AP50).toBeGreaterThan(0.2)
  expect(coco.figures.AP50).toBeLessThan(0.95)
})

it('counts the same again over images that weigh one each, and judges every claim', () => {
  const metric = resampledMetric(measurement).measure(new Uint32Array(images.length).fill(1))
  const figures = evaluationOf(measurement)
  expect(metric.value).toBeCloseTo(figures.task === 'segmentation' ? (figures.map50 ?? 0) : 0, 9)
  const outcomes = outcomesOf(measurement)
  expect(outcomes).toHaveLength(images.reduce((sum, { predictions }) => sum + predictions.length, 0))
  expect(new Set(outcomes.map(({ correct }) => correct))).toEqual(new Set([true, false]))
})

it('measures the pixels of a label apart from its objects', () => {
  const [left, right] = [rectangle(0, 0, 20, 20), rectangle(20, 0, 20, 20)]
  const both = rectangle(0, 0, 40, 20)
  const split: MeasuredImage = { ...empty(), truth: [truth(both)], predictions: [said(left, 0.9), said(right, 0.8)] }
  expect(meanIouOf([split])).toBeCloseTo(1, 6)
  const half: MeasuredImage = { ...empty(), truth: [truth(both)], predictions: [said(left, 0.9)] }
  expect(meanIouOf([half])).toBeCloseTo(0.5, 6)
  expect(meanIouOf([split, half])).toBeCloseTo(0.75, 6)
  expect(meanIouOf([empty()])).toBeNull()
})

it('gives the pixel figure an interval, by counting images again', () => {
  const [whole, half] = [rectangle(0, 0, 40, 20), rectangle(0, 0, 20, 20)]
  const some: MeasuredImage[] = [whole, half].map((shape) => ({
    ...empty(),
    truth: [truth(whole)],
    predictions: [said(shape, 0.9)],
  }))
  const metric = meanIouMetric(some, ['leaf', 'absent'])
  expect(metric.measure(Uint32Array.of(1, 1))).toEqual({ value: 0.75, perLabel: [0.75, null] })
  expect(metric.measure(Uint32Array.of(3, 1)).value).toBeCloseTo(0.875, 6)
  expect(metric.measure(Uint32Array.of(0, 0)).value).toBeNull()
})

function meanIouOf(some: readonly MeasuredImage[]): number | null {
  const figures = evaluationOf({ ...measurement, labels: ['leaf'], images: some })
  return figures.task === 'segmentation' ? figures.meanIou : null
}

function empty(): MeasuredImage {
  return { assetId: 'a' as AssetId, ...SIZE, truth: [], predictions: [] }
}

function truth(shape: Shape, label = 'leaf') {
  return { annotationId: 'x' as AnnotationId, label, shape, value: null }
}

function said(shape: Shape, score: number, label = 'leaf') {
  return { label, shape, score, value: null }
}

function rectangle(x: number, y: number, width: number, height: number): Polygon {
  return { kind: 'polygon', ring: [x, y, x + width, y, x + width, y + height, x, y + height], holes: [] }
}

/** Rectangles with what was found of them, some painted, some a little off, some mixed up, some invented. */
function anImage(random: Random): MeasuredImage {
  const objects = Array.from({ length: 3 + random.integer(4) }, () => ({
    label: random.next() < 0.6 ? 'leaf' : 'stone',
    box: [random.integer(80), random.integer(50), 10 + random.integer(30), 10 + random.integer(30)] as const,
  }))
  const predictions = objects.flatMap(({ label, box: [x, y, width, height] }) => {
    if (random.next() < 0.15) return []
    const shape = rectangle(x + random.integer(6), y, Math.max(4, width - random.integer(8)), height)
    const other = label === 'leaf' ? 'stone' : 'leaf'
    return [said(random.next() < 0.5 ? shape : (toMask(shape) as Shape), random.next(), random.next() < 0.9 ? label : other)]
  })
  return {
    ...empty(),
    truth: objects.map(({ label, box }, index) =>
      truth(index % 2 === 0 ? (toMask(rectangle(...box)) as Shape) : rectangle(...box), label),
    ),
    predictions: [...predictions, said(rectangle(random.integer(80), random.integer(60), 12, 12), random.next() / 2)],
  }
}

/** The same as COCO files; painted shapes cover the pixels of their outlines, so their boxes will do for outlines. */
function asCocoFiles(some: readonly MeasuredImage[]) {
  const entry = (image: number, label: string, shape: Shape) => {
    const { x, y, width, height } = toMask(shape) as { x: number; y: number; width: number; height: number }
    const segmentation = [shape.kind === 'polygon' ? [...shape.ring] : rectangle(x, y, width, height).ring]
    return { image_id: image, category_id: LABELS.indexOf(label), segmentation }
  }
  const detections = some.flatMap(({ predictions }, image) =>
    predictions.map(({ label, shape, score }) => ({ ...entry(image, label, shape), score })),
  )
  const annotations = some.flatMap(({ truth: objects }, image) => objects.map(({ label, shape }) => entry(image, label, shape)))
  return {
    truth: CocoTruth.parse({
      images: some.map(({ width, height }, id) => ({ id, width, height })),
      categories: LABELS.map((name, id) => ({ id, name })),
      annotations,
    }),
    detections: CocoDetections.parse(detections),
  }
}
