import { type Label, type Ontology, withLabels } from '#shared/ontology.ts'
import type { DeclaredLabel } from './formats/format.ts'

/**
 * The next version of an ontology, with names and declared labels that are not in it yet; the same object where there is nothing new. A label
 * that the project has already keeps what people decided: it only gains attributes of names it lacks, and a skeleton where it has none.
 */
export function withDeclared(ontology: Ontology, names: readonly string[], declared: readonly DeclaredLabel[]): Ontology {
  const known = new Set(ontology.labels.map(({ name }) => name))
  const extended = withLabels(ontology, [...declared.map(({ name }) => name), ...names])
  const byName = new Map(declared.map((label) => [label.name, label]))
  const labels = extended.labels.map((label) => {
    const declaration = byName.get(label.name)
    if (!declaration) return label
    return known.has(label.name) ? filledUp(label, declaration) : { ...label, ...declaration }
  })
  if (labels.every((label, index) => label === extended.labels[index])) return extended
  return { version: ontology.version + 1, labels }
}

function filledUp(label: Label, { attributes = [], skeleton = null }: DeclaredLabel): Label {
  const named = new Set(label.attributes.map(({ name }) => name))
  const fresh = attributes.filter(({ name }) => !named.has(name))
  if (fresh.length === 0 && (label.skeleton !== null || skeleton === null)) return label
  return { ...label, attributes: [...label.attributes, ...fresh], skeleton: label.skeleton ?? skeleton }
}
