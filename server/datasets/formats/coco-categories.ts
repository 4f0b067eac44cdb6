import { z } from 'zod'
import { AttributeDefinition, type Label, LabelColor, SkeletonTemplate } from '#shared/ontology.ts'
import type { Skeleton } from '#shared/shapes/index.ts'
import { SHAPE_KINDS } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import type { DeclaredLabel } from './format.ts'
import { circle, numberedJoints } from './skeleton-places.ts'

const Id = z.union([z.number(), z.string()]).transform(String)
const kept = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined)

/** A category; "color", "shape", "attributes" and "places" are this product's own, the rest is COCO's. */
export const CategoryRow = z.object({
  id: Id,
  name: z.union([z.string(), z.number().transform(String)]),
  supercategory: kept(z.string()),
  keypoints: kept(z.array(z.string().min(1)).nonempty()),
  skeleton: kept(z.array(z.tuple([z.number().int().positive(), z.number().int().positive()]))),
  places: kept(z.array(z.number().min(0).max(1))),
  color: kept(LabelColor),
  shape: kept(z.enum(SHAPE_KINDS)),
  attributes: kept(z.array(AttributeDefinition)),
})
export type CategoryRow = z.infer<typeof CategoryRow>

/** What a category says about its label; null where that is no more than a name. `example` is a complete skeleton, to place new ones like. */
export function declaredLabel(row: CategoryRow, names: ReadonlySet<string>, example: Skeleton | null): DeclaredLabel | null {
  const { name, color, shape, attributes, supercategory } = row
  const skeleton = templateOf(row, example)
  const label: DeclaredLabel = {
    name,
    ...(color && { color }),
    ...(shape && { shape }),
    ...(attributes && { attributes }),
    ...(skeleton && { skeleton }),
    ...(supercategory && supercategory !== name && names.has(supercategory) && { parent: supercategory }),
  }
  return Object.keys(label).length > 1 ? label : null
}

/** A label as a category; joints are numbered where the label has no template. */
export function categoryRow(label: string, id: number, known: Label | undefined, joints: number): object {
  const template = known?.skeleton
  const keypoints = template?.keypoints ?? numberedJoints(joints)
  return {
    id,
    name: label,
    supercategory: known?.parent ?? '',
    ...(keypoints.length > 0 && { keypoints, skeleton: (template?.edges ?? []).map(([from, to]) => [from + 1, to + 1]) }),
    ...(template && { places: template.places.map(tidyNumber) }),
    ...(known && { color: known.color }),
    ...(known?.shape && { shape: known.shape }),
    ...(known && known.attributes.length > 0 && { attributes: known.attributes }),
  }
}

function templateOf({ keypoints, skeleton = [], places }: CategoryRow, example: Skeleton | null): SkeletonTemplate | null {
  if (!keypoints) return null
  const edges = skeleton
    .filter((edge) => edge.every((joint) => joint <= keypoints.length))
    .map(([from, to]) => [from - 1, to - 1] as [number, number])
  const stated = places?.length === 2 * keypoints.length ? places : null
  const template = { keypoints, edges, places: stated ?? placesLike(example, keypoints.length) ?? circle(keypoints.length) }
  return SkeletonTemplate.safeParse(template).data ?? null
}

/** The joints of a complete skeleton as shares of the box around them. */
function placesLike(example: Skeleton | null, joints: number): number[] | null {
  const all = example ? keypointsOf(example) : []
  if (all.length !== joints || all.some(({ visibility }) => visibility === VISIBILITY.absent)) return null
  const { x, y, width, height } = boundsOfPoints(all.flatMap((joint) => [joint.x, joint.y]))
  const share = (value: number, side: number) => (side === 0 ? 0.5 : Math.min(Math.max(value / side, 0), 1))
  return all.flatMap((joint) => [share(joint.x - x, width), share(joint.y - y, height)])
}
