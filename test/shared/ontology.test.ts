import { expect, it } from 'vitest'
import { newLabel, newOntology, withLabels } from '#shared/ontology.ts'

const keysOf = (labels: readonly { name: string; key: string | null }[]) =>
  Object.fromEntries(labels.map(({ name, key }) => [name, key]))

it('gives labels the digits in order, and none once they are used up', () => {
  const { labels } = newOntology([...'abcdefghijk'])
  expect(labels.map((label) => label.key)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', null])
})

it('gives a label that is named by a digit that very digit', () => {
  expect(keysOf(newOntology(['0', '1', 'cat', '2']).labels)).toEqual({ 0: '0', 1: '1', cat: '3', 2: '2' })
})

it('never takes a key that another label has', () => {
  const ontology = withLabels(newOntology(['cat']), ['1', 'dog'])
  expect(keysOf(ontology.labels)).toEqual({ cat: '1', 1: '2', dog: '3' })
  expect(newLabel('bird', ontology.labels).key).toBe('4')
})

it('stays the same object where no label is new', () => {
  const ontology = newOntology(['cat'])
  expect(withLabels(ontology, ['cat'])).toBe(ontology)
})
