import type { Mat } from '@techstark/opencv-js'
import type { OpenCv } from './opencv.ts'
import type { Own } from './scratch.ts'
import { INSIDE } from './work-frame.ts'

/** Where strokes lie: what belongs to the object, and what does not. */
export interface Seeds {
  readonly object: Mat | null
  readonly background: Mat | null
}

/**
 * Keeps, of a binary matrix, the parts that hang together with the object's seeds, else the largest one; holes below a share of the part
 * are filled where no seed of the background lies.
 */
export function keepParts(cv: OpenCv, inside: Mat, seeds: Seeds, own: Own): void {
  const labels = own(new cv.Mat())
  const stats = own(new cv.Mat())
  const centres = own(new cv.Mat())
  const count = cv.connectedComponentsWithStats(inside, labels, stats, centres, 4, cv.CV_32S)
  if (count <= 1) return
  const kept = labelsUnder(labels, seeds.object)
  if (kept.size === 0) kept.add(largest(cv, stats, count))
  const [from, to] = [labels.data32S, inside.data]
  for (let at = 0; at < to.length; at++) to[at] = kept.has(from[at] as number) ? INSIDE : 0
  fillHoles(cv, inside, seeds.background, own)
}

/** A hole smaller than this share of the part is a shine or a speck, not a hole. */
const HOLE_SHARE = 0.05

function fillHoles(cv: OpenCv, inside: Mat, barred: Mat | null, own: Own): void {
  const outside = own(new cv.Mat())
  cv.bitwise_not(inside, outside)
  const labels = own(new cv.Mat())
  const stats = own(new cv.Mat())
  const centres = own(new cv.Mat())
  const count = cv.connectedComponentsWithStats(outside, labels, stats, centres, 4, cv.CV_32S)
  const most = HOLE_SHARE * cv.countNonZero(inside)
  const open = labelsUnder(labels, barred)
  const filled = new Set<number>()
  for (let label = 1; label < count; label++) {
    const [left, top, width, height, area] = Array.from({ length: 5 }, (_, column) => stats.intAt(label, column)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const touchesEdge = left === 0 || top === 0 || left + width === inside.cols || top + height === inside.rows
    if (!touchesEdge && area <= most && !open.has(label)) filled.add(label)
  }
  if (filled.size === 0) return
  const [from, to] = [labels.data32S, inside.data]
  for (let at = 0; at < to.length; at++) if (filled.has(from[at] as number)) to[at] = INSIDE
}

function labelsUnder(labels: Mat, seeds: Mat | null): Set<number> {
  const under = new Set<number>()
  if (!seeds) return under
  for (let at = 0; at < seeds.data.length; at++) if (seeds.data[at] !== 0) under.add(labels.data32S[at] as number)
  under.delete(0)
  return under
}

function largest(cv: OpenCv, stats: Mat, count: number): number {
  let best = 1
  for (let label = 2; label < count; label++)
    if (stats.intAt(label, cv.CC_STAT_AREA) > stats.intAt(best, cv.CC_STAT_AREA)) best = label
  return best
}
