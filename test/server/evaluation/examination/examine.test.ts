import { describe, expect, it } from 'vitest'
import { examine } from '#server/evaluation/examination/examine.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import { createRandom } from '#shared/random.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { fromHalf, measured } from './measured.ts'

const LABELS = ['good', 'bad']
const IMAGES = 24

const polygon = (x: number): Shape => ({ kind: 'polygon', ring: [x, 10, x + 40, 10, x + 40, 50, x, 50], holes: [] })
const skeleton = (x: number): Shape => ({ kind: 'skeleton', keypoints: [x, 10, 2, x + 40, 10, 2, x + 20, 60, 2] })
const box = (x: number): Shape => ({ kind: 'box', x, y: 10, width: 40, height: 40 })
const whole = (): Shape => ({ kind: 'whole' })

/** What each task's labels are drawn as, and whether they hold a number. */
const DRAWN: { readonly [Id in TaskId]: { shape: (x: number) => Shape; hasValue?: true } } = {
  detection: { shape: box },
  oriented: { shape: polygon },
  segmentation: { shape: polygon },
  keypoints: { shape: skeleton },
  classification: { shape: whole },
  multilabel: { shape: whole },
  regression: { shape: whole, hasValue: true },
  anomaly: { shape: whole },
}

/** Images with one label each; a model that names it surely on most of them and another one on the rest. */
function imagesOf(task: TaskId): MeasuredImage[] {
  const { shape, hasValue } = DRAWN[task]
  const random = createRandom(3)
  return Array.from({ length: IMAGES }, (_, index) => {
    const label = LABELS[index % 2] as string
    const other = LABELS[1 - (index % 2)] as string
    const score = index % 6 === 0 ? 0.3 : 0.7 + 0.2 * random.next()
    const image = measured({ truth: [[label, null, index]], predictions: [] }, `ast_${index}`)
    const at = shape(index)
    const said = (name: string, sure: number) => ({
      label: name,
      score: sure,
      shape: at,
      value: hasValue ? index + random.normal() : null,
    })
    return {
      ...image,
      truth: image.truth.map((one) => ({ ...one, shape: at, value: hasValue ? index : null })),
      predictions: [said(label, score), said(other, 1 - score)],
    }
  })
}

describe.each(Object.keys(tasks) as TaskId[])('the closer look at %s', (task) => {
  const images = imagesOf(task)
  const look = examine({
    measurement: { task, split: 'test', labels: LABELS, images, latencyMs: 1 },
    shownFrom: fromHalf,
    facts: images.map((_, index) => ({ source: index < 8 ? 'a' : 'b', brightness: index / IMAGES, annotator: 'Ada', at: 0 })),
    examplesOf: () => 10,
    pastOf: () => [],
    seed: 1,
  })

  it('gives every headline figure its interval, the main one first', async () => {
    const { figures } = (await look).examination
    expect(figures[0]?.name).toBe(tasks[task].metric)
    for (const { name, value, low, high } of figures) {
      expect(value, name).not.toBeNull()
      expect(low as number, name).toBeLessThanOrEqual(value as number)
      expect(high as number, name).toBeGreaterThanOrEqual(value as number)
    }
  })

  it('has a case for every label, counted by kind', async () => {
    const { examination, cases } = await look
    const about = cases.filter(({ annotationId, kind }) => annotationId !== null && kind !== 'duplicate')
    expect(new Set(about.map(({ annotationId }) => annotationId)).size).toBe(IMAGES)
    expect(Object.values(examination.kinds).reduce((sum, count) => sum + count, 0)).toBe(cases.length)
  })

  it('cuts the split by source and brightness, the worst part first', async () => {
    const { slices } = (await look).examination
    expect(new Set(slices.map(({ by }) => by))).toEqual(
      new Set([...(slices.some(({ by }) => by === 'size') ? ['size'] : []), 'source', 'brightness']),
    )
    const values = slices.flatMap(({ value }) => value ?? [])
    expect(values).toEqual([...values].sort((a, b) => a - b))
  })

  it('says what it says of labels in their order', async () => {
    const { perLabel, advice, confusion, curves } = (await look).examination
    expect(perLabel.map(({ label }) => label)).toEqual(LABELS)
    expect(advice.map(({ label }) => label)).toEqual(LABELS)
    if (confusion) expect(confusion.labels).toEqual(LABELS)
    for (const { averagePrecision, precisionRecall } of curves) {
      expect(averagePrecision).toBeGreaterThan(0)
      expect(precisionRecall.length).toBeGreaterThan(1)
    }
  })
})
