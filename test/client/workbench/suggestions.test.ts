import { expect, test } from 'vitest'
import { neighbourInTurn, suggestionsAbove, suggestionsByWorth } from '#client/workbench/suggestions.ts'
import { anAnnotation, anAsset } from './annotations.ts'

const state = anAsset(
  anAnnotation('sure', { score: 0.97 }),
  anAnnotation('drawn'),
  anAnnotation('coin', { score: 0.5 }),
  anAnnotation('fair', { score: 0.7 }),
  anAnnotation('gone', { score: 0.5, status: 'rejected' }),
)

test('the suggestion whose decision teaches most comes first', () => {
  expect(suggestionsByWorth(state).map(({ id }) => id)).toEqual(['coin', 'fair', 'sure'])
})

test('what the slider would accept are the undecided suggestions with at least its score', () => {
  expect(suggestionsAbove(state, 0.7).map(({ id }) => id)).toEqual(['sure', 'fair'])
  expect(suggestionsAbove(state, 1)).toEqual([])
})

test('Tab goes round the suggestions, and round all objects when none is left', () => {
  const turn = (id: string | null, step: 1 | -1) => neighbourInTurn(state, id as never, step)?.id
  expect(turn(null, 1)).toBe('coin')
  expect(turn('coin', 1)).toBe('fair')
  expect(turn('sure', 1)).toBe('coin')
  expect(turn('coin', -1)).toBe('sure')
  const decided = anAsset(anAnnotation('x'), anAnnotation('y'), anAnnotation('z', { status: 'deleted' }))
  expect(neighbourInTurn(decided, 'y' as never, 1)?.id).toBe('x')
  expect(neighbourInTurn(anAsset(), null, 1)).toBeNull()
})
