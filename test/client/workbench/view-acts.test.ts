import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Desk } from '#client/workbench/desk.ts'
import { toggle, viewActs } from '#client/workbench/view-acts.ts'
import { createWorkbenchState } from '#client/workbench/workbench-state.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { anAnnotation, anAsset } from './annotations.ts'

/** A desk with three shapes on it, as far as looking at them needs one. */
function aDesk(...selection: string[]) {
  const ui = createWorkbenchState()
  ui.setState({ selection: selection as AnnotationId[] })
  const state = anAsset(anAnnotation('a'), anAnnotation('b'), anAnnotation('gone', { status: 'deleted' }))
  const annotations = createStore(() => ({ state }))
  const desk = { ui, annotations: { getSnapshot: annotations.getState }, project: { id: 'prj_1' } } as unknown as Desk
  const ids = (set: 'hidden' | 'locked' | 'pinned') => [...ui.getState()[set]]
  return { desk, ui, ids }
}

test('what is selected is hidden, and shown again by the same key', () => {
  const { desk, ids } = aDesk('a')
  viewActs.hideSelected(desk)
  expect(ids('hidden')).toEqual(['a'])
  viewActs.hideSelected(desk)
  expect(ids('hidden')).toEqual([])
})

test('showing all brings back what was hidden one by one', () => {
  const { desk, ui, ids } = aDesk('a')
  viewActs.hideSelected(desk)
  viewActs.hide(desk)
  expect(ids('hidden')).toEqual([])
  expect(ui.getState().areShapesHidden).toBe(false)
  viewActs.hide(desk)
  expect(ui.getState().areShapesHidden).toBe(true)
  viewActs.hide(desk)
  expect(ui.getState().areShapesHidden).toBe(false)
})

test('all shapes are locked at once, without those that are gone', () => {
  const { desk, ids } = aDesk()
  viewActs.lock(desk)
  expect(ids('locked')).toEqual(['a', 'b'])
  viewActs.lock(desk)
  expect(ids('locked')).toEqual([])
})

test('of several, those that are not yet locked are; when all are, all are let go', () => {
  const { desk, ids } = aDesk('a', 'b')
  toggle(desk, 'locked', [{ id: 'b' as AnnotationId }])
  viewActs.lockSelected(desk)
  expect(ids('locked').sort()).toEqual(['a', 'b'])
  viewActs.lockSelected(desk)
  expect(ids('locked')).toEqual([])
})

test('pinning leaves what is locked and hidden alone', () => {
  const { desk, ids } = aDesk('b')
  viewActs.pin(desk)
  expect([ids('pinned'), ids('locked'), ids('hidden')]).toEqual([['b'], [], []])
})

test('the view turns all the way round', () => {
  const { desk, ui } = aDesk()
  for (let turns = 0; turns < 4; turns++) viewActs.turnRight(desk)
  expect(ui.getState().turn).toBe(0)
  viewActs.turnLeft(desk)
  expect(ui.getState().turn).toBe(3)
})

test('the image is inverted and shown as it is again', () => {
  const { desk, ui } = aDesk()
  viewActs.invert(desk)
  expect(ui.getState().adjustments.isInverted).toBe(true)
  viewActs.plainImage(desk)
  expect(ui.getState().adjustments.isInverted).toBe(false)
})

test('the lens is there as long as its key is held', () => {
  const { desk, ui } = aDesk()
  viewActs.magnify(desk, 'z')
  expect(ui.getState().isMagnified).toBe(true)
  viewActs.magnify(desk, '')
  expect(ui.getState().isMagnified).toBe(false)
})
