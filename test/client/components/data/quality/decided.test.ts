import { expect, test } from 'vitest'
import { decided, listedAfter } from '#client/components/data/quality/decided.ts'
import { stepsBack } from '#client/components/data/quality/steps-back.ts'
import { ShownFinding } from '#shared/domain/quality.ts'

function aFinding(change: Partial<ShownFinding> = {}): ShownFinding {
  return {
    ...ShownFinding.parse({
      id: 'a:dark',
      projectId: 'p',
      assetId: 'a',
      rule: 'dark',
      value: 0.01,
      threshold: 0.05,
      status: 'open',
      annotationIds: [],
      other: null,
      what: null,
      aside: null,
      batch: null,
      foundAt: 0,
      asset: { name: 'dark.png', status: 'review', width: 4, height: 3 },
      boxes: [],
    }),
    ...change,
  }
}

test('a finding that was dismissed leaves the list of what is to be looked at, and no other does', () => {
  const other = aFinding({ id: 'b:dark' })
  expect(listedAfter([aFinding(), other], 'open', { findings: ['a:dark'], decision: 'dismiss' })).toEqual([other])
})

test('a finding whose image is set aside stays on the list, and says so', () => {
  const [after] = listedAfter([aFinding()], 'open', { findings: ['a:dark'], decision: 'quarantine' })
  expect(after).toMatchObject({ status: 'open', aside: 'review', asset: { status: 'quarantined' } })
})

test('an image that is set aside twice remembers what it was at first', () => {
  const twice = decided(decided(aFinding(), 'quarantine'), 'quarantine')
  expect(decided(twice, 'release').asset.status).toBe('review')
})

test('an image that nobody noted anything of is new once it is taken back in', () => {
  const aside = aFinding({ asset: { ...aFinding().asset, status: 'quarantined' } })
  expect(decided(aside, 'release')).toMatchObject({ status: 'dismissed', asset: { status: 'new' } })
})

test.each([
  ['open', 'dismiss'],
  ['dismissed', 'reopen'],
  ['open', 'quarantine'],
  ['dismissed', 'quarantine'],
] as const)('undo shows a finding that was %s as before the decision %s', (status, decision) => {
  const before = aFinding({ status })
  const undone = stepsBack(status, decision).reduce(decided, decided(before, decision))
  expect(undone).toEqual(before)
})
