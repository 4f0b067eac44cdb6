import { expect, test } from 'vitest'
import { chosenClass, decisionsWith } from '#client/workbench/decisions.ts'
import { anAnnotation, anAsset } from './annotations.ts'

const decisions = decisionsWith('draft')
const whole = { kind: 'whole' } as const

test('a suggestion is rejected, what a person drew is deleted', () => {
  expect(decisions.remove(anAnnotation('a', { score: 0.9 }))).toMatchObject({ patch: { status: 'rejected' } })
  expect(decisions.remove(anAnnotation('b'))).toMatchObject({ patch: { status: 'deleted' } })
})

test('fixing a suggestion accepts it in the same act', () => {
  const suggestion = anAnnotation('a', { score: 0.9 })
  const shape = { kind: 'box', x: 1, y: 1, width: 5, height: 5 } as const
  expect(decisions.reshape(suggestion, shape)).toMatchObject({ patch: { shape, status: 'draft' } })
  expect(decisions.relabel(suggestion, 'WBC')).toMatchObject({ patch: { label: 'WBC', status: 'draft' } })
  expect(decisions.reshape(anAnnotation('b'), shape)).toMatchObject({ patch: { shape } })
})

test("a reviewer's decision is for good", () => {
  const byReviewer = decisionsWith('approved')
  expect(byReviewer.accept(anAnnotation('a', { score: 0.9 }))).toMatchObject({ patch: { status: 'approved' } })
  expect(byReviewer.draw('RBC', whole)).toMatchObject({ status: 'approved' })
  expect(byReviewer.relabel(anAnnotation('b'), 'WBC')).toEqual({ type: 'update', annotationId: 'b', patch: { label: 'WBC' } })
})

test('approving an image accepts in so many words what is still suggested', () => {
  const state = anAsset(anAnnotation('a', { score: 0.9 }), anAnnotation('b'), anAnnotation('c', { score: 0.4 }))
  expect(decisions.approve(state)).toEqual([
    { type: 'update', annotationId: 'a', patch: { status: 'draft' } },
    { type: 'update', annotationId: 'c', patch: { status: 'draft' } },
    { type: 'asset', status: 'approved' },
  ])
})

test('the first class of an image is a new label of the whole image', () => {
  expect(decisions.classify(anAsset(), 'cat')).toMatchObject([{ type: 'create', label: 'cat', shape: whole, status: 'draft' }])
})

test('another class replaces the one before', () => {
  const state = anAsset(anAnnotation('a', { label: 'cat', shape: whole }))
  expect(decisions.classify(state, 'dog')).toEqual([{ type: 'update', annotationId: 'a', patch: { label: 'dog' } }])
})

test('choosing the suggested class accepts it and rejects the other suggestions', () => {
  const state = anAsset(
    anAnnotation('a', { label: 'cat', shape: whole, score: 0.6 }),
    anAnnotation('b', { label: 'dog', shape: whole, score: 0.3 }),
  )
  expect(decisions.classify(state, 'dog')).toEqual([
    { type: 'update', annotationId: 'b', patch: { status: 'draft' } },
    { type: 'update', annotationId: 'a', patch: { status: 'rejected' } },
  ])
})

test('the class of an image is what a person chose, else the most certain suggestion', () => {
  const guess = anAnnotation('a', { label: 'cat', shape: whole, score: 0.6 })
  const better = anAnnotation('b', { label: 'dog', shape: whole, score: 0.7 })
  const chosen = anAnnotation('c', { label: 'owl', shape: whole })
  expect(chosenClass(anAsset(guess, better))?.label).toBe('dog')
  expect(chosenClass(anAsset(guess, better, chosen))?.label).toBe('owl')
  expect(chosenClass(anAsset())).toBeNull()
})
