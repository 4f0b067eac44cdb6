import { describe, expect, it } from 'vitest'
import { precisionRecallCurve } from '#server/evaluation/curves/precision-recall-curve.ts'
import { rocCurve } from '#server/evaluation/curves/roc-curve.ts'
import { evaluateRegression } from '#server/evaluation/evaluate-regression.ts'
import { evaluationOf, outcomesOf, resampledMetric } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { type Evaluation, mainMetric, type TaskId } from '#shared/tasks/index.ts'

type Said = { label: string; score?: number; value?: number; shape?: Shape }
const WHOLE: Shape = { kind: 'whole' }
const IMAGES = 40

const anImage = (truth: Said[], predictions: Said[]): MeasuredImage => ({
  assetId: 'a' as AssetId,
  width: 100,
  height: 80,
  truth: truth.map(({ label, value = null, shape = WHOLE }) => ({ annotationId: 't' as AnnotationId, label, shape, value })),
  predictions: predictions.map(({ label, score = 1, value = null, shape = WHOLE }) => ({ label, score, shape, value })),
})
const measured = <Id extends TaskId>(task: Id, labels: string[], images: MeasuredImage[]) => {
  const measurement = { task, split: 'test', labels, images, latencyMs: 1 } as const
  return { measurement, figures: evaluationOf(measurement) as Extract<Evaluation, { task: Id }> }
}
const ones = new Uint32Array(IMAGES).fill(1)
const random = createRandom(7)
// Scores in steps of a fifth, so that many are equal.
const score = (isTrue: boolean) => Math.round(5 * Math.min(1, Math.max(0, random.next() * 0.7 + (isTrue ? 0.3 : 0)))) / 5

describe('tags', () => {
  const labels = ['wet', 'dark', 'never']
  const images = Array.from({ length: IMAGES }, (_, index) => {
    const truth = labels.slice(0, 2).filter((_, label) => (index >> label) % 2 === 0)
    return anImage(
      truth.map((label) => ({ label })),
      labels.map((label) => ({ label, score: score(truth.includes(label)) })),
    )
  })
  const { measurement, figures } = measured('multilabel', labels, images)

  it('are judged by the mean of the average precisions, of labels that are true somewhere', () => {
    const precisionOf = (label: string) =>
      precisionRecallCurve({
        scores: images.map(({ predictions }) => predictions.find((one) => one.label === label)?.score ?? 0),
        truths: images.map(({ truth }) => Number(truth.some((one) => one.label === label))),
      })?.averagePrecision as number
    expect(figures.perLabel.map(({ ap }) => ap)).toEqual([
      expect.closeTo(precisionOf('wet'), 12),
      expect.closeTo(precisionOf('dark'), 12),
      null,
    ])
    expect(mainMetric(figures)).toBeCloseTo((precisionOf('wet') + precisionOf('dark')) / 2, 12)
    expect(figures.perLabel[2]).toMatchObject({ count: 0, recall: 0 })
  })

  it('have the same figure when every image counts once, and that of its copies when it counts twice', () => {
    const metric = resampledMetric(measurement)
    expect(metric.measure(ones).value).toBe(figures.map)
    const doubled = measured('multilabel', labels, [...images.slice(0, 10), ...images.slice(0, 5)]).figures.map
    const weights = Uint32Array.from({ length: IMAGES }, (_, index) => Number(index < 10) + Number(index < 5))
    expect(metric.measure(weights).value).toBeCloseTo(doubled as number, 12)
  })
})

