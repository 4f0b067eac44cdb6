import { expect, test } from 'vitest'
import { linesOf, listedObjects, type Wanted } from '#client/workbench/object-filter.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { newOntology } from '#shared/ontology.ts'
import { anAnnotation } from '../../support/builders.ts'

const { version, labels } = newOntology(['cat', 'dog'])
const asked = { type: 'choice' as const, name: 'coat', required: true, initial: null, choices: ['black', 'red'] }
const ontology = {
  version,
  labels: labels.map((label) => (label.name === 'cat' ? { ...label, formerNames: ['feline'], attributes: [asked] } : label)),
}
const objects = [
  anAnnotation({ id: 'a' as AnnotationId, label: 'dog', changedAt: 3 }),
  anAnnotation({ id: 'b' as AnnotationId, label: 'cat', attributes: { coat: 'black' }, group: '7', changedAt: 1 }),
  anAnnotation({ id: 'c' as AnnotationId, label: 'feline', status: 'draft', changedAt: 2 }),
]
const listed = (wanted: Partial<Wanted>) =>
  listedObjects(ontology, objects, { search: '', filter: 'all', ...wanted }).map(({ id }) => id as string)
const lines = (wanted: Pick<Wanted, 'grouping' | 'closed'>) =>
  linesOf(ontology, objects, wanted).map((line) =>
    line.kind === 'head' ? `${line.title} (${line.annotations.length})` : line.key,
  )

test('objects are found by label, answer and group, every word counts', () => {
  expect(listed({ search: 'cat black' })).toEqual(['b'])
  expect(listed({ search: 'coat=black' })).toEqual(['b'])
  expect(listed({ search: 'group 7' })).toEqual(['b'])
  expect(listed({ search: 'cat red' })).toEqual([])
})

test('what lacks a required answer can be listed alone, under a former name too', () => {
  expect(listed({ filter: 'unanswered' })).toEqual(['c'])
})

test('the list is sorted as wanted', () => {
  expect(listed({ sort: 'changed' })).toEqual(['a', 'c', 'b'])
  expect(listed({ sort: 'label' })).toEqual(['b', 'a', 'c'])
})

test('objects stand under heads with their number; of a folded group only the head', () => {
  expect(lines({ grouping: 'label' })).toEqual(['cat (2)', 'b', 'c', 'dog (1)', 'a'])
  expect(lines({ grouping: 'label', closed: new Set(['cat']) })).toEqual(['cat (2)', 'dog (1)', 'a'])
  expect(lines({ grouping: 'group' })).toEqual(['Group 7 (1)', 'b', 'Not in a group (2)', 'a', 'c'])
})
