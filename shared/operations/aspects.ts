import { ANNOTATION_PROPERTIES, type Annotation, type AnnotationProperty, type Attributes } from '../domain/annotation.ts'
import type { Patch } from './operation.ts'

/** What two people can change at the same time without disturbing each other: a property, or one attribute. */
export type Aspect = Exclude<AnnotationProperty, 'attributes'> | { readonly attribute: string }

/** The properties a patch changes. */
export const changedProperties = (patch: Patch): AnnotationProperty[] =>
  ANNOTATION_PROPERTIES.filter((property) => property in patch)

/** Everything a patch changes, each attribute by itself. */
export const changedAspects = (patch: Patch): Aspect[] =>
  changedProperties(patch).flatMap((property): Aspect[] =>
    property === 'attributes' ? Object.keys(patch.attributes ?? {}).map((attribute) => ({ attribute })) : [property],
  )

/** A key for an aspect, different for every one. */
export const aspectKey = (aspect: Aspect): string => (typeof aspect === 'string' ? aspect : `attribute ${aspect.attribute}`)

/** The revision that last changed an aspect of an annotation. */
export function aspectRevision({ revisions, attributeRevisions = {} }: Annotation, aspect: Aspect): number {
  if (typeof aspect === 'string') return revisions[aspect]
  return (Object.hasOwn(attributeRevisions, aspect.attribute) && attributeRevisions[aspect.attribute]) || MADE
}

/** What an annotation or a patch says of an aspect; null for an attribute without an answer. */
export function aspectValue(said: { attributes?: Attributes } & Omit<Patch, 'attributes'>, aspect: Aspect): unknown {
  if (typeof aspect === 'string') return said[aspect]
  const { attributes = {} } = said
  return Object.hasOwn(attributes, aspect.attribute) ? attributes[aspect.attribute] : null
}

/** The patch that puts these aspects back to what an annotation says of them. */
export function patchBack(annotation: Annotation, aspects: readonly Aspect[]): Patch {
  const back: Record<string, unknown> = {}
  const attributes: Attributes = {}
  for (const aspect of aspects) {
    if (typeof aspect === 'string') back[aspect] = annotation[aspect]
    else attributes[aspect.attribute] = (aspectValue(annotation, aspect) as Attributes[string]) ?? null
  }
  return (Object.keys(attributes).length > 0 ? { ...back, attributes } : back) as Patch
}

/** The revision an annotation is made with. */
const MADE = 1
