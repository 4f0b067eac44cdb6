import { z } from 'zod'
import type { Mask, Shape } from '#shared/shapes/index.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import { kept } from './kept.ts'
import { maskOfRowRuns } from './run-length-mask.ts'
import type { Lose } from './shapes-as.ts'

/** Pixels of the largest mask that is unpacked. */
const MOST_PIXELS = 1e8

const Name = kept(z.string())
const AttributeRow = z.object({ name: Name, spec: Name, value: z.unknown().optional() })
const Part = z.object({
  /** Of the server; backups leave it out. */
  id: kept(z.number().int().positive()),
  type: z.string(),
  points: z.array(z.number()).default([]),
  label: Name,
  occluded: kept(z.boolean()),
  outside: kept(z.boolean()),
  rotation: kept(z.number()),
  z_order: kept(z.number().int()),
  group: kept(z.number().int()),
  attributes: kept(z.array(AttributeRow)),
})

/** A shape or tag as CVAT's server keeps it: by the number of its frame. In backups labels have their names. */
export const CvatServerShape = Part.extend({
  type: z.string().default('tag'),
  frame: z.number().int(),
  elements: kept(z.array(Part)),
})
export type CvatServerShape = z.infer<typeof CvatServerShape>

/** The shape; null where its type is not known or it cannot be read. */
export function cvatServerShape({ type, points, rotation, elements }: CvatServerShape): Shape | null {
  const turn = wholeTurn(rotation ?? 0)
  const [a, b, c, d] = points
  switch (type) {
    case 'tag':
      return { kind: 'whole' }
    case 'rectangle': {
      if (a === undefined || b === undefined || c === undefined || d === undefined) return null
      const [width, height] = [c - a, d - b]
      if (turn === 0) return { kind: 'box', x: a, y: b, width, height }
      return { kind: 'rotated-box', cx: a + width / 2, cy: b + height / 2, width, height, rotation: turn }
    }
    // The centre, then how far it reaches to the right and upwards.
    case 'ellipse':
      if (a === undefined || b === undefined || c === undefined || d === undefined) return null
      return { kind: 'ellipse', cx: a, cy: b, rx: c - a, ry: b - d, rotation: turn }
    case 'polygon':
      return { kind: 'polygon', ring: points, holes: [] }
    case 'polyline':
      return { kind: 'polyline', points }
    case 'points':
      return { kind: 'points', points }
    case 'skeleton':
      return { kind: 'skeleton', keypoints: (elements ?? []).flatMap(jointOf) }
    case 'mask':
      return maskOf(points)
    default:
      return null
  }
}

function jointOf({ points: [x, y], outside, occluded }: z.infer<typeof Part>): number[] {
  if (x === undefined || y === undefined || outside) return [0, 0, VISIBILITY.absent]
  return [x, y, occluded ? VISIBILITY.hidden : VISIBILITY.visible]
}

/** Run lengths along the rows of a crop, the first one outside, then its left, top, right and bottom pixel. */
function maskOf(points: readonly number[]): Mask | null {
  const [left, top, right, bottom] = points.slice(-CROP_NUMBERS)
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return null
  const [width, height] = [right - left + 1, bottom - top + 1]
  const isSound = [left, top, right, bottom].every(Number.isInteger)
  if (!isSound || !(width > 0 && height > 0) || width * height > MOST_PIXELS) return null
  return maskOfRowRuns(points.slice(0, -CROP_NUMBERS), { x: left, y: top, width, height })
}

const CROP_NUMBERS = 4

/** What is said of a shape besides its place. */
export function cvatServerExtras({ id, occluded, z_order: order, group, attributes }: CvatServerShape, lose: Lose) {
  const said = (attributes ?? []).flatMap(({ name, spec, value }) => (name || spec ? [[name || spec, value]] : []))
  return {
    attributes: fittingAttributes(Object.fromEntries(said), lose),
    ...(occluded && { occluded }),
    ...(order && { order }),
    ...(group && { group: String(group) }),
    ...(id && { id: String(id) }),
  }
}
