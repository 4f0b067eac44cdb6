import { expect, test } from 'vitest'
import { suggestedHere } from '#client/workbench/suggested-here.ts'
import { newOntology } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { anAnnotation, anAsset } from './annotations.ts'

const VERSION = 3
const THRESHOLD = 0.5

const boxAt = (x: number) => ({ kind: 'box', x, y: 10, width: 20, height: 20 }) as const
const seen = (x: number, score: number, label = 'RBC'): LabelledPrediction => ({ label, score, shape: boxAt(x), value: null })
const said = (label: string, score: number): LabelledPrediction => ({ label, score, shape: { kind: 'whole' }, value: null })

function suggest(task: TaskId, state: AssetState, predictions: LabelledPrediction[], labels = ['RBC', 'WBC']) {
  const thresholds = ['RBC', 'WBC', 'gone'].map((label) => {
    return { label, threshold: THRESHOLD, basis: 'assumed', precision: null, recall: null, samples: 0 } as const
  })
  const model = { version: VERSION, task, labels: [], labelNames: [], thresholds, input: { width: 1, height: 1 } }
  return suggestedHere({ task, ontology: newOntology(labels) }, state, { model, predictions })
}

test('what reaches the score of its label, and is a label here, becomes an undecided annotation of the model', () => {
  const { changes, fresh } = suggest('detection', anAsset(), [seen(10, 0.9), seen(100, 0.4), seen(200, 0.9, 'gone')])
  expect(fresh).toBe(1)
  const origin = { type: 'model', version: VERSION, score: 0.9, label: 'RBC', shape: boxAt(10) }
  expect(changes).toMatchObject([{ type: 'create', label: 'RBC', shape: boxAt(10), status: 'suggested', origin }])
})

test('what stands there, was drawn or was rejected is not suggested again; what was taken away may be', () => {
  const state = anAsset(
    anAnnotation('drawn', { shape: boxAt(10) }),
    anAnnotation('rejected', { shape: boxAt(100), score: 0.8, status: 'rejected' }),
    anAnnotation('deleted', { shape: boxAt(200), status: 'deleted' }),
    anAnnotation('other label', { shape: boxAt(300), label: 'WBC' }),
  )
  const { changes } = suggest('detection', state, [seen(12, 0.9), seen(101, 0.9), seen(200, 0.9), seen(300, 0.9)])
  expect(changes.map((change) => (change.type === 'create' ? change.shape : null))).toEqual([boxAt(200), boxAt(300)])
})

test('undecided suggestions of another model give way, and decided ones stay', () => {
  const state = anAsset(
    anAnnotation('undecided', { shape: boxAt(10), score: 0.8 }),
    anAnnotation('accepted', { shape: boxAt(100), score: 0.8, status: 'draft' }),
  )
  const { changes, fresh } = suggest('detection', state, [seen(11, 0.9), seen(101, 0.9)])
  expect(fresh).toBe(1)
  expect(changes).toMatchObject([
    { type: 'update', annotationId: 'undecided', patch: { status: 'deleted' } },
    { type: 'create', shape: boxAt(11) },
  ])
})

test('an image with its one class gets no other, one without gets the best', () => {
  const predictions = [said('RBC', 0.9), said('WBC', 0.6)]
  const whole = { kind: 'whole' } as const
  expect(suggest('classification', anAsset(anAnnotation('chosen', { shape: whole, label: 'WBC' })), predictions).changes).toEqual(
    [],
  )
  expect(suggest('classification', anAsset(), predictions).changes).toMatchObject([
    { type: 'create', label: 'RBC', shape: whole },
  ])
})

test('of several tags those that the image has already are not suggested', () => {
  const state = anAsset(anAnnotation('has', { shape: { kind: 'whole' }, label: 'RBC' }))
  const { changes } = suggest('multilabel', state, [said('RBC', 0.9), said('WBC', 0.6)])
  expect(changes).toMatchObject([{ type: 'create', label: 'WBC', status: 'suggested' }])
})
