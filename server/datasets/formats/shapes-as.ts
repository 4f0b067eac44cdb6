import type { LossKind } from '#shared/routes/data.ts'
import { converted } from '#shared/shapes/convert.ts'
import { pluralOf, type Shape, type ShapeKindId, type ShapeOf } from '#shared/shapes/index.ts'
import type { Entry } from './written-entries.ts'

/** Told what is lost, or how it is changed; `detail` says which one of its file or image, where that can be said. */
export type Lose = (what: string, kind?: LossKind, detail?: string) => void

/** A shape as the first of the kinds that a format holds and that it can become; the change is told, and so is a shape that no kind can hold. */
export function shapesAs<K extends ShapeKindId>(shape: Shape, kinds: readonly K[], lose: Lose): ShapeOf<K>[] {
  const isKept = (kinds as readonly ShapeKindId[]).includes(shape.kind)
  if (isKept) return [shape as ShapeOf<K>]
  for (const kind of kinds) {
    const made = converted(shape, kind) as ShapeOf<K>[]
    if (made.length === 0) continue
    lose(`${pluralOf(shape.kind)} written as ${pluralOf(kind)}`, 'converted')
    return made
  }
  lose(`${pluralOf(shape.kind)}: the format holds ${kinds.map(pluralOf).join(', ')}`)
  return []
}

/** The outline of a polygon; holes are told. */
export function ringOf({ ring, holes }: ShapeOf<'polygon'>, lose: Lose): readonly number[] {
  if (holes.length > 0) lose('holes of polygons, which are filled', 'converted')
  return ring
}

/** What may be said of an annotation besides its label and shape, and how each is called for people. */
const EXTRAS = {
  attributes: 'attributes',
  occluded: 'marks of what something else hides',
  order: 'places in the drawing order',
  group: 'groups',
  track: 'tracks',
  originId: 'ids from other programs',
} as const

/** Tells what is said of an annotation that a format does not hold. */
export function loseExtras(
  annotation: Pick<Entry['annotations'][number], keyof typeof EXTRAS>,
  held: readonly (keyof typeof EXTRAS)[],
  lose: Lose,
): void {
  const said = {
    attributes: Object.values(annotation.attributes).some((value) => value !== null),
    occluded: annotation.occluded,
    order: annotation.order !== 0,
    group: annotation.group !== null,
    track: annotation.track !== null,
    originId: annotation.originId !== undefined,
  }
  for (const [name, is] of Object.entries(said) as [keyof typeof EXTRAS, boolean][])
    if (is && !held.includes(name)) lose(`${EXTRAS[name]}: the format has no place for them`)
}
