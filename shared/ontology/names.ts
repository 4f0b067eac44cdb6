import type { Origin } from '../domain/annotation.ts'
import type { Operation } from '../operations/operation.ts'
import type { Label, Ontology } from './ontology.ts'

// Built once per ontology, which never changes in place: an image of ten thousand shapes asks for each.
const indexes = new WeakMap<Ontology, ReadonlyMap<string, Label>>()

/** The label a name means now: its own, or one it had before it was renamed or merged; null where nobody knows it. */
export function labelNamed(ontology: Ontology, name: string): Label | null {
  const index = indexes.get(ontology) ?? indexByName(ontology)
  indexes.set(ontology, index)
  return index.get(name) ?? null
}

/** What a label is called now; the name itself where nobody knows it. */
export const presentName = (ontology: Ontology, name: string): string => labelNamed(ontology, name)?.name ?? name

/** The same operation with the label's present name: what was made before a rename or a merge is never refused for it. */
export function withPresentName<O extends Operation>(ontology: Ontology, operation: O): O {
  if (operation.type === 'asset') return operation
  const said = operation.type === 'create' ? operation.label : operation.patch.label
  if (said === undefined) return operation
  const name = presentName(ontology, said)
  if (name === said) return operation
  return operation.type === 'create'
    ? { ...operation, label: name, ...proposedAs(operation.origin, said, name) }
    : { ...operation, patch: { ...operation.patch, label: name } }
}

// What was proposed with a score is called by the new name too. Annotations know their labels from here: nothing of them may be loaded first.
const proposedAs = (origin: Origin | undefined, said: string, name: string): { origin?: Origin } =>
  origin && 'score' in origin && origin.label === said ? { origin: { ...origin, label: name } } : {}

// A present name wins over a former one, and that over a label taken out.
function indexByName({ labels, removed = [] }: Ontology): Map<string, Label> {
  const index = new Map<string, Label>()
  for (const label of removed) index.set(label.name, { ...label, retired: true, key: null })
  for (const label of labels) for (const former of label.formerNames) index.set(former, label)
  for (const label of labels) index.set(label.name, label)
  return index
}
