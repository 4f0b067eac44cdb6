import { z } from 'zod'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { kept } from './kept.ts'
import { maskOfPicture } from './mask-png.ts'
import { turnedBoxByCorners } from './rectangles.ts'

/** A shape of LabelMe; "attributes", "difficult", "score" and "direction" are X-AnyLabeling's. */
export const LabelMeShape = z.looseObject({
  label: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
  shape_type: z
    .string()
    .nullish()
    .transform((type) => type ?? 'polygon'),
  mask: kept(z.string()),
  flags: kept(z.record(z.string(), z.unknown())),
  group_id: kept(z.union([z.number().int(), z.string().min(1)])),
  description: kept(z.string()),
  attributes: kept(z.record(z.string(), z.unknown())),
  difficult: kept(z.boolean()),
  score: kept(z.number()),
  direction: kept(z.number()),
})
export type LabelMeShape = z.infer<typeof LabelMeShape>

/** The shape in pixels; null where its kind is not known or its points are not enough. Throws where a mask is no picture. */
export async function labelMeShape({ shape_type: type, points, mask }: LabelMeShape): Promise<Shape | null> {
  const flat = points.flat()
  if (type !== 'mask') return readers[type]?.(flat) ?? null
  const [left, top] = flat
  return mask && left !== undefined && top !== undefined ? maskOfPicture(Buffer.from(mask, 'base64'), left, top) : null
}

const readers: Readonly<Record<string, (flat: number[]) => Shape | null>> = {
  polygon: (ring) => ({ kind: 'polygon', ring, holes: [] }),
  // Two corners in any order; X-AnyLabeling writes all four.
  rectangle: (flat) => (flat.length < 4 ? null : { kind: 'box', ...boundsOfPoints(flat) }),
  circle: ([cx, cy, x, y]) => {
    if (cx === undefined || cy === undefined || x === undefined || y === undefined) return null
    const radius = Math.hypot(x - cx, y - cy)
    return { kind: 'ellipse', cx, cy, rx: radius, ry: radius, rotation: 0 }
  },
  line: (points) => ({ kind: 'polyline', points }),
  linestrip: (points) => ({ kind: 'polyline', points }),
  point: (points) => ({ kind: 'points', points }),
  points: (points) => ({ kind: 'points', points }),
  oriented_rectangle: turnedBox,
  rotation: turnedBox,
}

function turnedBox(corners: number[]): Shape {
  return turnedBoxByCorners(corners) ?? { kind: 'polygon', ring: corners, holes: [] }
}
