import { expect, it } from 'vitest'
import { age } from '#server/triggers/age.ts'
import { milestone, nextTraining } from '#server/triggers/milestone.ts'
import { aProject } from '../../support/builders.ts'
import { aView } from './a-view.ts'

const DAY_MS = 86_400_000

it('fires when enough labels are approved and every label has its floor', () => {
  expect(milestone.standing(aView())).toMatchObject({
    due: true,
    share: 1,
    sentence: '120 labels approved since the last training, 100 were asked for',
  })
})

it('does not fire one label short', () => {
  expect(milestone.standing(aView({ cat: 50, dog: 49 })).due).toBe(false)
  expect(nextTraining(aView({ cat: 50, dog: 49 })).sentence).toBe('1 more')
})

it('waits for the floor of every label and says which one', () => {
  const view = aView({ cat: 200, dog: 2 })
  expect(milestone.standing(view).due).toBe(false)
  expect(nextTraining(view).sentence).toBe('3 more, 3 of them dog')
})

it('counts from the last training, and asks for more as data grows', () => {
  const view = aView({ cat: 500, dog: 100, trainedLabels: 400 })
  expect(nextTraining(view)).toMatchObject({ have: 200, need: 200 })
  expect(milestone.standing(view).due).toBe(true)
  expect(milestone.standing(aView({ cat: 499, dog: 100, trainedLabels: 400 })).due).toBe(false)
})

it('does not count a label that was taken away as progress', () => {
  expect(nextTraining(aView({ cat: 10, dog: 10, trainedLabels: 100 })).have).toBe(0)
})

it('never trains what nothing can be measured against', () => {
  const view = aView()
  const withoutTest = { ...view, approved: { ...view.approved, assets: { train: 9, validation: 1, test: 0 } } }
  expect(milestone.standing(withoutTest).due).toBe(false)
  expect(nextTraining(withoutTest).sentence).toBe('approve an image of the test split first')
})

it('can be switched off', () => {
  expect(milestone.standing(aView({ project: aProject({ loop: { milestone: { enabled: false } } }) })).due).toBe(false)
})

it('age is due when labels have waited too long, and only where it is switched on', () => {
  const waiting = { trainedLabels: 100, trainedAt: 0, now: 8 * DAY_MS }
  const switchedOn = aProject({ loop: { age: { enabled: true, days: 7 } } })
  expect(age.standing(aView({ ...waiting, project: switchedOn })).due).toBe(true)
  expect(age.standing(aView({ ...waiting, project: switchedOn, now: 6 * DAY_MS })).due).toBe(false)
  expect(age.standing(aView(waiting)).due).toBe(false)
})
