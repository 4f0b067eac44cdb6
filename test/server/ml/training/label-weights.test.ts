import { expect, it } from 'vitest'
import { labelWeights, weighedByLabel } from '#server/ml/training/label-weights.ts'
import { whole } from '../labelled-objects.ts'

/** Six of the one, two of the other. */
const objects = [
  [whole(0), whole(0), whole(0), whole(1)],
  [whole(0), whole(0), whole(0), whole(1)],
]

it('lets every label count the same in all at power 1, and leaves all as they are at power 0', () => {
  const weights = labelWeights(objects, 2, 1)
  expect([6 * (weights[0] as number), 2 * (weights[1] as number)]).toEqual([4, 4])
  expect(labelWeights(objects, 2, 0)).toEqual([1, 1])
})

it('lets no label count beyond reason, also one that nobody has drawn', () => {
  expect(labelWeights([new Array(1000).fill(whole(0)), [whole(1)]], 3, 1)).toEqual([expect.closeTo(1 / 3, 1), 4, 4])
})

it('multiplies what an object weighs already', () => {
  expect(weighedByLabel([[{ ...whole(1), weight: 0.5 }]], [1, 3])).toEqual([[{ ...whole(1), weight: 1.5 }]])
})
