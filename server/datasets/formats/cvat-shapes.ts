import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Label } from '#shared/ontology.ts'
import { toMask } from '#shared/shapes/convert.ts'
import type { Mask, Ring, Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import { escaped } from './escape-xml.ts'

type Annotation = ManifestEntry['annotations'][number]
/** An element's name, its own attributes and the elements inside. */
interface Written {
  readonly name: string
  readonly place?: Readonly<Record<string, string | number>>
  readonly inside?: string
}

/** An annotation as an element of an <image>; `group` is its number, 0 for none. */
export function cvatElement(annotation: Annotation, known: Label | undefined, group: number): string {
  const { label, order, occluded } = annotation
  const leading = { label, source: 'manual', occluded: occluded ? 1 : 0 }
  return element(annotation, known, leading, { z_order: order, ...(group > 0 && { group_id: group }) })
}

/** Where in its track a part stands. */
export interface TrackPlace {
  /** Counted from 0. */
  readonly frame: number
  readonly isKeyframe: boolean
  readonly isOutside: boolean
}

/** An annotation as an element of a <track>, which has the label. */
export function cvatTrackPart(annotation: Annotation, known: Label | undefined, place: TrackPlace): string {
  const { frame, isKeyframe, isOutside } = place
  const said = { frame, keyframe: isKeyframe ? 1 : 0, outside: isOutside ? 1 : 0, occluded: annotation.occluded ? 1 : 0 }
  return element(annotation, known, said, { z_order: annotation.order })
}

type Said = Readonly<Record<string, string | number>>
function element({ shape, attributes }: Annotation, known: Label | undefined, leading: Said, trailing: Said): string {
  const { name, place = {}, inside = '' } = written(shape, known)
  const values = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `      <attribute name="${escaped(key)}">${escaped(String(value))}</attribute>\n`)
  return `    <${name}${attributesOf({ ...leading, ...place, ...trailing })}>\n${inside}${values.join('')}    </${name}>\n`
}

const written = <S extends Shape>(shape: S, label: Label | undefined): Written =>
  (writers[shape.kind] as unknown as (shape: S, label: Label | undefined) => Written)(shape, label)

const writers: { [K in ShapeKindId]: (shape: ShapeOf<K>, label: Label | undefined) => Written } = {
  box: ({ x, y, width, height }) => ({ name: 'box', place: corners(x, y, width, height) }),
  'rotated-box': ({ cx, cy, width, height, rotation }) => ({
    name: 'box',
    place: { ...corners(cx - width / 2, cy - height / 2, width, height), rotation: tidyNumber(rotation) },
  }),
  // CVAT has no holes: it sees a mask of the same pixels, and what the polygon was is read back from an attribute of our own.
  polygon: (shape) => {
    if (shape.holes.length === 0) return { name: 'polygon', place: { points: places(shape.ring) } }
    const mask = toMask(shape)
    return { name: 'mask', place: { ...(mask && crop(mask)), polygon: [shape.ring, ...shape.holes].map(places).join('|') } }
  },
  polyline: ({ points }) => ({ name: 'polyline', place: { points: places(points) } }),
  points: ({ points }) => ({ name: 'points', place: { points: places(points) } }),
  ellipse: ({ cx, cy, rx, ry, rotation }) => ({
    name: 'ellipse',
    place: Object.fromEntries(Object.entries({ cx, cy, rx, ry, rotation }).map(([key, value]) => [key, tidyNumber(value)])),
  }),
  mask: (shape) => ({ name: 'mask', place: crop(shape) }),
  skeleton: (shape, label) => ({
    name: 'skeleton',
    inside: keypointsOf(shape)
      .map(({ x, y, visibility }, index) => {
        const joint = {
          label: label?.skeleton?.keypoints[index] ?? String(index + 1),
          occluded: visibility === VISIBILITY.hidden ? 1 : 0,
          outside: visibility === VISIBILITY.absent ? 1 : 0,
          points: places([x, y]),
        }
        return `      <points${attributesOf(joint)}/>\n`
      })
      .join(''),
  }),
  whole: () => ({ name: 'tag' }),
}

const attributesOf = (attributes: Said): string =>
  Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('')

function corners(x: number, y: number, width: number, height: number) {
  return { xtl: tidyNumber(x), ytl: tidyNumber(y), xbr: tidyNumber(x + width), ybr: tidyNumber(y + height) }
}

/** "x,y;x,y" */
function places(flat: Ring): string {
  const points: string[] = []
  for (let at = 0; at + 1 < flat.length; at += 2)
    points.push(`${tidyNumber(flat[at] as number)},${tidyNumber(flat[at + 1] as number)}`)
  return points.join(';')
}

/** CVAT's run lengths go along the rows of the crop, the first one outside. */
function crop(mask: Mask): Record<string, string | number> {
  const runs = [0]
  for (const inside of maskPixels(mask, mask)) {
    if ((inside !== 0) !== (runs.length % 2 === 0)) runs.push(0)
    runs[runs.length - 1] = (runs.at(-1) as number) + 1
  }
  return { rle: runs.join(', '), left: mask.x, top: mask.y, width: mask.width, height: mask.height }
}
