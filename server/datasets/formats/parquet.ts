import { z } from 'zod'
import { Attributes } from '#shared/domain/annotation.ts'
import type { Split } from '#shared/domain/asset.ts'
import { Shape } from '#shared/shapes/index.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, extensionOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { type ImageSize, readImageSize } from './image-size.ts'
import { columnsOf, fieldOf, objectsOf, type TableColumns } from './parquet-columns.ts'
import { openParquet, type ParquetRow } from './parquet-file.ts'
import { splitByFolder, splitInName } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeParquet } from './write-parquet.ts'

const SCORE = 0.97
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
})

/** Tables of images in Parquet, as Hugging Face keeps data sets: bytes or paths, boxes and classes. */
export const parquet: Format = {
  id: 'parquet',
  title: 'Parquet (Hugging Face)',
  tasks: ['detection', 'segmentation', 'classification', 'multilabel', 'keypoints', 'oriented', 'regression'],
  detect,
  read,
  write: writeParquet,
}

const tablesIn = (tree: FileTree): string[] =>
  tree.files.filter(({ path }) => extensionOf(path) === 'parquet').map(({ path }) => path)

async function detect(tree: FileTree): Promise<Detection> {
  for (const path of tablesIn(tree)) {
    const columns = await openParquet(tree, path).then(columnsOf, () => null)
    if (columns) return { score: SCORE, why: `${path} is a table with images in the column "${columns.image ?? columns.path}"` }
  }
  return NOT_DETECTED
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const tables = tablesIn(tree)
  const find = createImageFinder(tree)
  const taken = new Set<string>()
  for (const from of tables) {
    try {
      const table = await openParquet(tree, from)
      const columns = columnsOf(table)
      if (!columns) throw new Error('it has no column of images: expected "image" with bytes, or a column of paths')
      const asCorners = columns.objects === null ? false : await holdsCorners(table.rows(), columns)
      if (asCorners) findings.lose('boxes whose numbers are two corners rather than a corner and a size', from, 1, 'converted')
      let number = 0
      for await (const row of table.rows()) {
        const path = await placeOf(row, columns, { from, number: ++number })
        if (path === null)
          findings.reject(
            nameIn(row, columns) ?? `row ${number}`,
            `${from} labels it, but holds no picture of it, and none of its name lies beside`,
          )
        else yield await imageOf(row, columns, { path, from, asCorners })
      }
    } catch (error) {
      findings.reject(from, `it cannot be read to its end: ${messageOf(error)}`)
    }
  }
  for (const { path } of tree.files)
    if (claimsToBeImage(path) && !taken.has(path))
      yield { path, labelled: false, size: null, split: splitByFolder(path), annotations: [] }
  reportUnused(tree, new Set([...tables, ...tree.files.map(({ path }) => path).filter(claimsToBeImage)]), findings)

  /** Where a row's image is: kept as a file of its own, or beside the table. */
  async function placeOf(
    row: ParquetRow,
    columns: TableColumns,
    { from, number }: { from: string; number: number },
  ): Promise<string | null> {
    const bytes = bytesIn(row, columns)
    const name = nameIn(row, columns)
    if (bytes) return tree.keep([...foldersOf(from), stemOf(from), name ?? `${number}.jpg`].join('/'), bytes)
    const beside = name === null ? null : find.named(name, from)
    if (beside !== null && !taken.has(beside)) taken.add(beside)
    return beside
  }

  async function imageOf(
    row: ParquetRow,
    columns: TableColumns,
    { path, from, asCorners }: { path: string; from: string; asCorners: boolean },
  ): Promise<ReadImage> {
    const size = statedSize(row, columns) ?? (columns.objects === null ? null : await readImageSize(tree, path))
    const objects = objectsOf(row, columns).flatMap((object) => annotationOf(object, columns, asCorners, path, findings))
    // What an object says of the whole image in full, the column of classes says once more.
    const known = new Set(objects.filter(({ shape }) => shape.kind === 'whole').map(({ label }) => label))
    const annotations = [...classesOf(row, columns).filter(({ label }) => !known.has(label)), ...objects]
    const saysWhatIsThere = columns.objects !== null || annotations.length > 0
    return { path, labelled: saysWhatIsThere, size, split: splitOf(from), annotations }
  }
}

