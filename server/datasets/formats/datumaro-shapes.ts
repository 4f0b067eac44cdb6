import { z } from 'zod'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import { kept } from './kept.ts'
import { CocoRunLengths, maskOfCocoRuns } from './run-length-mask.ts'
import type { Lose } from './shapes-as.ts'

const Flat = z.array(z.number())

/** An annotation of Datumaro. */
export const DatumaroAnnotation = z.looseObject({
  /** 0 stands for none; one that is cut into parts gives it to each. */
  id: kept(z.number().int().nonnegative()),
  type: z.string(),
  label_id: kept(z.number().int().nonnegative()),
  group: kept(z.number().int()),
  z_order: kept(z.number().int()),
  attributes: kept(z.record(z.string(), z.unknown())),
  bbox: kept(Flat),
  points: kept(Flat),
  visibility: kept(Flat),
  rle: kept(CocoRunLengths),
  elements: kept(z.array(z.object({ label_id: kept(z.number().int()), points: Flat, visibility: kept(Flat) }))),
})
export type DatumaroAnnotation = z.infer<typeof DatumaroAnnotation>

/** Datumaro counts 0 absent, 1 hidden, 2 visible, as COCO. */
const VISIBLE = 2

/** The shape of an annotation; null where its type is not known or it cannot be read. */
export function datumaroShape(one: DatumaroAnnotation): Shape | null {
  const points = one.points ?? []
  switch (one.type) {
    case 'label':
      return { kind: 'whole' }
    case 'bbox': {
      const [x, y, width, height] = one.bbox ?? []
      return x === undefined || y === undefined || width === undefined || height === undefined
        ? null
        : { kind: 'box', x, y, width, height }
    }
    case 'rotated_bbox': {
      const [cx, cy, width, height, rotation] = one.bbox ?? points
      if (cx === undefined || cy === undefined || width === undefined || height === undefined || rotation === undefined)
        return null
      return { kind: 'rotated-box', cx, cy, width, height, rotation: wholeTurn(rotation) }
    }
    case 'polygon':
      return { kind: 'polygon', ring: points, holes: [] }
    case 'polyline':
      return { kind: 'polyline', points }
    case 'ellipse': {
      if (points.length < 4) return null
      const { x, y, width, height } = boundsOfPoints(points)
      return { kind: 'ellipse', cx: x + width / 2, cy: y + height / 2, rx: width / 2, ry: height / 2, rotation: 0 }
    }
    case 'points':
      return pointsOrSkeleton(points, one.visibility ?? [])
    case 'skeleton':
      return {
        kind: 'skeleton',
        keypoints: (one.elements ?? []).flatMap((joint) => jointOf(joint.points, joint.visibility?.[0])),
      }
    case 'mask':
      return one.rle ? maskOfCocoRuns(one.rle) : null
    default:
      return null
  }
}

// Points of which some are hidden or absent are the joints of one skeleton; so are several in an order that their label names.
function pointsOrSkeleton(points: readonly number[], visibility: readonly number[]): Shape | null {
  if (points.length < 2) return null
  if (visibility.every((one) => one === VISIBLE)) return { kind: 'points', points: [...points] }
  const keypoints = visibility.flatMap((one, index) => jointOf(points.slice(2 * index, 2 * index + 2), one))
  return { kind: 'skeleton', keypoints }
}

/** One joint as the three numbers of a skeleton. */
function jointOf([x, y]: readonly number[], visibility = VISIBLE): number[] {
  if (x === undefined || y === undefined || visibility <= 0) return [0, 0, VISIBILITY.absent]
  return [x, y, visibility === VISIBLE ? VISIBILITY.visible : VISIBILITY.hidden]
}

/** What is said of an annotation besides its place. */
export function datumaroExtras({ id, attributes, group, z_order: order }: DatumaroAnnotation, lose: Lose) {
  const { occluded, track_id: number, keyframe, ...others } = attributes ?? {}
  const isTracked = typeof number === 'number' && Number.isInteger(number) && number >= 0
  const said = Object.entries({
    ...others,
    ...(typeof occluded !== 'boolean' && { occluded }),
    ...(!isTracked && { track_id: number, keyframe }),
  }).filter(([, value]) => value !== null)
  return {
    attributes: fittingAttributes(Object.fromEntries(said), lose),
    ...(occluded === true && { occluded }),
    ...(order != null && order !== 0 && { order }),
    ...(group != null && group !== 0 && { group: String(group) }),
    ...(isTracked && { track: { number, isKeyframe: keyframe !== false } }),
    ...(id != null && id !== 0 && { id: String(id) }),
  }
}
