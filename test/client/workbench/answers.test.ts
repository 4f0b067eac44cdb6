import { expect, test } from 'vitest'
import { answering, answerOf, askedOfAll, choicesOf } from '#client/workbench/attributes/answers.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { type AttributeDefinition, newOntology } from '#shared/ontology.ts'
import { anAnnotation } from '../../support/builders.ts'

const coat: AttributeDefinition = { type: 'choice', name: 'coat', required: true, initial: null, choices: ['black', 'red'] }
const age: AttributeDefinition = { type: 'number', name: 'age', required: false, initial: null, least: null, most: null }
const tame: AttributeDefinition = { type: 'boolean', name: 'tame', required: false, initial: null }
const asks: Record<string, AttributeDefinition[]> = { cat: [coat, age], dog: [tame, coat] }
const { version, labels } = newOntology(['cat', 'dog', 'tree'])
const ontology = { version, labels: labels.map((label) => ({ ...label, attributes: asks[label.name] ?? [] })) }

const cat = anAnnotation({ id: 'a' as AnnotationId, label: 'cat', attributes: { coat: 'red' } })
const dog = anAnnotation({ id: 'b' as AnnotationId, label: 'dog', attributes: { coat: 'black' } })
const tree = anAnnotation({ id: 'c' as AnnotationId, label: 'tree' })

test('several annotations are asked what they share', () => {
  expect(askedOfAll(ontology, [cat])).toEqual([coat, age])
  expect(askedOfAll(ontology, [cat, dog])).toEqual([coat])
  expect(askedOfAll(ontology, [cat, tree])).toEqual([])
})

test('different answers are not one', () => {
  expect(answerOf([cat, dog], 'coat')).toEqual({ kind: 'mixed' })
  expect(answerOf([cat], 'coat')).toEqual({ kind: 'same', value: 'red' })
  expect(answerOf([cat, tree], 'age')).toEqual({ kind: 'same', value: null })
})

test('an answer changes those that lack it, and only that attribute', () => {
  expect(answering([cat, dog], 'coat', 'red')).toEqual([
    { type: 'update', annotationId: dog.id, patch: { attributes: { coat: 'red' } } },
  ])
})

test('digits stand for choices, and for yes and no', () => {
  expect(choicesOf(coat)).toEqual(['black', 'red'])
  expect(choicesOf(tame)).toEqual([true, false])
  expect(choicesOf(age)).toEqual([])
})
