import { type AttributeDefinition, type Label, newLabel } from '#shared/ontology.ts'

/** The labels with one changed. A key belongs to one label: it is taken from the label that had it. */
export function changeLabel(labels: readonly Label[], index: number, change: Partial<Label>): Label[] {
  return labels.map((label, place) => {
    if (place === index) return { ...label, ...change }
    return change.key && label.key === change.key ? { ...label, key: null } : label
  })
}

/** The labels with one moved to another place. */
export function moveLabel(labels: readonly Label[], from: number, to: number): Label[] {
  const moved = labels[from]
  if (!moved || to < 0 || to >= labels.length) return [...labels]
  return labels.toSpliced(from, 1).toSpliced(to, 0, moved)
}

/** The labels with a new one at the end, with a key where one is free; the same labels where the name is empty or taken. */
export function addLabel(labels: readonly Label[], name: string): readonly Label[] {
  const trimmed = name.trim()
  if (trimmed === '' || labels.some((label) => label.name === trimmed)) return labels
  return [...labels, newLabel(trimmed, labels)]
}

/** The labels with one put where another one is. */
export const dropLabel = (labels: readonly Label[], name: string, target: string): Label[] =>
  moveLabel(labels, placeOf(labels, name), placeOf(labels, target))

/** The attributes with one moved a place up or down. */
export function moveAttribute(attributes: readonly AttributeDefinition[], index: number, by: -1 | 1): AttributeDefinition[] {
  const moved = attributes[index]
  const to = index + by
  if (!moved || to < 0 || to >= attributes.length) return [...attributes]
  return attributes.toSpliced(index, 1).toSpliced(to, 0, moved)
}

/** An attribute of this type in place of another: the name and whether it is required stay. */
export function ofType(
  { name, required }: Pick<AttributeDefinition, 'name' | 'required'>,
  type: AttributeDefinition['type'],
): AttributeDefinition {
  const base = { name, required, initial: null }
  switch (type) {
    case 'choice':
      return { ...base, type, choices: ['yes', 'no'] }
    case 'number':
      return { ...base, type, least: null, most: null }
    case 'text':
    case 'boolean':
      return { ...base, type }
    default:
      return type satisfies never
  }
}

const placeOf = (labels: readonly Label[], name: string): number => labels.findIndex((label) => label.name === name)
