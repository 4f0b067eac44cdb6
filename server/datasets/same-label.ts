import type { Annotation } from '#shared/domain/annotation.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'

type Labelled = Pick<Annotation, 'label' | 'shape' | 'attributes'>

/** Formats round: shapes whose numbers differ by less are the same, in pixels. */
const SAME_PIXELS = 0.02
/** Shapes of other words, such as a polygon with one more point on its edge, are the same from this overlap on. */
const SAME_OVERLAP = 0.995

/** The one that says just the same of an image, give or take rounding, and is not taken yet; null where none does. */
export function findEqual<L extends Labelled & { readonly id: string }>(
  label: Labelled,
  among: readonly L[],
  taken: ReadonlySet<string>,
): L | null {
  const candidates = among.filter((one) => one.label === label.label && !taken.has(one.id) && valueIn(one) === valueIn(label))
  return (
    candidates.find(({ shape }) => isNear(shape, label.shape)) ??
    candidates.find(({ shape }) => bounds(shape) !== null && overlap(shape, label.shape) >= SAME_OVERLAP) ??
    null
  )
}

const valueIn = ({ attributes }: Labelled) => attributes[VALUE_ATTRIBUTE] ?? null

/** Whether two shapes have the same fields with nearly the same numbers. */
function isNear(a: Shape, b: Shape): boolean {
  return a.kind === b.kind && isNearValue(a, b)
}

function isNearValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= SAME_PIXELS
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b
  const [ofA, ofB] = [Object.entries(a), Object.entries(b)]
  return ofA.length === ofB.length && ofA.every(([key, value]) => isNearValue(value, (b as Record<string, unknown>)[key]))
}
