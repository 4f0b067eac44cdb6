import { changed, type LabelChange } from './label-change.ts'
import { labelNamed } from './names.ts'
import type { Label, Ontology } from './ontology.ts'

/** The labels as they were before a change, with everything else that happened to them since. */
export function takenBack(ontology: Ontology, change: LabelChange, before: readonly Label[]): Ontology {
  const old = before.find(({ name }) => name === change.label)
  if (!old) return ontology
  const version = ontology.version + 1
  switch (change.type) {
    case 'rename':
      return changed(ontology, { type: 'rename', label: labelNamed(ontology, change.to)?.name ?? change.to, to: change.label })
    case 'merge': {
      const gone = new Set([old.name, ...old.formerNames])
      const target = labelNamed(ontology, change.into)
      const labels = ontology.labels.flatMap((label) =>
        label === target
          ? [
              { ...label, formerNames: label.formerNames.filter((name) => !gone.has(name)) },
              withoutTakenKey(old, ontology.labels),
            ]
          : [label],
      )
      return { ...ontology, version, labels: children(labels, before, old.name) }
    }
    case 'split':
    case 'part': {
      const made = change.type === 'split' ? change.into.map(({ label }) => label) : [change.into]
      return made
        .filter((name) => !before.some((label) => label.name === name) && ontology.labels.some((label) => label.name === name))
        .reduce((result, name) => changed(result, { type: 'merge', label: name, into: change.label }), ontology)
    }
    case 'retire':
    case 'revive':
      return {
        ...ontology,
        version,
        labels: ontology.labels.map((label) => (label.name === old.name ? { ...label, retired: old.retired } : label)),
      }
    case 'delete':
      return {
        ...ontology,
        version,
        labels: children([...ontology.labels, withoutTakenKey(old, ontology.labels)], before, old.name),
        removed: (ontology.removed ?? []).filter(({ name }) => name !== old.name),
      }
    default:
      return change satisfies never
  }
}

/** Why a change cannot be taken back any more; null where it can. */
export function takingBackProblem(ontology: Ontology, change: LabelChange): string | null {
  const isTaken = ontology.labels.some(({ name }) => name === change.label)
  const gives = change.type === 'rename' || change.type === 'merge' || change.type === 'delete'
  if (gives) return isTaken ? `There is another label "${change.label}" meanwhile` : null
  return isTaken ? null : `The label "${change.label}" is gone meanwhile`
}

// The kinds a label had before come back under it.
const children = (labels: readonly Label[], before: readonly Label[], name: string): Label[] => {
  const kinds = new Set(before.filter(({ parent }) => parent === name).map((label) => label.name))
  return labels.map((label) => (kinds.has(label.name) ? { ...label, parent: name } : label))
}

const withoutTakenKey = (label: Label, others: readonly Label[]): Label =>
  others.some(({ key }) => key !== null && key === label.key) ? { ...label, key: null } : label
