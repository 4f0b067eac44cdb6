import { expect, it } from 'vitest'
import { age } from '#server/triggers/age.ts'
import { milestone, nextTraining } from '#server/triggers/milestone.ts'
import type { TriggerView } from '#server/triggers/trigger.ts'
import { aProject } from '../../support/builders.ts'

const DAY_MS = 86_400_000

function aView({ cat = 60, dog = 60, ...overrides }: Partial<TriggerView> & { cat?: number; dog?: number } = {}): TriggerView {
  return {
    project: aProject(),
    approved: {
      total: cat + dog,
      perLabel: new Map([
        ['cat', cat],
        ['dog', dog],
      ]),
      assets: { train: 5, validation: 1, test: 1 },
    },
    trainedLabels: 0,
    trainedAt: null,
    now: 0,
    ...overrides,
  }
}

it('fires when enough labels are approved and every label has its floor', () => {
  expect(milestone.fires(aView())).toMatchObject({ type: 'milestone' })
})

it('does not fire one label short', () => {
  expect(milestone.fires(aView({ cat: 50, dog: 49 }))).toBeNull()
  expect(nextTraining(aView({ cat: 50, dog: 49 })).sentence).toBe('1 more')
})

it('waits for the floor of every label and says which one', () => {
  const view = aView({ cat: 200, dog: 2 })
  expect(milestone.fires(view)).toBeNull()
  expect(nextTraining(view).sentence).toBe('3 more, 3 of them dog')
})

it('counts from the last training, and asks for more as data grows', () => {
  const view = aView({ cat: 500, dog: 100, trainedLabels: 400 })
  expect(nextTraining(view)).toMatchObject({ have: 200, need: 200 })
  expect(milestone.fires(view)).not.toBeNull()
  expect(milestone.fires(aView({ cat: 499, dog: 100, trainedLabels: 400 }))).toBeNull()
})

it('does not count a label that was taken away as progress', () => {
  expect(nextTraining(aView({ cat: 10, dog: 10, trainedLabels: 100 })).have).toBe(0)
})

it('never trains what nothing can be measured against', () => {
  const view = aView()
  const withoutTest = { ...view, approved: { ...view.approved, assets: { train: 9, validation: 1, test: 0 } } }
  expect(milestone.fires(withoutTest)).toBeNull()
  expect(nextTraining(withoutTest).sentence).toBe('approve an image of the test split first')
})

it('can be switched off', () => {
  expect(milestone.fires(aView({ project: aProject({ loop: { milestone: { enabled: false } } }) }))).toBeNull()
})

it('age fires when labels have waited too long, and only where it is switched on', () => {
  const waiting = { trainedLabels: 100, trainedAt: 0, now: 8 * DAY_MS }
  expect(age.fires(aView({ ...waiting, project: aProject({ loop: { age: { enabled: true, days: 7 } } }) }))).toMatchObject({
    type: 'age',
  })
  expect(age.fires(aView(waiting))).toBeNull()
})
