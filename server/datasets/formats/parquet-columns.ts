import type { SchemaTree } from 'hyparquet'
import { z } from 'zod'
import { metaBeside } from './meta-fields.ts'
import type { ParquetFile, ParquetRow } from './parquet-file.ts'

const IMAGE = /^(image|img|picture|photo|pixel_values|jpg|png|bytes)$/i
const IMAGE_PATH = /^(image_?path|file_?name|path|image_file|image|img)$/i
const CLASS = /^(labels?|class(es)?|class_label|category|categories|target|fine_label)$/i
const BOX = /^(bbox|bboxes|box|boxes)$/i

/** Names of numbers as the library "datasets" of Hugging Face notes them: of each field, by its path. */
const Noted = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) })

/** Where a table keeps its images and their labels. */
export interface TableColumns {
  /** A column of bytes, or of bytes and a path. */
  readonly image: string | null
  /** A column of texts with the name of the image. */
  readonly path: string | null
  readonly width: string | null
  readonly height: string | null
  /** A column of the class or classes of the whole image. */
  readonly classes: string | null
  /** A column of objects (their fields as lists, or a list of them); empty where their fields are columns of the table. */
  readonly objects: string | null
  /** Columns of single values that say something else of the image; none where a row is about one object. */
  readonly others: readonly string[]
  /** How a number of a column, or of a field of the objects, is called. */
  nameOf(field: string, number: number): string | null
}

/** Finds the columns of images, classes and boxes in a table; null where it has no images. */
export function columnsOf({ columns, notes }: Pick<ParquetFile, 'columns' | 'notes'>): TableColumns | null {
  const find = (fits: (column: SchemaTree) => boolean) => columns.find(fits)?.element.name ?? null
  const named = (pattern: RegExp) => (column: SchemaTree) => pattern.test(column.element.name)
  const image = find((column) => (named(IMAGE)(column) && isBytes(column)) || isImageStruct(column))
  const path = find((column) => named(IMAGE_PATH)(column) && isText(column))
  if (image === null && path === null) return null
  const objects = find((column) => column.children.length > 0 && hasField(column, BOX))
  const boxes = find(named(BOX))
  const isBoxColumn = objects !== null && objects === boxes
  const used = {
    image,
    path,
    width: find(named(/^(image_)?width$/i)),
    height: find(named(/^(image_)?height$/i)),
    objects: boxes !== null && (isBoxColumn || objects === null) ? '' : objects,
    // Beside a column of boxes it holds their classes.
    classes: boxes === null ? find((column) => named(CLASS)(column) && !hasField(column, BOX)) : null,
  }
  const taken: readonly (string | null)[] = Object.values(used)
  const others = columns.filter((column) => isLeaf(column) && !named(CLASS)(column)).map(({ element }) => element.name)
  return {
    ...used,
    others: used.objects === '' ? [] : others.filter((name) => !taken.includes(name)),
    nameOf: namesIn(notes),
  }
}

const HASH = /^[0-9a-f]{64}$/

/** What else a row says of its image; null where nothing. A hash of the image says nothing. */
export function metaInRow(row: ParquetRow, { others }: TableColumns): Record<string, unknown> | null {
  const said = others.map((name) => [name, row[name]] as const).filter(([, value]) => !HASH.test(String(value)))
  return metaBeside(Object.fromEntries(said), [])
}

/** The fields of a row's objects, one record for each object. */
export function objectsOf(row: ParquetRow, { objects }: TableColumns): ParquetRow[] {
  if (objects === null) return []
  const value = objects === '' ? row : row[objects]
  if (Array.isArray(value)) return value.filter((one): one is ParquetRow => typeof one === 'object' && one !== null)
  if (typeof value !== 'object' || value === null) return []
  if (isOneBox(fieldOf(value as ParquetRow, 'box')?.[1])) return [objectIn(value as ParquetRow)]
  const lists = Object.entries(value as ParquetRow).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const count = lists.find(([name]) => BOX.test(name))?.[1].length ?? 0
  return Array.from({ length: count }, (_, at) => Object.fromEntries(lists.map(([name, list]) => [name, list[at]])))
}

/** Four numbers rather than a list of boxes. */
const isOneBox = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number' || typeof one === 'bigint')

/** What a row says of the one object it is about. */
const objectIn = (row: ParquetRow): ParquetRow =>
  Object.fromEntries(Object.entries(row).filter(([name]) => BOX.test(name) || CLASS.test(name) || name === 'details'))

/** A field of an object by what it may be called: its name and its value. */
export function fieldOf(object: ParquetRow, what: 'box' | 'class'): [name: string, value: unknown] | undefined {
  const pattern = what === 'box' ? BOX : CLASS
  return Object.entries(object).find(([name]) => pattern.test(name))
}

const isLeaf = ({ children }: SchemaTree): boolean => children.length === 0
const isText = (column: SchemaTree): boolean =>
  isLeaf(column) &&
  column.element.type === 'BYTE_ARRAY' &&
  (column.element.converted_type === 'UTF8' || column.element.logical_type?.type === 'STRING')
const isBytes = (column: SchemaTree): boolean => isLeaf(column) && column.element.type === 'BYTE_ARRAY' && !isText(column)
const isImageStruct = ({ children }: SchemaTree): boolean =>
  children.some((child) => child.element.name === 'bytes' && isBytes(child))

function hasField(column: SchemaTree, pattern: RegExp): boolean {
  return pattern.test(column.element.name) || column.children.some((child) => hasField(child, pattern))
}

function namesIn(notes: ReadonlyMap<string, string>): TableColumns['nameOf'] {
  const lists = new Map<string, readonly string[]>()
  const noted = notes.get('huggingface')
  if (noted !== undefined) collect(featuresIn(noted), '', lists)
  return (field, number) => lists.get(field)?.[number] ?? null
}

function featuresIn(noted: string): Record<string, unknown> {
  try {
    return Noted.parse(JSON.parse(noted)).info.features
  } catch {
    // Notes of another version: numbers are their own names then.
    return {}
  }
}

/** "names" of every field, wherever it is nested, under the name of the nearest field. */
function collect(value: unknown, field: string, lists: Map<string, readonly string[]>): void {
  if (typeof value !== 'object' || value === null) return
  const names = (value as { names?: unknown }).names
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) lists.set(field, names)
  for (const [name, inner] of Object.entries(value)) collect(inner, name === 'feature' ? field : name, lists)
}
