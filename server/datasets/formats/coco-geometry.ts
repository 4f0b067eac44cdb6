import { z } from 'zod'
import { joined } from '#shared/shapes/combine.ts'
import { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints, openedRing } from '#shared/shapes/ring.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { maskOfAreas } from './rings-shape.ts'
import { CocoRunLengths, maskOfCocoRuns } from './run-length-mask.ts'

/** Numbers of the smallest outline: three points. */
const LEAST = 6
const CORNERS = 8
/** How far the corners of an outline may lie from those of the box that they are. */
const CORNER_PIXELS = 0.01
const JOINT_NUMBERS = 3

/** The fields of an annotation that say where it is; what cannot be understood counts as absent. */
export const GeometryFields = {
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional().catch(undefined),
  segmentation: z
    .union([z.array(z.array(z.number())).nonempty(), z.looseObject({ counts: z.unknown() })])
    .optional()
    .catch(undefined),
  keypoints: z.array(z.number()).optional().catch(undefined),
  num_keypoints: z.number().optional().catch(undefined),
  iscrowd: z.union([z.number(), z.boolean()]).optional().catch(undefined),
  shape: Shape.optional().catch(undefined),
}
const Geometry = z.object(GeometryFields)
type Geometry = z.infer<typeof Geometry>

/** The shape of an annotation: as written here (`cocoGeometry`), else its keypoints, its outline or mask, its box, or the whole image. */
export function shapeOf(row: Geometry, path: string, findings: Findings): Shape | null {
  if (row.shape) return row.shape
  if (row.iscrowd) {
    findings.lose('crowd regions, which are not single objects', path)
    return null
  }
  const { keypoints = [], segmentation, bbox } = row
  const joints = keypoints.length % JOINT_NUMBERS === 0 && keypoints.some((value, index) => isVisibility(index) && value > 0)
  if (joints) {
    if (segmentation) findings.lose('outlines beside keypoints: the keypoints are kept', path)
    return { kind: 'skeleton', keypoints: skeletonOf(keypoints) }
  }
  if (row.num_keypoints) findings.lose('keypoints that cannot be read', path)
  const outlined = segmentation && (Array.isArray(segmentation) ? outlinedShape(segmentation) : runLengthShape(segmentation))
  if (outlined) return outlined
  if (segmentation)
    findings.lose(
      bbox ? 'outlines that cannot be read, of which the box is kept' : 'outlines that cannot be read',
      path,
      1,
      bbox ? 'converted' : 'left-out',
    )
  if (bbox) return { kind: 'box', x: bbox[0], y: bbox[1], width: bbox[2], height: bbox[3] }
  return segmentation ? null : { kind: 'whole' }
}

const isVisibility = (index: number): boolean => index % JOINT_NUMBERS === JOINT_NUMBERS - 1

function skeletonOf(keypoints: readonly number[]): number[] {
  const read: number[] = []
  for (let at = 0; at < keypoints.length; at += JOINT_NUMBERS) {
    const [x, y, visibility] = keypoints.slice(at, at + JOINT_NUMBERS) as [number, number, number]
    if (visibility <= 0) read.push(0, 0, VISIBILITY.absent)
    else read.push(x, y, visibility === VISIBILITY.hidden ? VISIBILITY.hidden : VISIBILITY.visible)
  }
  return read
}

/** One outline is a polygon; the parts of one object that lie apart are one annotation still, and become a mask. */
function outlinedShape(parts: readonly (readonly number[])[]): Shape | null {
  const rings = parts.map(openedRing).filter((ring) => ring.length >= LEAST && ring.length % 2 === 0)
  const [only] = rings
  if (!only) return null
  if (rings.length === 1) return asBox(only) ?? { kind: 'polygon', ring: only, holes: [] }
  const union = joined(rings.map((ring) => ({ kind: 'polygon', ring, holes: [] })))
  return union.length === 1 ? (union[0] as Shape) : maskOfAreas(rings.map((ring) => [ring]))
}

// Many programs write the four corners of a box as its outline.
function asBox(ring: readonly number[]): Shape | null {
  if (ring.length !== CORNERS) return null
  const { x, y, width, height } = boundsOfPoints(ring)
  const isNear = (a: number, b: number) => Math.abs(a - b) <= CORNER_PIXELS
  const corners = new Set<string>()
  for (let at = 0; at < ring.length; at += 2) {
    const [cornerX, cornerY] = [ring[at] as number, ring[at + 1] as number]
    const [isLeft, isTop] = [isNear(cornerX, x), isNear(cornerY, y)]
    if ((isLeft || isNear(cornerX, x + width)) && (isTop || isNear(cornerY, y + height))) corners.add(`${isLeft} ${isTop}`)
  }
  return corners.size === 4 ? { kind: 'box', x, y, width, height } : null
}

function runLengthShape(segmentation: unknown): Shape | null {
  const { data } = CocoRunLengths.safeParse(segmentation)
  return data ? maskOfCocoRuns(data) : null
}
