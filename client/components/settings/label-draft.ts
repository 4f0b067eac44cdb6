import { type Label, newLabel } from '#shared/ontology.ts'

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
