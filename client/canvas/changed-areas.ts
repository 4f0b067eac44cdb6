import { type Bounds, bounds } from '#shared/shapes/index.ts'
import type { Drawable } from './drawable.ts'

/** Changes above which drawing everything again costs less than finding out what lies there. */
const MOST = 60

/**
 * Where two scenes differ, in image pixels: around everything that went, came or changed. Null where too much did. What did not change is the
 * same object in both.
 */
export function changedAreas(before: readonly Drawable[], after: readonly Drawable[]): Bounds[] | null {
  const old = new Set(before)
  const changed: Drawable[] = []
  for (const drawable of after) {
    if (!old.delete(drawable)) changed.push(drawable)
    if (changed.length > MOST) return null
  }
  if (old.size + changed.length > MOST) return null
  return [...old, ...changed].flatMap(({ shape }) => bounds(shape) ?? [])
}