describe('numbers', () => {
  const images = Array.from({ length: IMAGES }, (_, index) =>
    anImage([{ label: 'cells', value: index }], [{ label: 'cells', value: index + random.normal() * 4, score: random.next() }]),
  )
  const { measurement, figures } = measured('regression', ['cells', 'share'], images)

  it('are judged as scikit-learn judges them; a label without any does not count', () => {
    const alone = evaluateRegression(
      images.map(({ truth, predictions }) => ({
        truth: truth[0]?.value as number,
        predicted: predictions[0]?.value as number,
      })),
    )
    expect(figures).toMatchObject(alone)
    expect(figures.perLabel[1]).toEqual({ label: 'share', mae: null, rmse: null, nrmse: null, r2: null, count: 0 })
    expect(resampledMetric(measurement).measure(ones).value).toBeCloseTo(alone.r2 as number, 12)
  })

  it('are right when they are within half a standard deviation of all', () => {
    const deviation = Math.sqrt((IMAGES ** 2 - 1) / 12)
    for (const { image, correct } of outcomesOf(measurement)) {
      const error = Math.abs((images[image]?.predictions[0]?.value as number) - image)
      expect(correct).toBe(error <= deviation / 2)
    }
  })
})

describe('anomalies', () => {
  const labels = ['good', 'scratch', 'dent']
  const images = Array.from({ length: IMAGES }, (_, index) => {
    const truth = labels[index % 3] as string
    const bad = score(truth !== 'good')
    return anImage(
      [{ label: truth }],
      [
        { label: 'good', score: 1 - bad },
        { label: 'scratch', score: bad },
      ],
    )
  })
  const { measurement, figures } = measured('anomaly', labels, images)

  it('are judged by how good images and all others are told apart', () => {
    const claims = {
      scores: images.map(({ predictions }) => 1 - (predictions[0]?.score as number)),
      truths: images.map(({ truth }) => Number(truth[0]?.label !== 'good')),
    }
    expect(figures.auroc).toBeCloseTo(rocCurve(claims)?.area as number, 12)
    expect(figures.averagePrecision).toBeCloseTo(precisionRecallCurve(claims)?.averagePrecision as number, 12)
    expect(resampledMetric(measurement).measure(ones).value).toBe(figures.auroc)
  })

  it('name the threshold that parts them best', () => {
    const threshold = figures.bestThreshold as number
    const judged = images.map(({ truth, predictions }) => ({
      bad: truth[0]?.label !== 'good',
      said: 1 - (predictions[0]?.score as number) >= threshold,
    }))
    const right = judged.filter(({ bad, said }) => bad && said).length
    const claimed = judged.filter(({ said }) => said).length + judged.filter(({ bad }) => bad).length
    expect(figures.bestF1).toBeCloseTo((2 * right) / claimed, 12)
  })

  it('have no figure where nothing is bad', () => {
    expect(
      measured(
        'anomaly',
        labels,
        images.filter((_, index) => index % 3 === 0),
      ).figures,
    ).toMatchObject({
      auroc: null,
      averagePrecision: null,
      bestF1: null,
    })
  })
})

describe('skeletons', () => {
  const skeleton = (...keypoints: number[]): Shape => ({ kind: 'skeleton', keypoints })
  const truth = { label: 'mouse', shape: skeleton(10, 10, 2, 50, 30, 2, 0, 0, 0) }
  const off = (pixels: number) => ({ label: 'mouse', score: 0.9, shape: skeleton(10 + pixels, 10, 2, 50, 30, 2, 70, 70, 2) })

  it('are judged by how near their labelled keypoints are, for the size of the object', () => {
    const { figures } = measured('keypoints', ['mouse'], [anImage([truth], [off(0)])])
    expect(figures).toMatchObject({ map: expect.closeTo(1, 9), map50: expect.closeTo(1, 9), meanError: 0, found: 1 })
    const area = 40 * 20
    const similarity = (Math.exp(-(12 ** 2) / (2 * area * 0.2 ** 2)) + 1) / 2
    expect(similarity).toBeGreaterThan(0.5)
    expect(similarity).toBeLessThan(0.75)
    const { figures: near } = measured('keypoints', ['mouse'], [anImage([truth], [off(12)])])
    expect(near).toMatchObject({ map50: expect.closeTo(1, 9), map75: 0, meanError: 6 })
  })

  it('that nobody found are missing from the share that was found', () => {
    const { figures } = measured('keypoints', ['mouse'], [anImage([truth], [off(0)]), anImage([truth], [])])
    expect(figures).toMatchObject({ found: 0.5, meanError: 0 })
  })
})
