import { joined, subtracted } from '#shared/shapes/combine.ts'
import { converted } from '#shared/shapes/convert.ts'
import { outline, type Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { sliced } from '#shared/shapes/slice.ts'
import type { Placed } from './moving.ts'
import type { Replacement } from './tool.ts'

/** Several shapes as one: the first becomes their union, the others go. Null where fewer than two have an inside, or none touch. */
export function joining(shapes: readonly Placed[]): Replacement | null {
  const areas = shapes.filter(({ shape }) => outline(shape).length > 0)
  const [first, ...others] = areas
  if (!first || others.length === 0) return null
  const parts = joined(areas.map(({ shape }) => shape))
  if (parts.length >= areas.length) return null
  return { ...becoming(first, parts), remove: others.map(({ id }) => id) }
}

/** The first shape without the insides of the others, which stay. Null where they miss it, or nothing would be left. */
export function subtracting(shapes: readonly Placed[]): Replacement | null {
  const [first, ...others] = shapes
  if (!first || others.length === 0) return null
  const parts = subtracted(
    first.shape,
    others.map(({ shape }) => shape),
  )
  return parts.length === 0 || parts[0] === first.shape ? null : becoming(first, parts)
}

/** Every shape that a line runs all the way through, in its parts. Null where it cuts none. */
export function slicing(shapes: readonly Placed[], line: readonly number[]): Replacement | null {
  const cut = shapes.flatMap((placed) => {
    const parts = sliced(placed.shape, line)
    return parts.length > 1 ? [becoming(placed, parts)] : []
  })
  return cut.length === 0 ? null : together(cut)
}

/** Shapes as another kind, those that can be. Null where none can. */
export function converting(shapes: readonly Placed[], kind: ShapeKindId): Replacement | null {
  const made = shapes.flatMap((placed) => {
    const parts = placed.shape.kind === kind ? [] : converted(placed.shape, kind)
    return parts.length > 0 ? [becoming(placed, parts)] : []
  })
  return made.length === 0 ? null : together(made)
}

type Becoming = Required<Pick<Replacement, 'change' | 'create'>>

// The annotation keeps the largest part, which comes first; the others are new, with what is known of it.
function becoming({ id }: Placed, [largest, ...rest]: readonly Shape[]): Becoming {
  return { change: largest ? [{ id, shape: largest }] : [], create: rest.map((shape) => ({ like: id, shape })) }
}

const together = (parts: readonly Becoming[]): Becoming => ({
  change: parts.flatMap(({ change }) => change),
  create: parts.flatMap(({ create }) => create),
})
