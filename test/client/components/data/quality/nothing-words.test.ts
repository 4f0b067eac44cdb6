import { expect, test } from 'vitest'
import { nothingWords } from '#client/components/data/quality/nothing-words.ts'
import { QualityRules } from '#shared/domain/quality-rule.ts'

const all = { rules: QualityRules.parse({}), images: 60, examined: 60 }

test('a list without findings says that there is nothing to look at only where every image was looked at', () => {
  expect(nothingWords({ state: all, rule: 'dark', status: 'open' })).toMatchObject({ why: 'good', title: 'Nothing to look at' })
  const early = nothingWords({ state: { ...all, examined: 12 }, rule: 'dark', status: 'open' })
  expect(early).toMatchObject({ why: 'early', sentence: '12 of 60 images looked at by these rules' })
})

test('a list without findings says that its rule is off', () => {
  const off = { ...all, rules: QualityRules.parse({ dark: { on: false } }) }
  expect(nothingWords({ state: off, rule: 'dark', status: 'open' }).why).toBe('off')
  expect(nothingWords({ state: off, rule: 'blur', status: 'open' }).why).toBe('good')
})
