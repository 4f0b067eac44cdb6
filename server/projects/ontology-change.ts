import type { Project } from '#shared/domain/project.ts'
import { closesCircle, type Label, type Ontology } from '#shared/ontology.ts'
import { invalid } from '../errors.ts'

/**
 * The next version of an ontology. A label that left the list but is in use stays, retired; one that is not is remembered as removed,
 * because somebody offline may have given it: what was saved stays readable and no save fails because of it.
 */
export function nextOntology(current: Project['ontology'], labels: readonly Label[], inUse: ReadonlySet<string>): Ontology {
  refuseDoubles(labels)
  const names = new Set(labels.map(({ name }) => name))
  const known = new Map(current.labels.map((label) => [label.name, label]))
  const left = [...current.labels, ...(current.removed ?? [])].filter(({ name }) => !names.has(name))
  const removed = left.filter(({ name }) => !inUse.has(name))
  const kept = left.filter(({ name }) => inUse.has(name)).map((label) => ({ ...label, retired: true, key: null }))
  return {
    version: current.version + 1,
    // Whoever names a label gives it the name for good; who only edits one need not know what it was called.
    labels: [...labels.map((label) => ({ ...label, formerNames: formerNames(known.get(label.name), names) })), ...kept],
    ...(removed.length > 0 && { removed }),
  }
}

const formerNames = (label: Label | undefined, present: ReadonlySet<string>): string[] =>
  (label?.formerNames ?? []).filter((name) => !present.has(name))

function refuseDoubles(labels: readonly Label[]): void {
  const twice = doubleIn(labels.map(({ name }) => name))
  if (twice !== undefined) throw invalid(`The label "${twice}" is there twice`)
  const keyTwice = doubleIn(labels.flatMap(({ key, retired }) => (key !== null && !retired ? [key] : [])))
  if (keyTwice !== undefined) throw invalid(`Two labels share the key ${keyTwice}`)
  const names = new Set(labels.map(({ name }) => name))
  for (const { name, parent, attributes } of labels) {
    const asked = doubleIn(attributes.map((attribute) => attribute.name))
    if (asked !== undefined) throw invalid(`"${name}" asks for "${asked}" twice`)
    if (parent === null) continue
    if (!names.has(parent)) throw invalid(`"${name}" is put under "${parent}", which is not there`)
    if (parent === name || closesCircle(labels, name, parent)) throw invalid(`"${name}" cannot be a kind of itself`)
  }
}

function doubleIn(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}
