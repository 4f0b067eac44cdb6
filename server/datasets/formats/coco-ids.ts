import type { Split } from '#shared/domain/asset.ts'
import { numberInId } from './number-in-id.ts'
import type { Entry } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/**
 * The numbers of the annotations of an export: those that they came with, so that their source knows them again; for the others, numbers behind the
 * highest of those. `see` takes every image once.
 */
export function createCocoIds() {
  const highest = new Map<Split, number>()
  return {
    see({ split, annotations }: Entry): void {
      for (const annotation of annotations) highest.set(split, Math.max(highest.get(split) ?? 0, numberInId(annotation)))
    },
    /** Gives each annotation of one reading of a split its number; no two have the same. */
    reading(split: Split): (annotation: Annotation) => number {
      const taken = new Set<number>()
      let last = highest.get(split) ?? 0
      return (annotation) => {
        const given = numberInId(annotation)
        if (given === 0 || taken.has(given)) return ++last
        taken.add(given)
        return given
      }
    },
  }
}
export type CocoIds = ReturnType<typeof createCocoIds>
