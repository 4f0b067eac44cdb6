import { expect, test } from 'vitest'
import { teachingWords } from '#client/components/assets/teaching-words.ts'

const asset = { status: 'suggested', rank: 12, novelty: 0.8, uncertainty: 0.42, prelabelledBy: 3 } as const

test('the place in the queue is said with its reasons, as far as they are known', () => {
  expect(teachingWords(asset)).toBe('Place 12 in the queue: the model is 42 % unsure of it, it is 80 % unlike anything labelled')
  const { novelty: _, ...uncompared } = asset
  expect(teachingWords(uncompared)).toBe('Place 12 in the queue: the model is 42 % unsure of it')
  expect(teachingWords({ ...uncompared, prelabelledBy: null })).toBe('Place 12 in the queue')
})

test('nothing is said of what was decided, or was never ranked', () => {
  expect(teachingWords({ ...asset, status: 'approved' })).toBeNull()
  const { rank: _, ...unranked } = asset
  expect(teachingWords(unranked)).toBeNull()
})
