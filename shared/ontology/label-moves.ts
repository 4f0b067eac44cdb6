import type { Annotation } from '../domain/annotation.ts'
import type { LabelChange } from './label-change.ts'
import { labelNamed } from './names.ts'
import type { Ontology } from './ontology.ts'

type Moved = Pick<Annotation, 'id' | 'label' | 'attributes'>

/** Which label an annotation gets by a change; null where it keeps the one it has. */
export function movesOf(change: LabelChange): (annotation: Moved) => string | null {
  switch (change.type) {
    case 'rename':
      return ({ label }) => (label === change.label ? change.to : null)
    case 'merge':
      return ({ label }) => (label === change.label ? change.into : null)
    case 'split': {
      const byChoice = new Map<unknown, string>(change.into.map(({ choice, label }) => [choice, label]))
      return ({ label, attributes }) => (label === change.label ? (byChoice.get(attributes[change.attribute]) ?? null) : null)
    }
    case 'part': {
      const chosen = new Set(change.annotationIds)
      return ({ id, label }) => (label === change.label && chosen.has(id) ? change.into : null)
    }
    case 'retire':
    case 'revive':
    case 'delete':
      return () => null
    default:
      return change satisfies never
  }
}

/** Whether annotations follow a change: otherwise it is made as soon as the labels are. */
export const movesAnnotations = ({ type }: LabelChange): boolean =>
  type === 'rename' || type === 'merge' || type === 'split' || type === 'part'

/** Whether the labels already are as a change makes them. */
export function isMadeIn(ontology: Ontology, change: LabelChange): boolean {
  switch (change.type) {
    case 'rename':
      return labelNamed(ontology, change.label) === labelNamed(ontology, change.to)
    case 'merge':
      return labelNamed(ontology, change.label) === labelNamed(ontology, change.into)
    case 'split':
      return change.into.every(({ label }) => labelNamed(ontology, label) !== null)
    case 'part':
      return labelNamed(ontology, change.into) !== null
    default:
      return true
  }
}
