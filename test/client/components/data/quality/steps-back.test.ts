import { expect, test } from 'vitest'
import { stepsBack } from '#client/components/data/quality/steps-back.ts'

test.each([
  ['open', 'dismiss', ['reopen']],
  ['dismissed', 'reopen', ['dismiss']],
  ['open', 'quarantine', ['release', 'reopen']],
  ['dismissed', 'quarantine', ['release']],
  ['open', 'release', ['quarantine']],
  ['dismissed', 'release', ['quarantine', 'dismiss']],
] as const)('a finding that is %s and gets the decision %s is as before after %j', (before, decision, steps) => {
  expect(stepsBack(before, decision)).toEqual(steps)
})
