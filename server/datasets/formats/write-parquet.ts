import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import { bounds } from '#shared/shapes/index.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import type { LegendEntry } from './legend.ts'
import { createMetaColumns, type MetaColumn } from './meta-fields.ts'
import { type Entry, imageBytes, usedSplits } from './written-entries.ts'
import { writtenLegend } from './written-legend.ts'

type Annotation = Entry['annotations'][number]

/** A group of rows is written when it has so many, or so many bytes of images. */
const MOST_ROWS = 500
const MOST_BYTES = 32 * 1024 * 1024
const CREATED_BY = 'labelloop'

/** data/{train,validation,test}-00000-of-00001.parquet: a row for each image, its bytes inside where they are wanted, with the notes that Hugging Face's library reads. */
export async function* writeParquet(source: ExportSource, _findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const meta = createMetaColumns(Object.keys(EMPTY))
  for (const split of await usedSplits(source, meta.see))
    yield { path: `data/${split}-00000-of-00001.parquet`, content: { bytes: table(source, split, legend, meta.columns()) } }
}

async function* table(
  source: ExportSource,
  split: Entry['split'],
  legend: readonly LegendEntry[],
  meta: readonly MetaColumn[],
): AsyncIterable<Uint8Array> {
  const writer = new ByteWriter()
  const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features: features(legend, meta) } }) }]
  const file = new ParquetWriter({ writer, schema: schemaWith(meta), kvMetadata, createdBy: CREATED_BY })
  const places = new Map(legend.map(({ name }, place) => [name, place]))
  let rows: Row[] = []
  let bytes = 0
  for await (const entry of source.entries(split)) {
    const image = await imageBytes(source, entry)
    rows.push(rowOf(entry, image, places))
    bytes += image?.length ?? 0
    if (rows.length < MOST_ROWS && bytes < MOST_BYTES) continue
    yield await group(rows)
    rows = []
    bytes = 0
  }
  if (rows.length > 0) yield await group(rows)
  await file.finish()
  yield taken(writer)

  async function group(written: readonly Row[]): Promise<Uint8Array> {
    const columns = Object.keys(EMPTY) as (keyof typeof EMPTY)[]
    await file.write({
      columnData: [
        ...columns.map((name) => ({
          name,
          data: written.map((row) => row[name]),
          ...(name === 'image' && { codec: 'UNCOMPRESSED' as const, encoding: 'PLAIN' as const, statistics: false }),
        })),
        ...meta.map(({ name, of, isNumber }) => ({ name, data: written.map((row) => cellOf(row.meta[of], isNumber)) })),
      ],
      rowGroupSize: written.length,
    })
    return taken(writer)
  }
}

/** What was written since the last time; the writer goes on counting. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

interface Row {
  readonly image: { readonly bytes: Uint8Array | null; readonly path: string }
  readonly image_id: string
  readonly width: number
  readonly height: number
  readonly objects: {
    readonly bbox: readonly (readonly number[])[]
    readonly category: readonly number[]
    readonly details: readonly (string | null)[]
  }
  readonly labels: readonly number[]
  readonly meta: AssetMeta
}
const EMPTY: { readonly [K in Exclude<keyof Row, 'meta'>]: null } = {
  image: null,
  image_id: null,
  width: null,
  height: null,
  objects: null,
  labels: null,
}

function rowOf(
  { fileName, hash, width, height, annotations, meta = {} }: Entry,
  image: Buffer | null,
  places: ReadonlyMap<string, number>,
): Row {
  const placeOf = ({ label }: Annotation) => places.get(label) as number
  return {
    image: { bytes: image, path: fileName },
    image_id: hash,
    width,
    height,
    objects: {
      bbox: annotations.map(({ shape }) => {
        const extent = bounds(shape) ?? { x: 0, y: 0, width, height }
        return [extent.x, extent.y, extent.width, extent.height].map(tidyNumber)
      }),
      category: annotations.map(placeOf),
      details: annotations.map(detailsOf),
    },
    labels: annotations.filter(({ shape }) => bounds(shape) === null).map(placeOf),
    meta,
  }
}

const cellOf = (value: string | number | undefined, isNumber: boolean): string | number | null =>
  value === undefined ? null : isNumber ? value : String(value)

/** What a box and a class do not say, as JSON; null where there is nothing more. */
function detailsOf({ shape, attributes, occluded, order, group, track, originId }: Annotation): string | null {
  const details = {
    ...(shape.kind !== 'box' && { shape }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(occluded && { occluded }),
    ...(order !== 0 && { order }),
    ...(group !== null && { group }),
    ...(track && { track: { number: track.number, keyframe: track.keyframe } }),
    ...(originId !== undefined && { id: originId }),
  }
  return Object.keys(details).length > 0 ? JSON.stringify(details) : null
}

const leaf = (name: string, type: Partial<SchemaElement>): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', ...type } as SchemaElement,
]
const struct = (name: string, fields: readonly SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: fields.length },
  ...fields.flat(),
]
/** The three levels of a list (Parquet, "Logical types"). */
const list = (name: string, element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
]
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const
const BYTES = { type: 'BYTE_ARRAY' } as const
const WHOLE = { type: 'INT32' } as const
const NUMBER = { type: 'DOUBLE' } as const

const COLUMNS = [
  struct('image', [leaf('bytes', BYTES), leaf('path', TEXT)]),
  leaf('image_id', TEXT),
  leaf('width', WHOLE),
  leaf('height', WHOLE),
  struct('objects', [
    list('bbox', list('element', leaf('element', NUMBER))),
    list('category', leaf('element', WHOLE)),
    list('details', leaf('element', TEXT)),
  ]),
  list('labels', leaf('element', WHOLE)),
]

function schemaWith(meta: readonly MetaColumn[]): SchemaElement[] {
  const columns = [...COLUMNS, ...meta.map(({ name, isNumber }) => leaf(name, isNumber ? NUMBER : TEXT))]
  return [{ name: 'root', num_children: columns.length }, ...columns.flat()]
}

/** The columns in the words of Hugging Face's library. */
function features(legend: readonly LegendEntry[], meta: readonly MetaColumn[]) {
  const value = (dtype: string) => ({ dtype, _type: 'Value' })
  const classes = { names: legend.map(({ name }) => name), _type: 'ClassLabel' }
  const sequence = (feature: object, more: object = {}) => ({ feature, ...more, _type: 'Sequence' })
  return {
    image: { _type: 'Image' },
    image_id: value('string'),
    width: value('int32'),
    height: value('int32'),
    objects: sequence({ bbox: sequence(value('float64')), category: classes, details: value('string') }),
    labels: sequence(classes),
    ...Object.fromEntries(meta.map(({ name, isNumber }) => [name, value(isNumber ? 'float64' : 'string')])),
  }
}