function annotationOf(
  object: ParquetRow,
  { nameOf }: TableColumns,
  asCorners: boolean,
  where: string,
  findings: Findings,
): ReadAnnotation[] {
  const label = labelOf(fieldOf(object, 'class'), nameOf, object)
  const numbers = numbersIn(fieldOf(object, 'box'))
  const details = detailsIn(object)
  if (label === null) findings.lose('boxes without a class', where)
  else if (details?.shape) return [said(label, details.shape, details)]
  else if (numbers.length !== 4 || !numbers.every(Number.isFinite)) findings.lose('boxes that are not four numbers', where)
  else {
    const [x, y, third, fourth] = numbers as [number, number, number, number]
    const [width, height] = asCorners ? [third - x, fourth - y] : [third, fourth]
    return [said(label, { kind: 'box', x, y, width, height }, details)]
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

function detailsIn({ details }: ParquetRow): z.infer<typeof Details> | null {
  if (typeof details !== 'string') return null
  try {
    return Details.parse(JSON.parse(details))
  } catch {
    // Some other program's field of this name: its boxes are read like any others.
    return null
  }
}

function classesOf(row: ParquetRow, { classes, nameOf }: TableColumns): ReadAnnotation[] {
  if (classes === null) return []
  const values = [row[classes]].flat()
  return values.flatMap((value) => {
    const label = labelOf(value, nameOf, { [classes]: value })
    return label === null ? [] : [{ label, shape: { kind: 'whole' as const }, attributes: {} }]
  })
}

/** A class by its name; a number by what the file calls it, else as it is. Datasets without a class for an image say -1. */
function labelOf(value: unknown, nameOf: TableColumns['nameOf'], holder: ParquetRow): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  const field = Object.entries(holder).find(([, one]) => one === value)?.[0] ?? ''
  return Number(value) < 0 ? null : (nameOf(field, Number(value)) ?? String(value))
}

/** Whether the boxes of a table can only be corners: as sizes some reach over their image, as corners none does. */
async function holdsCorners(rows: AsyncIterable<ParquetRow>, columns: TableColumns): Promise<boolean> {
  let reachesOver = false
  for await (const row of rows) {
    const size = statedSize(row, columns)
    for (const object of objectsOf(row, columns)) {
      const [x = 0, y = 0, third = 0, fourth = 0] = numbersIn(fieldOf(object, 'box'))
      if (third < x || fourth < y) return false
      if (size && (x + third > size.width + SLACK_PIXELS || y + fourth > size.height + SLACK_PIXELS)) reachesOver = true
    }
  }
  return reachesOver
}

function statedSize(row: ParquetRow, { width, height }: TableColumns): ImageSize | null {
  const [across, down] = [Number(row[width ?? ''] ?? 0), Number(row[height ?? ''] ?? 0)]
  return across > 0 && down > 0 ? { width: across, height: down } : null
}

const numbersIn = (value: unknown): number[] =>
  Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<number | bigint>, Number) : []

function bytesIn(row: ParquetRow, { image }: TableColumns): Uint8Array | null {
  const value = image === null ? null : row[image]
  const bytes = value instanceof Uint8Array ? value : (value as { bytes?: unknown } | null | undefined)?.bytes
  return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : null
}

function nameIn(row: ParquetRow, { image, path }: TableColumns): string | null {
  const inside = image === null ? null : (row[image] as { path?: unknown } | null | undefined)?.path
  const name = inside ?? (path === null ? null : row[path])
  return typeof name === 'string' && name !== '' ? name : null
}

/** "data/train-00000-of-00001.parquet", or "train/part.parquet". */
const splitOf = (path: string): Split | null => splitInName(baseName(path)) ?? splitByFolder(path)
