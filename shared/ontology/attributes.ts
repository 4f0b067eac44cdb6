import type { Annotation, Attributes } from '../domain/annotation.ts'
import type { AnnotationId } from '../domain/ids.ts'
import { labelNamed } from './names.ts'
import type { AttributeDefinition, Label, Ontology } from './ontology.ts'

export type AttributeValue = Attributes[string]
type Asked = Pick<Annotation, 'label' | 'attributes'>

/** What a fresh annotation of a label starts with. */
export function initialAttributes(label: Pick<Label, 'attributes'>): Attributes {
  const started = label.attributes.filter(({ initial }) => initial !== null)
  return Object.fromEntries(started.map(({ name, initial }) => [name, initial]))
}

/** What is asked about an annotation, in the label's order. */
export const attributesAsked = (ontology: Ontology, { label }: Pick<Asked, 'label'>): readonly AttributeDefinition[] =>
  labelNamed(ontology, label)?.attributes ?? []

/** Whether a value answers what is asked. One that does not is kept, never refused: the question may have changed meanwhile. */
export function answers(definition: AttributeDefinition, value: AttributeValue | undefined): boolean {
  if (value === null || value === undefined) return false
  switch (definition.type) {
    case 'choice':
      return typeof value === 'string' && definition.choices.includes(value)
    case 'text':
      return typeof value === 'string' && value.trim() !== ''
    case 'number':
      return typeof value === 'number' && value >= (definition.least ?? -Infinity) && value <= (definition.most ?? Infinity)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return definition satisfies never
  }
}

/** The first required attribute that an annotation lacks; null where it is complete. */
export const missingAttribute = (ontology: Ontology, annotation: Asked): AttributeDefinition | null =>
  attributesAsked(ontology, annotation).find((asked) => asked.required && !answers(asked, annotation.attributes[asked.name])) ??
  null

/** What keeps an asset from being submitted or approved. */
export interface Unanswered {
  /** The first annotation that lacks something. */
  readonly annotationId: AnnotationId
  readonly attribute: string
  readonly sentence: string
}

/** The first decided annotation that lacks a required attribute, and a sentence about all of them; null where none does. */
export function unanswered(ontology: Ontology, annotations: Iterable<Annotation>): Unanswered | null {
  let first: { annotation: Annotation; attribute: string } | null = null
  let count = 0
  for (const annotation of annotations) {
    if (annotation.status !== 'draft' && annotation.status !== 'approved') continue
    const missing = missingAttribute(ontology, annotation)
    if (!missing) continue
    count++
    first ??= { annotation, attribute: missing.name }
  }
  if (!first) return null
  const { annotation, attribute } = first
  const others = count === 1 ? '' : `, and ${count - 1} more ${count === 2 ? 'lacks' : 'lack'} a required attribute`
  return { annotationId: annotation.id, attribute, sentence: `${annotation.label} lacks "${attribute}"${others}` }
}
