import { z } from 'zod'
import { Attributes } from '#shared/domain/annotation.ts'
import { Shape } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import type { ReadAnnotation } from './format.ts'
import type { ImageSize } from './image-size.ts'
import { fieldOf, objectsOf, type TableColumns } from './parquet-columns.ts'
import type { ParquetRow } from './parquet-file.ts'

/** What a box may reach over its image by, in pixels, before its last two numbers must be corners. */
const SLACK_PIXELS = 1

/** What Labelloop's own tables say of an annotation besides its box. */
const Details = z.object({
  shape: Shape.optional(),
  attributes: Attributes.default({}),
  occluded: z.boolean().default(false),
  order: z.number().default(0),
  group: z.string().nullable().default(null),
  track: z.object({ number: z.number(), keyframe: z.boolean() }).nullable().default(null),
  id: z.string().optional(),
})

/** The annotation that an object of a row is, its box as two corners or as a corner and a size; what is none is told. */
export function annotationOf(
  object: ParquetRow,
  { nameOf }: TableColumns,
  asCorners: boolean,
  where: string,
  findings: Findings,
): ReadAnnotation[] {
  const [field = '', value] = fieldOf(object, 'class') ?? []
  const label = labelOf(value, (number) => nameOf(field, number))
  const numbers = boxOf(object)
  const details = detailsIn(object)
  const id = details?.id ?? idIn(object)
  const called = id === undefined ? {} : { id }
  if (label === null) findings.lose('boxes without a class', where)
  else if (details?.shape) return [{ ...said(label, details.shape, details), ...called }]
  else if (numbers.length !== 4 || !numbers.every(Number.isFinite)) findings.lose('boxes that are not four numbers', where)
  else {
    const [x, y, third, fourth] = numbers as [number, number, number, number]
    const [width, height] = asCorners ? [third - x, fourth - y] : [third, fourth]
    return [{ ...said(label, { kind: 'box', x, y, width, height }, details), ...called }]
  }
  return []
}

function said(label: string, shape: Shape, details: z.infer<typeof Details> | null): ReadAnnotation {
  if (!details) return { label, shape, attributes: {} }
  const { attributes, occluded, order, group, track } = details
  return {
    label,
    shape,
    attributes,
    ...(occluded && { occluded }),
    ...(order !== 0 && { order }),
    ...(group !== null && { group }),
    ...(track && { track: { number: track.number, isKeyframe: track.keyframe } }),
  }
}

/** What the objects' own list of ids says of one, as Hugging Face's tables have it. */
const idIn = ({ id }: ParquetRow): string | undefined =>
  typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : undefined

function detailsIn({ details }: ParquetRow): z.infer<typeof Details> | null {
  if (typeof details !== 'string') return null
  try {
    return Details.parse(JSON.parse(details))
  } catch {
    // Some other program's field of this name: its boxes are read like any others.
    return null
  }
}

/** The classes of a row's whole image. */
export function classesOf(row: ParquetRow, { classes, nameOf }: TableColumns): ReadAnnotation[] {
  if (classes === null) return []
  const values = [row[classes]].flat()
  return values.flatMap((value) => {
    const label = labelOf(value, (number) => nameOf(classes, number))
    return label === null ? [] : [{ label, shape: { kind: 'whole' as const }, attributes: {} }]
  })
}

/** A class by its name; a number by what the file calls it, else as it is. Datasets without a class for an image say -1. */
function labelOf(value: unknown, nameOf: (number: number) => string | null): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  return Number(value) < 0 ? null : (nameOf(Number(value)) ?? String(value))
}

/** Whether the boxes of a table can only be corners: as sizes some reach over their image, as corners none does. */
export async function holdsCorners(rows: AsyncIterable<ParquetRow>, columns: TableColumns): Promise<boolean> {
  let reachesOver = false
  for await (const row of rows) {
    const size = statedSize(row, columns)
    for (const object of objectsOf(row, columns)) {
      const [x = 0, y = 0, third = 0, fourth = 0] = boxOf(object)
      if (third < x || fourth < y) return false
      if (size && (x + third > size.width + SLACK_PIXELS || y + fourth > size.height + SLACK_PIXELS)) reachesOver = true
    }
  }
  return reachesOver
}

/** The pixels of a row's image, where it says them. */
export function statedSize(row: ParquetRow, { width, height }: TableColumns): ImageSize | null {
  const [across, down] = [Number(row[width ?? ''] ?? 0), Number(row[height ?? ''] ?? 0)]
  return across > 0 && down > 0 ? { width: across, height: down } : null
}

function boxOf(object: ParquetRow): number[] {
  const value = fieldOf(object, 'box')?.[1]
  return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<number | bigint>, Number) : []
}

/** The bytes of a row's image, where it holds them. */
export function bytesIn(row: ParquetRow, { image }: TableColumns): Uint8Array | null {
  const value = image === null ? null : row[image]
  const bytes = value instanceof Uint8Array ? value : (value as { bytes?: unknown } | null | undefined)?.bytes
  return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : null
}

/** The name of a row's image, where it has one. */
export function nameIn(row: ParquetRow, { image, path }: TableColumns): string | null {
  const inside = image === null ? null : (row[image] as { path?: unknown } | null | undefined)?.path
  const name = inside ?? (path === null ? null : row[path])
  return typeof name === 'string' && name !== '' ? name : null
}
