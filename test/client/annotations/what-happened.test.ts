import { expect, test } from 'vitest'
import type { Conflict } from '#client/annotations/conflict.ts'
import { agoOf, ourVersion, whatHappened } from '#client/annotations/what-happened.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, OperationId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { AssetState, Patch } from '#shared/operations.ts'
import { anAnnotation } from '../../support/builders.ts'

const GRACE = 'grace' as UserId
const A = 'ann_1' as AnnotationId
const NOW = 100_000

const revisions = (changed: Partial<Annotation['revisions']>): Annotation['revisions'] => ({
  ...anAnnotation().revisions,
  ...changed,
})
const stateWith = (annotation: Annotation): AssetState => ({
  projectId: 'prj_1' as ProjectId,
  assetId: 'ast_1' as AssetId,
  status: 'review',
  revision: 3,
  annotations: new Map([[annotation.id, annotation]]),
})
const refused = (...patches: Patch[]): Conflict => ({
  target: A,
  code: 'stale',
  message: 'The label was changed by somebody else first',
  operations: patches.map((patch, index) => ({
    id: `op_${index}` as OperationId,
    type: 'update',
    annotationId: A,
    base: 1,
    patch,
  })),
})
const sentence = (conflict: Conflict, theirs: Partial<Annotation>) =>
  whatHappened(conflict, {
    state: stateWith(anAnnotation({ changedBy: GRACE, changedAt: NOW - 3000, revision: 2, ...theirs })),
    nameOf: (id) => (id === GRACE ? 'Grace' : 'The loop'),
    now: NOW,
  })

test('a refused change says who did what and when', () => {
  expect(sentence(refused({ label: 'RBC' }), { label: 'WBC', revisions: revisions({ label: 2 }) })).toBe(
    'Grace changed the label to WBC 3 s ago',
  )
  expect(
    sentence(refused({ label: 'RBC' }, { status: 'draft' }), { revisions: revisions({ status: 2 }), status: 'deleted' }),
  ).toBe('Grace deleted it 3 s ago')
})

test('only what ours would have overwritten is told', () => {
  const theirs = { label: 'WBC', revisions: revisions({ label: 2, shape: 2 }) }
  expect(sentence(refused({ label: 'RBC' }), theirs)).toBe('Grace changed the label to WBC 3 s ago')
  expect(sentence(refused({ label: 'RBC', shape: { kind: 'whole' } }), theirs)).toBe(
    'Grace changed the label to WBC and changed the shape 3 s ago',
  )
})

test('one attribute of many is named with its answer', () => {
  const theirs = { attributes: { blurred: true }, attributeRevisions: { blurred: 2 } }
  expect(sentence(refused({ attributes: { blurred: false } }), theirs)).toBe('Grace set blurred to true 3 s ago')
})

test('whoever changed something else last is not blamed', () => {
  const theirs = { label: 'WBC', revision: 3, revisions: revisions({ label: 2, order: 3 }) }
  expect(sentence(refused({ label: 'RBC' }), theirs)).toBe('Somebody else changed the label to WBC first')
})

test('what the rules refuse is told in the words of the rule', () => {
  const conflict: Conflict = { ...refused({ label: 'Unicorn' }), code: 'invalid', message: 'The project has no label "Unicorn"' }
  expect(sentence(conflict, {})).toBe('It was not taken: The project has no label "Unicorn"')
})

test('our version lies on top of theirs, attribute by attribute', () => {
  const state = stateWith(anAnnotation({ label: 'WBC', attributes: { blurred: true, count: 3 } }))
  expect(ourVersion(refused({ label: 'RBC' }, { attributes: { count: 4 } }), state)).toMatchObject({
    label: 'RBC',
    attributes: { blurred: true, count: 4 },
  })
  expect(ourVersion({ ...refused(), target: null }, state)).toBeNull()
})

test.each([
  [400, '0 s ago'],
  [59_000, '59 s ago'],
  [61_000, '1 min ago'],
  [3 * 3_600_000, '3 h ago'],
  [50 * 3_600_000, '2 d ago'],
])('%i ms are said as %s', (ms, words) => expect(agoOf(ms)).toBe(words))
