import type { Attributes } from '#shared/domain/annotation.ts'

/** The answers that make attributes into others: those that differ, null for one that is taken away; null where none differs. */
export function changedAttributes(current: Attributes, wanted: Attributes): Attributes | null {
  const names = [...new Set([...Object.keys(current), ...Object.keys(wanted)])]
  const different = names.filter((name) => (current[name] ?? null) !== (wanted[name] ?? null))
  return different.length === 0 ? null : Object.fromEntries(different.map((name) => [name, wanted[name] ?? null]))
}
