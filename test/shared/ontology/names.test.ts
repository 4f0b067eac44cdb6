import { expect, it } from 'vitest'
import { closesCircle, labelNamed, labelPath, labelTree, newOntology, type Ontology, withPresentName } from '#shared/ontology.ts'
import { drawing } from '../../support/operations.ts'

const renamed = (ontology: Ontology, from: string, to: string): Ontology => ({
  ...ontology,
  labels: ontology.labels.map((label) => (label.name === from ? { ...label, name: to, formerNames: [from] } : label)),
})

it('knows a label by a name it had', () => {
  const ontology = renamed(newOntology(['cat', 'dog']), 'cat', 'feline')
  expect(labelNamed(ontology, 'cat')?.name).toBe('feline')
  expect(withPresentName(ontology, drawing({ label: 'cat' }))).toMatchObject({ label: 'feline' })
})

it('means the label that bears a name now, not one that had it', () => {
  const ontology = renamed(newOntology(['cat', 'dog']), 'cat', 'feline')
  const again = { ...ontology, labels: [...newOntology(['cat']).labels, ...ontology.labels] }
  expect(labelNamed(again, 'cat')?.name).toBe('cat')
})

it('reads the tree of kinds from the top, and cuts a circle', () => {
  const parents: Record<string, string> = { poodle: 'dog', dog: 'animal', cat: 'animal', ring: 'loop', loop: 'ring' }
  const labels = newOntology(['poodle', 'cat', 'animal', 'dog', 'ring', 'loop']).labels.map((label) => ({
    ...label,
    parent: parents[label.name] ?? null,
  }))
  const tree = labelTree(labels).map(({ label, depth }) => `${depth} ${label.name}`)
  expect(tree).toEqual(['0 animal', '1 cat', '1 dog', '2 poodle', '0 ring', '1 loop'])
  const [poodle] = labels
  expect(poodle && labelPath(new Map(labels.map((label) => [label.name, label])), poodle)).toBe('animal › dog › poodle')
  expect(closesCircle(labels, 'animal', 'poodle')).toBe(true)
  expect(closesCircle(labels, 'cat', 'dog')).toBe(false)
})
