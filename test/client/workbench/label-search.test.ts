import { expect, test } from 'vitest'
import { createLabelSearch } from '#client/workbench/labels/label-search.ts'
import { newOntology } from '#shared/ontology.ts'

const parents: Record<string, string> = { poodle: 'dog', 'hot dog': 'food' }
const { version, labels } = newOntology(['cat', 'dog', 'hot dog', 'food', 'poodle', 'doge', 'cargo'])
const search = createLabelSearch({
  version,
  labels: labels.map((label) => ({ ...label, parent: parents[label.name] ?? null, retired: label.name === 'doge' })),
})
const found = (typed: string, recent: string[] = []) => search(typed, recent).map(({ label }) => label.name)

test('names that begin so come first, then words, then kinds, then letters in their order', () => {
  expect(found('dog')).toEqual(['dog', 'hot dog', 'poodle'])
  expect(found('co')).toEqual(['cargo'])
})

test('without a word the recent ones come first, the rest as in the settings', () => {
  expect(found('', ['poodle', 'food'])).toEqual(['poodle', 'food', 'cat', 'dog', 'hot dog', 'cargo'])
})

test('among equals the recent one comes first', () => {
  expect(found('ca')).toEqual(['cat', 'cargo'])
  expect(found('ca', ['cargo'])).toEqual(['cargo', 'cat'])
})

test('every label shows what it is a kind of', () => {
  expect(search('poodle', [])[0]?.path).toBe('dog › poodle')
})
