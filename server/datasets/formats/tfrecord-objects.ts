import type { Attributes } from '#shared/domain/annotation.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { ReadAnnotation } from './format.ts'
import type { ImageSize } from './image-size.ts'
import { insideOf, labelPictureOf } from './label-picture.ts'
import type { Example } from './tensorflow-example.ts'

/** What TensorFlow's detection API calls the features of an image (object_detection/core/standard_fields.py). */
export const FIELDS = {
  filename: 'image/filename',
  sourceId: 'image/source_id',
  encoded: 'image/encoded',
  format: 'image/format',
  digest: 'image/key/sha256',
  width: 'image/width',
  height: 'image/height',
  imageClass: { text: 'image/class/text', id: 'image/class/label' },
  objectClass: { text: 'image/object/class/text', id: 'image/object/class/label' },
  box: {
    left: 'image/object/bbox/xmin',
    top: 'image/object/bbox/ymin',
    right: 'image/object/bbox/xmax',
    bottom: 'image/object/bbox/ymax',
  },
  mask: 'image/object/mask',
  joints: {
    x: 'image/object/keypoint/x',
    y: 'image/object/keypoint/y',
    visibility: 'image/object/keypoint/visibility',
    count: 'image/object/keypoint/num',
    name: 'image/object/keypoint/text',
  },
  difficult: 'image/object/difficult',
  truncated: 'image/object/truncated',
  crowd: 'image/object/is_crowd',
  groupOf: 'image/object/group_of',
} as const

/** A number of 32 bits tells a share of an image from the next by this part of it. */
const SHARE_STEP = 2 ** -23

/** Texts of a feature; none where it is absent. */
export const textsOf = (example: Example, name: string): string[] => bytesOf(example, name).map((text) => text.toString('utf8'))

/** Bytes of a feature; none where it is absent. */
export function bytesOf(example: Example, name: string): Buffer[] {
  const feature = example.get(name)
  return feature?.kind === 'bytes' ? feature.values.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) : []
}

/** Numbers of a feature; none where it is absent. */
export function numbersOf(example: Example, name: string): readonly number[] {
  const feature = example.get(name)
  return feature && feature.kind !== 'bytes' ? feature.values : []
}

/** The classes and objects of a record, in pixels of the image; what has no class is told. */
export async function readObjects(
  example: Example,
  { width, height }: ImageSize,
  nameOf: (id: number) => string | null,
  where: string,
  findings: Findings,
): Promise<ReadAnnotation[]> {
  const annotations: ReadAnnotation[] = classesOf(example, nameOf).map((label) => ({
    label,
    shape: { kind: 'whole' },
    attributes: {},
  }))
  const [texts, ids] = [textsOf(example, FIELDS.objectClass.text), numbersOf(example, FIELDS.objectClass.id)]
  const [lefts, tops, rights, bottoms] = Object.values(FIELDS.box).map((name) => numbersOf(example, name)) as [
    Numbers,
    Numbers,
    Numbers,
    Numbers,
  ]
  const masks = bytesOf(example, FIELDS.mask)
  const jointsOf = skeletonsOf(example, { width, height })
  for (let at = 0; at < lefts.length; at++) {
    const label = texts[at] || nameOf(ids[at] ?? 0)
    const [right, bottom] = [rights[at], bottoms[at]]
    const [left, top] = [lefts[at] as number, tops[at]]
    if (top === undefined || right === undefined || bottom === undefined) findings.lose('boxes that lack an edge', where)
    else if (!label) findings.lose('boxes without a class', where)
    else {
      const mask = masks[at]?.length ? await maskOf(masks[at] as Buffer, where, findings) : null
      const edges = [pixels(left, width), pixels(top, height), pixels(right, width), pixels(bottom, height)] as const
      const [x, y] = edges
      const box = { kind: 'box', x, y, width: tidied(edges[2] - x, width), height: tidied(edges[3] - y, height) } as const
      const keypoints = jointsOf(at)
      const shape = keypoints ? ({ kind: 'skeleton', keypoints } as const) : (mask ?? box)
      annotations.push({ label, shape, attributes: flagsOf(example, at) })
    }
  }
  return annotations
}

type Numbers = readonly number[]

function classesOf(example: Example, nameOf: (id: number) => string | null): string[] {
  const texts = textsOf(example, FIELDS.imageClass.text)
  const ids = numbersOf(example, FIELDS.imageClass.id)
  return Array.from({ length: Math.max(texts.length, ids.length) }, (_, at) => texts[at] || nameOf(ids[at] ?? 0)).filter(
    (name) => name !== null,
  )
}

const pixels = (share: number, side: number): number => tidied(share * side, side)

/** Without the digits that a number of 32 bits makes up. */
function tidied(value: number, side: number): number {
  const digits = Math.max(0, Math.floor(-Math.log10(side * SHARE_STEP)))
  return Number(value.toFixed(digits))
}

function flagsOf(example: Example, at: number): Attributes {
  const isSet = (name: string) => numbersOf(example, name)[at] === 1
  return {
    ...(isSet(FIELDS.difficult) && { difficult: true }),
    ...(isSet(FIELDS.truncated) && { truncated: true }),
    ...(isSet(FIELDS.crowd) && { crowd: true }),
    ...(isSet(FIELDS.groupOf) && { group_of: true }),
  }
}

async function maskOf(png: Buffer, where: string, findings: Findings) {
  try {
    return insideOf(await labelPictureOf(png), (number) => number !== 0)
  } catch (error) {
    findings.lose(`masks that cannot be read, of which the box is kept (${messageOf(error)})`, where, 1, 'converted')
    return null
  }
}

/** The joints of each object: they stand one after the other, with the count of each. */
function skeletonsOf(example: Example, { width, height }: ImageSize): (at: number) => number[] | null {
  const [xs, ys] = [numbersOf(example, FIELDS.joints.x), numbersOf(example, FIELDS.joints.y)]
  const visibilities = numbersOf(example, FIELDS.joints.visibility)
  const counts = numbersOf(example, FIELDS.joints.count)
  return (at) => {
    // No more than there are, whatever a damaged record claims.
    const count = Math.min(Math.max(counts[at] ?? 0, 0), xs.length)
    const first = counts.slice(0, at).reduce((sum, one) => sum + one, 0)
    const keypoints = Array.from({ length: count }, (_, joint) => first + joint).flatMap((joint) => {
      const [x = Number.NaN, y = Number.NaN, visibility = VISIBILITY.visible] = [xs[joint], ys[joint], visibilities[joint]]
      const isThere = Number.isFinite(x) && Number.isFinite(y) && visibility > 0
      return isThere ? [pixels(x, width), pixels(y, height), Math.min(visibility, VISIBILITY.visible)] : [0, 0, VISIBILITY.absent]
    })
    return keypoints.some((value) => value !== 0) ? keypoints : null
  }
}
