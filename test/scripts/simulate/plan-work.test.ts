import { describe, expect, test } from 'vitest'
import type { Annotation } from '#shared/domain/annotation.ts'
import { toMask } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { planWork } from '../../../scripts/simulate/plan-work.ts'
import { anAnnotation } from '../../support/builders.ts'

const box = (x: number, y: number, width = 100, height = 100): Shape => ({ kind: 'box', x, y, width, height })
const whole: Shape = { kind: 'whole' }
let count = 0

/** A cat of 100 x 100 pixels that a model suggests, with what a test says of it. */
const aSuggestion = (given: Partial<Annotation>): Annotation =>
  anAnnotation({ id: `ann_${count++}` as Annotation['id'], shape: box(0, 0), status: 'suggested', ...given })

describe('a simulated person', () => {
  test('accepts a suggestion that overlaps the truth by 0.75 and is of the right label', () => {
    const [step] = planWork('detection', [aSuggestion({ shape: box(0, 0, 100, 80) })], [{ label: 'cat', shape: box(0, 0) }])
    expect(step).toMatchObject({ acts: ['accept'], patch: { status: 'draft' } })
    expect(step).not.toHaveProperty('patch.shape')
  })

  test('adjusts one that overlaps it less', () => {
    const [step] = planWork('detection', [aSuggestion({ shape: box(0, 0, 100, 60) })], [{ label: 'cat', shape: box(0, 0) }])
    expect(step).toMatchObject({ acts: ['adjust'], patch: { status: 'draft', shape: box(0, 0) } })
  })

  test('rejects one that overlaps nothing by 0.3, and draws what was missed', () => {
    const steps = planWork('detection', [aSuggestion({ shape: box(0, 0, 100, 20) })], [{ label: 'cat', shape: box(0, 0) }])
    expect(steps).toMatchObject([
      { acts: ['reject'], patch: { status: 'rejected' } },
      { acts: ['draw'], truth: { label: 'cat' } },
    ])
  })

  test('accepts an outline that covers what was painted in the truth, and adjusts one that covers little of it', () => {
    const painted = toMask(box(10, 10)) as Shape
    const outline = (side: number): Shape => ({
      kind: 'polygon',
      ring: [10, 10, 10 + side, 10, 10 + side, 10 + side, 10, 10 + side],
      holes: [],
    })
    const stepsFor = (shape: Shape) => planWork('segmentation', [aSuggestion({ shape })], [{ label: 'cat', shape: painted }])
    expect(stepsFor(outline(98))).toMatchObject([{ acts: ['accept'] }])
    expect(stepsFor(outline(70))).toMatchObject([{ acts: ['adjust'], patch: { shape: painted } }])
  })

  test('changes a wrong label, and shape and label in one go', () => {
    const truth = [{ label: 'dog', shape: box(0, 0) }]
    expect(planWork('detection', [aSuggestion({})], truth)).toMatchObject([{ acts: ['relabel'], patch: { label: 'dog' } }])
    const both = planWork('detection', [aSuggestion({ shape: box(0, 0, 100, 60) })], truth)
    expect(both).toMatchObject([{ acts: ['adjust', 'relabel'], patch: { label: 'dog', shape: box(0, 0) } }])
  })

  test('takes the suggestion of the right label for an object before a closer one of another', () => {
    const right = aSuggestion({ shape: box(0, 0, 100, 80) })
    const closer = aSuggestion({ label: 'dog' })
    const steps = planWork('detection', [closer, right], [{ label: 'cat', shape: box(0, 0) }])
    expect(steps.map((step) => [step.annotation?.id, step.acts])).toEqual([
      [closer.id, ['reject']],
      [right.id, ['accept']],
    ])
  })

  test('has nothing left to do on what was done already', () => {
    const annotations = [
      aSuggestion({ status: 'draft' }),
      aSuggestion({ status: 'rejected' }),
      aSuggestion({ status: 'deleted' }),
    ]
    expect(planWork('detection', annotations, [{ label: 'cat', shape: box(0, 0) }])).toEqual([])
  })

  test('chooses a class where none is suggested, and accepts or changes the suggested one', () => {
    const truth = [{ label: 'seven', shape: whole }]
    expect(planWork('classification', [], truth)).toMatchObject([{ acts: ['classify'] }])
    expect(planWork('classification', [aSuggestion({ label: 'seven', shape: whole })], truth)).toMatchObject([
      { acts: ['accept'] },
    ])
    expect(planWork('classification', [aSuggestion({ label: 'one', shape: whole })], truth)).toMatchObject([
      { acts: ['relabel'] },
    ])
  })

  test('takes each tag for itself: a wrong one is rejected, a missing one given, none is turned into another', () => {
    const suggested = [aSuggestion({ label: 'wet', shape: whole }), aSuggestion({ label: 'dark', shape: whole })]
    const truth = ['wet', 'torn'].map((label) => ({ label, shape: whole }))
    expect(planWork('multilabel', suggested, truth)).toMatchObject([
      { acts: ['accept'], annotation: { label: 'wet' } },
      { acts: ['reject'], annotation: { label: 'dark' } },
      { acts: ['classify'], truth: { label: 'torn' } },
    ])
  })

  test('lets a number stand that is within a tenth of the true one, and corrects any other', () => {
    const truth = [{ label: 'cells', shape: whole, value: 20 }]
    const said = (value: number) => [aSuggestion({ label: 'cells', shape: whole, attributes: { value } })]
    expect(planWork('regression', said(21), truth)).toMatchObject([{ acts: ['accept'], patch: { status: 'draft' } }])
    expect(planWork('regression', said(25), truth)).toMatchObject([
      { acts: ['adjust'], patch: { status: 'draft', attributes: { value: 20 } } },
    ])
    expect(planWork('regression', [], truth)).toMatchObject([{ acts: ['classify'], truth: { value: 20 } }])
  })
})
