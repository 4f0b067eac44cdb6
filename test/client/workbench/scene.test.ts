import { expect, test } from 'vitest'
import { createSceneBuilder, scoreText } from '#client/workbench/scene.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { newOntology } from '#shared/ontology.ts'
import { anAnnotation, anAsset } from './annotations.ts'

const build = createSceneBuilder(newOntology(['RBC', 'WBC']))
const plain = { contested: new Set<AnnotationId>(), threshold: null, hidden: new Set<AnnotationId>() }

test('suggestions, drafts and approved labels look different, and say so', () => {
  const state = anAsset(
    anAnnotation('a', { score: 0.93 }),
    anAnnotation('b'),
    anAnnotation('c', { status: 'approved' }),
    anAnnotation('d', { status: 'deleted' }),
  )
  expect(build(state, plain).map(({ look, tag }) => [look, tag])).toEqual([
    ['suggested', 'RBC .93'],
    ['draft', 'RBC'],
    ['approved', 'RBC ✓'],
  ])
})

test('what the slider would leave out is faint, what somebody else changed first is marked', () => {
  const state = anAsset(anAnnotation('a', { score: 0.5 }), anAnnotation('b', { score: 0.9 }), anAnnotation('c'))
  const scene = build(state, { contested: new Set(['c' as AnnotationId]), threshold: 0.8, hidden: new Set() })
  expect(scene.map(({ isFaint }) => isFaint)).toEqual([true, false, false])
  expect(scene.map(({ isContested }) => isContested)).toEqual([false, false, true])
})

test('a label that the ontology no longer has is still drawn', () => {
  expect(build(anAsset(anAnnotation('a', { label: 'retired long ago' })), plain)).toMatchObject([{ tag: 'retired long ago' }])
})

test('annotations that did not change are not built again', () => {
  const annotation = anAnnotation('a')
  const [first] = build(anAsset(annotation), plain)
  const [second] = build(anAsset(annotation, anAnnotation('b')), plain)
  expect(second).toBe(first)
})

test('scores stand as they do beside every suggestion', () => {
  expect([0.934, 0.05, 0.999, 1].map(scoreText)).toEqual(['.93', '.05', '1.0', '1.0'])
})

test('what a person hides is left out', () => {
  const build = createSceneBuilder({ version: 1, labels: [] })
  const scene = build(anAsset(anAnnotation('a'), anAnnotation('b')), { ...plain, hidden: new Set(['a' as AnnotationId]) })
  expect(scene.map(({ id }) => id)).toEqual(['b'])
})

test('shapes lie on each other by their order, then as they were made', () => {
  const state = anAsset(anAnnotation('a', { order: 2 }), anAnnotation('b'), anAnnotation('c', { order: -1 }), anAnnotation('d'))
  expect(build(state, plain).map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a'])
})

test('a keypoint label brings its template', () => {
  const { version, labels } = newOntology(['person'])
  const skeleton = { keypoints: ['head'], edges: [], places: [0.5, 0] }
  const people = createSceneBuilder({ version, labels: labels.map((label) => ({ ...label, skeleton })) })
  const [drawable] = people(anAsset(anAnnotation('a', { label: 'person' })), plain)
  expect(drawable?.template).toEqual(skeleton)
})
