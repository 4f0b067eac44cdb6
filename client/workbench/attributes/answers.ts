import type { Annotation } from '#shared/domain/annotation.ts'
import type { AttributeDefinition } from '#shared/ontology.ts'
import { type AttributeValue, attributesAsked, type Ontology } from '#shared/ontology.ts'
import type { Change } from '../../annotations/change.ts'
import { keyed } from '../decisions.ts'

/** What several annotations answer: one value, nothing, or not the same. */
export type Answer = { readonly kind: 'same'; readonly value: AttributeValue } | { readonly kind: 'mixed' }

/** What is asked of all of these annotations alike: of one everything, of several what they share. */
export function askedOfAll(ontology: Ontology, annotations: readonly Annotation[]): readonly AttributeDefinition[] {
  const [first, ...others] = [...new Set(annotations.map(({ label }) => label))].map((label) =>
    attributesAsked(ontology, { label }),
  )
  return (first ?? []).filter((asked) => others.every((list) => list.some((other) => isSameQuestion(other, asked))))
}

/** What these annotations answer together. */
export function answerOf(annotations: readonly Annotation[], name: string): Answer {
  const values = new Set(annotations.map(({ attributes }) => attributes[name] ?? null))
  const [value = null] = values
  return values.size > 1 ? { kind: 'mixed' } : { kind: 'same', value }
}

/** The changes that give all of them an answer; null takes it away. Those that have it stay as they are. */
export const answering = (annotations: readonly Annotation[], name: string, value: AttributeValue): Change[] =>
  annotations
    .filter(({ attributes }) => (attributes[name] ?? null) !== value)
    .map((annotation) => ({
      type: 'update',
      annotationId: annotation.id,
      patch: { attributes: { [name]: value }, ...keyed(annotation) },
    }))

/** The values that digits stand for, in order; none for what is typed. */
export function choicesOf(asked: AttributeDefinition): readonly (string | boolean)[] {
  switch (asked.type) {
    case 'choice':
      return asked.choices
    case 'boolean':
      return [true, false]
    case 'text':
    case 'number':
      return []
    default:
      return asked satisfies never
  }
}

/** An answer in words. */
export const spoken = (value: AttributeValue): string => (value === true ? 'yes' : value === false ? 'no' : String(value ?? ''))

const isSameQuestion = (a: AttributeDefinition, b: AttributeDefinition): boolean => a.name === b.name && a.type === b.type
