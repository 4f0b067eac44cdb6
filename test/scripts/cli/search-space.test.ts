import { expect, test } from 'vitest'
import type { Tunable } from '#shared/routes/studies.ts'
import { searchSpaceOf } from '../../../scripts/cli/search-space.ts'

const words = { title: '', sentence: '' }
const TUNABLES: Tunable[] = [
  { ...words, recommended: true, parameter: { type: 'float', name: 'learningRate', low: 1e-4, high: 1e-2, scale: 'log' } },
  { ...words, recommended: false, parameter: { type: 'choice', name: 'batchSize', choices: [4, 8] } },
  { ...words, recommended: false, parameter: { type: 'boolean', name: 'horizontalFlip' } },
]
const space = (...texts: string[]) => searchSpaceOf(texts, TUNABLES)

test('nothing at all means what is recommended', () => {
  expect(space()).toEqual([TUNABLES[0]?.parameter])
})

test.each([
  ['learningRate=1e-5..1e-3:log', { type: 'float', name: 'learningRate', low: 1e-5, high: 1e-3, scale: 'log' }],
  ['learningRate=0.001..0.01', { type: 'float', name: 'learningRate', low: 0.001, high: 0.01, scale: 'linear' }],
  ['batchSize=2,4,16', { type: 'choice', name: 'batchSize', choices: [2, 4, 16] }],
  ['horizontalFlip', { type: 'boolean', name: 'horizontalFlip' }],
  ['batchSize', { type: 'choice', name: 'batchSize', choices: [4, 8] }],
])('%s', (text, parameter) => expect(space(text)).toEqual([parameter]))

test.each([
  ['nonsense', 'expected one of learningRate, batchSize, horizontalFlip, got "nonsense"'],
  ['learningRate=2..1', 'a range from a lower to a higher number for learningRate, got "2..1"'],
  ['batchSize=4', 'expected a range such as 1e-4..1e-2:log or values such as 4,8,16 for batchSize, got "4"'],
])('%s is wrong usage', (text, message) => expect(() => space(text)).toThrow(message))
