import { toMask } from '#shared/shapes/convert.ts'
import { area, bounds, clip, type Mask, pluralOf, type Shape } from '#shared/shapes/index.ts'
import { paintedColumns } from '#shared/shapes/mask-pixels.ts'
import { runsOf } from '#shared/shapes/mask-runs.ts'
import type { Lose } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'

type Annotation = Entry['annotations'][number]
type Size = Pick<Entry, 'width' | 'height'>
type Numbers = Uint8Array | Uint16Array | Uint32Array

/** An annotation with its pixels on the image. */
export interface Painted {
  readonly annotation: Annotation
  readonly mask: Mask
}

/** The annotations of an image that have an inside, from below to above, with their pixels; what has none is told, and what becomes pixels. */
export function paintedOf({ annotations, width, height }: Entry, lose: Lose): Painted[] {
  return [...annotations]
    .sort((a, b) => a.order - b.order)
    .flatMap((annotation) => {
      const mask = pixelsOf(annotation.shape, { width, height }, lose)
      return mask ? [{ annotation, mask }] : []
    })
}

function pixelsOf(shape: Shape, { width, height }: Size, lose: Lose): Mask | null {
  const many = pluralOf(shape.kind)
  const mask = toMask(shape)
  const inside = mask && clip(mask, { x: 0, y: 0, width, height })
  if (!inside)
    lose(bounds(shape) === null ? `${many}: pictures hold areas` : `${many} without a pixel inside: pictures hold areas`)
  else if (shape.kind !== 'mask') lose(`${many} written as the pixels inside them`, 'converted')
  return inside
}

/** Puts a number on the pixels of a mask, whatever is there already. */
export function paintNumber(numbers: Numbers, width: number, mask: Mask, number: number): void {
  for (const { column, from, to } of paintedColumns(runsOf(mask)))
    for (let y = mask.y + from; y < mask.y + to; y++) numbers[y * width + mask.x + column] = number
}

/**
 * A picture of an image's annotations, in which each pixel has the number of the annotation on top (`numberOf`; null: it has none and is not there),
 * and 0 where there is nothing. Told are areas that others cover, and areas that are one because they have the same number.
 */
export function numberedPicture(entry: Entry, numberOf: (annotation: Annotation) => number | null, lose: Lose): Uint16Array {
  const painted = paintedOf(entry, lose).flatMap(({ annotation, mask }) => {
    const number = numberOf(annotation)
    return number === null ? [] : [{ mask, number }]
  })
  const { width, height } = entry
  const tops = new Uint32Array(width * height)
  for (const [index, { mask }] of painted.entries()) paintNumber(tops, width, mask, index + 1)
  const left = new Uint32Array(painted.length + 1)
  const numbers = new Uint16Array(tops.length)
  for (let at = 0; at < tops.length; at++) {
    const top = tops[at] as number
    left[top] = (left[top] as number) + 1
    if (top > 0) numbers[at] = (painted[top - 1] as (typeof painted)[number]).number
  }
  const members = new Map<number, number>()
  for (const { number } of painted) members.set(number, (members.get(number) ?? 0) + 1)
  for (const [index, { mask, number }] of painted.entries()) {
    if (left[index + 1] === 0) lose('areas that others cover')
    else if ((members.get(number) as number) > 1) lose('areas of one label: the picture does not tell them apart', 'merged')
    else if ((left[index + 1] as number) < area(mask)) lose('areas that others cover in part', 'clipped')
  }
  return numbers
}
