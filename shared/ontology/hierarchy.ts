import type { Label } from './ontology.ts'

/** A label in the tree of kinds. */
interface TreeEntry {
  readonly label: Label
  /** 0 at the top. */
  readonly depth: number
}

/** The labels as a tree read from the top: each followed by its kinds, otherwise in their order. A circle is cut where it closes. */
export function labelTree(labels: readonly Label[]): TreeEntry[] {
  const names = new Set(labels.map(({ name }) => name))
  const kinds = new Map<string | null, Label[]>()
  for (const label of labels) {
    const parent = label.parent !== null && names.has(label.parent) ? label.parent : null
    const siblings = kinds.get(parent)
    if (siblings) siblings.push(label)
    else kinds.set(parent, [label])
  }
  const entries: TreeEntry[] = []
  const seen = new Set<Label>()
  const visit = (label: Label, depth: number) => {
    if (seen.has(label)) return
    seen.add(label)
    entries.push({ label, depth })
    for (const kind of kinds.get(label.name) ?? []) visit(kind, depth + 1)
  }
  for (const label of kinds.get(null) ?? []) visit(label, 0)
  for (const label of labels) visit(label, 0)
  return entries
}

/** From the top to the label: "animal › dog › poodle". */
export function labelPath(labels: ReadonlyMap<string, Label>, label: Label): string {
  const names = [label.name]
  for (let parent = label.parent; parent !== null && !names.includes(parent); parent = labels.get(parent)?.parent ?? null)
    names.unshift(parent)
  return names.join(' › ')
}

/** Whether putting a label under a parent would close a circle. */
export function closesCircle(labels: readonly Label[], name: string, parent: string): boolean {
  const byName = new Map(labels.map((label) => [label.name, label]))
  const passed = new Set<string>()
  for (let at: string | null = parent; at !== null && !passed.has(at); at = byName.get(at)?.parent ?? null) {
    if (at === name) return true
    passed.add(at)
  }
  return false
}
