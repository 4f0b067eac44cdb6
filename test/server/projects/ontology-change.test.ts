import { expect, test } from 'vitest'
import { nextOntology } from '#server/projects/ontology-change.ts'
import { changed } from '#shared/ontology/label-change.ts'
import { takenBack } from '#shared/ontology/label-undo.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'

const pets = newOntology(['cat', 'dog', 'poodle'])
const nobody = new Set<string>()
const names = ({ labels }: Ontology) => labels.map(({ name }) => name)

test('a label that left the list stays retired where it is in use, and is remembered where it is not', () => {
  const next = nextOntology(pets, pets.labels.slice(0, 1), new Set(['dog']))
  expect(next.labels).toMatchObject([{ name: 'cat' }, { name: 'dog', retired: true, key: null }])
  expect(next.removed).toMatchObject([{ name: 'poodle' }])
})

test('former names outlive an edit by somebody who does not know them', () => {
  const renamed = changed(pets, { type: 'rename', label: 'cat', to: 'feline' })
  const edited = renamed.labels.map((label) => ({ ...label, formerNames: [] }))
  expect(nextOntology(renamed, edited, nobody).labels[0]).toMatchObject({ name: 'feline', formerNames: ['cat'] })
})

test('a kind needs its parent, and no label is a kind of itself', () => {
  const under = (parents: Record<string, string>) =>
    pets.labels.map((label) => ({ ...label, parent: parents[label.name] ?? null }))
  expect(() => nextOntology(pets, under({ poodle: 'wolf' }), nobody)).toThrow('which is not there')
  expect(() => nextOntology(pets, under({ poodle: 'dog', dog: 'poodle' }), nobody)).toThrow('a kind of itself')
  expect(nextOntology(pets, under({ poodle: 'dog' }), nobody).labels[2]).toMatchObject({ parent: 'dog' })
})

test('kinds follow a parent that is renamed or merged, and return when that is taken back', () => {
  const kinds: Ontology = {
    ...pets,
    labels: pets.labels.map((label) => (label.name === 'poodle' ? { ...label, parent: 'dog' } : label)),
  }
  const parentOf = (ontology: Ontology) => ontology.labels.find(({ name }) => name === 'poodle')?.parent
  expect(parentOf(changed(kinds, { type: 'rename', label: 'dog', to: 'hound' }))).toBe('hound')
  const merge = { type: 'merge', label: 'dog', into: 'cat' } as const
  const merged = changed(kinds, merge)
  expect([names(merged), parentOf(merged)]).toEqual([['cat', 'poodle'], 'cat'])
  const back = takenBack(merged, merge, kinds.labels)
  expect([names(back).sort(), parentOf(back)]).toEqual([['cat', 'dog', 'poodle'], 'dog'])
  expect(back.labels.find(({ name }) => name === 'cat')?.formerNames).toEqual([])
})
