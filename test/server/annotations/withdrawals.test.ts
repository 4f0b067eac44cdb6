import { expect, test } from 'vitest'
import { withdrawals } from '#server/annotations/withdrawals.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { AssetState, Operation } from '#shared/operations.ts'
import { applyAll } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { drawing } from '../../support/operations.ts'

const WHOLE: Shape = { kind: 'whole' }
const empty: AssetState = {
  projectId: 'prj_1' as ProjectId,
  assetId: 'ast_1' as AssetId,
  status: 'new',
  revision: 0,
  annotations: new Map(),
}
const proposal = (label: string, shape: Shape = WHOLE): Operation =>
  drawing({ label, shape, status: 'suggested', origin: { type: 'model', version: 1, score: 0.9, label, shape } })
const suggestedByWorker = (...operations: Operation[]) => applyAll(empty, operations, { userId: null, at: 0 })
const withdrawn = (state: AssetState, operations: Operation[]) =>
  operations.map((operation) => ('annotationId' in operation ? state.annotations.get(operation.annotationId)?.label : null))

test('of an image’s one class a worker’s suggestion gives way whatever it says, of several tags the same one', () => {
  const state = suggestedByWorker(proposal('cat'), proposal('dog'))
  expect(withdrawn(state, withdrawals('classification', state, [proposal('cat')]))).toEqual(['cat', 'dog'])
  expect(withdrawn(state, withdrawals('multilabel', state, [proposal('cat')]))).toEqual(['cat'])
})

test('what people have drawn takes nothing back, and what they have touched stays', () => {
  const state = suggestedByWorker(proposal('cat'))
  expect(withdrawals('multilabel', state, [drawing({ label: 'cat', shape: WHOLE })])).toEqual([])
  const touched = [...state.annotations.values()].map(
    ({ id }) => ({ id: 'op_1', type: 'update', annotationId: id, base: 1, patch: { occluded: true } }) as Operation,
  )
  const held = applyAll(state, touched, { userId: 'usr_ann' as UserId, at: 1 })
  expect(withdrawals('multilabel', held, [proposal('cat')])).toEqual([])
})
