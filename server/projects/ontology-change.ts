import type { Project } from '#shared/domain/project.ts'
import type { Label, Ontology } from '#shared/ontology.ts'
import { invalid } from '../errors.ts'

/**
 * The next version of an ontology. A label that left the list but is in use stays, retired: what was saved stays readable and
 * no save fails because of it.
 */
export function nextOntology(current: Project['ontology'], labels: readonly Label[], inUse: ReadonlySet<string>): Ontology {
  const names = labels.map((label) => label.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`The label "${twice}" is there twice`)
  const keys = labels.flatMap((label) => (label.key !== null && !label.retired ? [label.key] : []))
  const keyTwice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (keyTwice !== undefined) throw invalid(`Two labels share the key ${keyTwice}`)
  const kept = current.labels.filter((label) => !names.includes(label.name) && inUse.has(label.name))
  return { version: current.version + 1, labels: [...labels, ...kept.map((label) => ({ ...label, retired: true, key: null }))] }
}
