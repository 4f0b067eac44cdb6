import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, extensionOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { createImagePlaces, type ImagePlace } from './image-places.ts'
import { readImageSize } from './image-size.ts'
import { joinedImages } from './joined-images.ts'
import { columnsOf, metaInRow, objectsOf, type TableColumns } from './parquet-columns.ts'
import type { ParquetRow } from './parquet-file.ts'
import { openParquet } from './parquet-process.ts'
import { annotationOf, bytesIn, classesOf, holdsCorners, nameIn, statedSize } from './parquet-rows.ts'
import { createPartShare } from './read-share.ts'
import { splitByFolder, splitInName } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeParquet } from './write-parquet.ts'

const SCORE = 0.97

/** Tables of images in Parquet, as Hugging Face keeps data sets: bytes or paths, boxes and classes. */
export const parquet: Format = {
  id: 'parquet',
  title: 'Parquet (Hugging Face)',
  tasks: ['detection', 'segmentation', 'classification', 'multilabel', 'keypoints', 'oriented', 'regression'],
  detect,
  read,
  write: writeParquet,
  writesMeta: true,
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
  const places = createImagePlaces(tree)
  const shareWith = createPartShare(tree, tables)
  for (const from of tables) yield* joinedImages(imagesIn(from))
  yield* places.others()
  reportUnused(tree, new Set([...tables, ...tree.files.map(({ path }) => path).filter(claimsToBeImage)]), findings)

  /** An image for each row; rows that follow each other may be about the same one. */
  async function* imagesIn(from: string): AsyncIterable<ReadImage> {
    try {
      const table = await openParquet(tree, from)
      const columns = columnsOf(table)
      if (!columns) throw new Error('it has no column of images: expected "image" with bytes, or a column of paths')
      const asCorners = columns.objects === null ? false : await holdsCorners(table.rows(pixelColumns(columns)), columns)
      if (asCorners) findings.lose('boxes whose numbers are two corners rather than a corner and a size', from, 1, 'converted')
      const placeOf = placesIn(from, columns)
      let last: string | null = null
      let number = 0
      for await (const row of table.rows()) {
        number++
        const share = bytesIn(row, columns) ? { share: shareWith(from, number / table.count) } : {}
        const place = await placeOf(row)
        if (!place) continue
        if (place.isFirst || place.path === last)
          yield { ...(await imageOf(row, columns, { path: place.path, from, asCorners })), ...share }
        else findings.lose('rows of an image that rows before others label already', `${from}: ${place.path}`)
        last = place.path
      }
    } catch (error) {
      findings.reject(from, `it cannot be read to its end: ${messageOf(error)}`)
    }
  }

  /** Where a row's image is: kept as a file of its own, or beside the table; null where it is nowhere, which is told. */
  function placesIn(from: string, columns: TableColumns): (row: ParquetRow) => Promise<ImagePlace | null> {
    const home = [...foldersOf(from), stemOf(from)].join('/')
    let number = 0
    let nameless: { bytes: Uint8Array; path: string } | null = null
    return async (row) => {
      number++
      const bytes = bytesIn(row, columns)
      const name = nameIn(row, columns)
      if (bytes && name === null) {
        // Without a name, the pixels alone say that it is the image of the row before.
        if (!nameless || Buffer.compare(nameless.bytes, bytes) !== 0) nameless = { bytes, path: `${home}/${number}.jpg` }
        return places.kept(nameless.path, bytes)
      }
      const place = bytes ? await places.kept(`${home}/${name}`, bytes) : name === null ? null : places.beside(name, from)
      if (!place)
        findings.reject(
          name ?? `row ${number}`,
          `${from} labels it, but holds no picture of it, and none of its name lies beside`,
        )
      return place
    }
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
    const meta = metaInRow(row, columns)
    return { path, labelled: saysWhatIsThere, size, split: splitOf(from), annotations, ...(meta && { meta }) }
  }
}

/** The columns that hold pixels and may hold most of the bytes. */
const pixelColumns = ({ image }: TableColumns): string[] => (image === null ? [] : [image])

/** "data/train-00000-of-00001.parquet", or "train/part.parquet". */
const splitOf = (path: string): Split | null => splitInName(baseName(path)) ?? splitByFolder(path)
