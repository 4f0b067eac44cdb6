import type { Label } from '#shared/ontology.ts'

/** Numbers for the labels of an export: those of the project in their order, then what is used besides, as it comes. */
export interface ClassIndex {
  of(label: string): number
  /** By number. */
  names(): readonly string[]
}

/** Retired labels get a number only where annotations still bear them. */
export function createClassIndex(labels: readonly Label[]): ClassIndex {
  const numbers = new Map(labels.filter(({ retired }) => !retired).map(({ name }, index) => [name, index]))
  return {
    of(label) {
      const known = numbers.get(label) ?? numbers.size
      numbers.set(label, known)
      return known
    },
    names: () => [...numbers.keys()],
  }
}
