import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { tidyNumber } from '#shared/tidy-number.ts'
import { messageOf } from '../../errors.ts'
import type { ReadAnnotation } from './format.ts'
import { readAttribute } from './voc-attribute.ts'

const list = <S extends z.ZodType>(item: S) =>
  z.preprocess((value) => (value === undefined || value === '' ? [] : [value].flat()), z.array(item))
const text = z.union([z.string(), z.number().transform(String)])
// Elements that are empty or hold something unexpected count as absent: only what is needed must be right.
const optionalText = text.optional().catch(undefined)
const number = z.coerce.number()
const Corners = z.object({ xmin: number, ymin: number, xmax: number, ymax: number })

const VocObject = z.object({
  name: optionalText,
  bndbox: Corners.optional().catch(undefined),
  truncated: optionalText,
  difficult: optionalText,
  occluded: optionalText,
  pose: optionalText,
  attributes: z
    .object({ attribute: list(z.object({ name: text, value: text })).catch([]) })
    .optional()
    .catch(undefined),
  actions: z.record(z.string(), z.string()).optional().catch(undefined),
  part: list(z.unknown()),
  point: list(z.unknown()),
})
const VocAnnotation = z.object({
  filename: optionalText,
  size: z.object({ width: number, height: number }).optional().catch(undefined),
  object: list(VocObject),
})

/** A VOC label file as written, before anything in it is judged. */
export interface VocFile {
  readonly filename: string | null
  readonly size: { readonly width: number; readonly height: number } | null
  readonly annotations: readonly ReadAnnotation[]
  /** Objects without a name or a box that could be read. */
  readonly unreadable: number
  /** Parts of objects (a person's head), which have no place here. */
  readonly parts: number
  /** Reference points of objects (for actions), which have none either. */
  readonly points: number
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true })

/**
 * Reads a Pascal VOC label file; throws with a reason for people where it is none. The corners are taken as plain edges
 * (x = xmin, width = xmax - xmin): the original devkit counts pixels from 1 and includes the last, most other writers do neither, and no
 * file says which. So read, nine formats of one data set agree to 0.001 pixels.
 */
export function readVocXml(xml: string): VocFile {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('it declares a document type, which no label file needs')
  const parsed = VocAnnotation.safeParse(rootOf(xml))
  if (!parsed.success) throw new Error('it is not a Pascal VOC label file: expected <annotation> with <object>s')
  const { filename, size, object } = parsed.data
  const annotations = object.map(annotationOf).filter((annotation) => annotation !== null)
  return {
    filename: filename || null,
    size: size && size.width > 0 && size.height > 0 ? size : null,
    annotations,
    unreadable: object.length - annotations.length,
    parts: object.reduce((sum, { part }) => sum + part.length, 0),
    points: object.reduce((sum, { point }) => sum + point.length, 0),
  }
}

function rootOf(xml: string): unknown {
  try {
    const { annotation } = parser.parse(xml, true) as { annotation?: unknown }
    return annotation === '' ? {} : annotation
  } catch (error) {
    throw new Error(`it is damaged XML (${messageOf(error)})`)
  }
}

function annotationOf({
  name,
  bndbox,
  attributes,
  pose,
  actions = {},
  ...flags
}: z.infer<typeof VocObject>): ReadAnnotation | null {
  if (!name || !bndbox) return null
  const { xmin, ymin, xmax, ymax } = bndbox
  return {
    label: name,
    shape: { kind: 'box', x: xmin, y: ymin, width: tidyNumber(xmax - xmin), height: tidyNumber(ymax - ymin) },
    attributes: {
      ...(pose && pose !== 'Unspecified' && { pose }),
      ...(flags.truncated === '1' && { truncated: true }),
      ...(flags.difficult === '1' && { difficult: true }),
      ...Object.fromEntries(Object.entries(actions).flatMap(([action, value]) => (value === '1' ? [[action, true]] : []))),
      ...Object.fromEntries((attributes?.attribute ?? []).map((attribute) => [attribute.name, readAttribute(attribute.value)])),
    },
    ...(flags.occluded === '1' && { occluded: true }),
  }
}
