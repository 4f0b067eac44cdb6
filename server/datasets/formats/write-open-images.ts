import type { Box } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'
import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { type ClassIndex, createClassIndex } from './class-index.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { openImagesObjects } from './open-images-objects.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { writePng } from './write-png.ts'
import { type Entry, imageFiles, usedSplits } from './written-entries.ts'

const BOX_HEADER = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside'
const LABEL_HEADER = 'ImageID,Source,LabelName,Confidence'
const MASK_HEADER = 'MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks'
const IMAGE_HEADER =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation'
/** Attributes with a column, in the order of the columns. */
const FLAGS = ['truncated', 'group of', 'depiction', 'inside']
/** So many digits of a share are less than a millionth of a pixel on the largest image. */
const DIGITS = 11
const WHITE = 255

/**
 * annotations/*.csv for each split (boxes, masks, labels of whole images), for the images and the names of classes, masks/{train,validation,test} with a
 * picture for every object that is more than a box and, where wanted, images/{train,validation,test}.
 */
export async function* writeOpenImages(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  yield* imageFiles(source, ({ split, fileName }) => `images/${split}/${fileName}`)
  for (const split of await usedSplits(source)) {
    const boxes = tableOf(source.entries(split), BOX_HEADER, (entry) => boxRows(entry, classes, findings))
    yield { path: `annotations/${split}-annotations-bbox.csv`, content: { text: boxes } }
    const wholes = tableOf(source.entries(split), LABEL_HEADER, (entry) => labelRows(entry, classes))
    yield { path: `annotations/${split}-annotations-human-imagelabels.csv`, content: { text: wholes } }
    const masks = tableOf(source.entries(split), MASK_HEADER, (entry) => maskRows(entry, classes))
    yield { path: `annotations/${split}-annotations-object-segmentation.csv`, content: { text: masks } }
    yield* maskFiles(source.entries(split), `masks/${split}`)
  }
  const images = tableOf(source.entries(), IMAGE_HEADER, imageRow)
  yield { path: 'annotations/image_ids_and_rotation.csv', content: { text: images } }
  const names = classes.names().map((name, at) => csvLine([idOf(at), name]))
  yield { path: 'annotations/oidv6-class-descriptions.csv', content: { text: [csvLine(['LabelName', 'DisplayName']), ...names] } }
}

/** Ids in the manner of Open Images, whose own are those of a knowledge graph. */
const idOf = (at: number): string => `/m/${at}`

async function* tableOf(
  entries: AsyncIterable<Entry>,
  header: string,
  rowsOf: (entry: Entry) => string[][],
): AsyncIterable<string> {
  yield csvLine(header.split(','))
  for await (const entry of entries) yield rowsOf(entry).map(csvLine).join('')
}

function boxRows(entry: Entry, classes: ClassIndex, findings: Findings): string[][] {
  const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
  if (entry.annotations.length === 0) lose('that images without objects were looked at')
  for (const annotation of entry.annotations)
    loseExtras(annotation, annotation.shape.kind === 'whole' ? [] : ['attributes', 'occluded'], lose)
  return openImagesObjects(entry, lose).map(({ annotation: { label, attributes, occluded }, box }) => {
    if (Object.entries(attributes).some(([name, value]) => !FLAGS.includes(name) || value !== true))
      lose(`attributes other than ${FLAGS.map((flag) => `"${flag}"`).join(', ')}`)
    const flags = [occluded, ...FLAGS.map((name) => attributes[name] === true)].map((flag) => (flag ? '1' : '0'))
    return [stemOf(entry.fileName), 'xclick', idOf(classes.of(label)), '1', ...sidesOf(box, entry), ...flags]
  })
}

const maskRows = (entry: Entry, classes: ClassIndex): string[][] =>
  openImagesObjects(entry, () => {}).flatMap(({ annotation, box, mask }) =>
    mask
      ? [
          [
            mask.file,
            stemOf(entry.fileName),
            idOf(classes.of(annotation.label)),
            stemOf(mask.file),
            ...sidesOf(box, entry),
            '',
            '',
          ],
        ]
      : [],
  )

async function* maskFiles(entries: AsyncIterable<Entry>, folder: string): AsyncIterable<WrittenFile> {
  for await (const entry of entries)
    for (const { mask } of openImagesObjects(entry, () => {})) {
      if (!mask) continue
      const values = maskPixels(mask.pixels, { x: 0, y: 0, ...sizeOf(entry) }).map((inside) => inside * WHITE)
      yield { path: `${folder}/${mask.file}`, content: { bytes: [writePng({ ...sizeOf(entry), values })] } }
    }
}

const sizeOf = ({ width, height }: Entry) => ({ width, height })

const labelRows = ({ annotations, fileName }: Entry, classes: ClassIndex): string[][] =>
  annotations
    .filter(({ shape }) => shape.kind === 'whole')
    .map(({ label }) => [stemOf(fileName), 'verification', idOf(classes.of(label)), '1'])

/** Addresses and authors of photographs, which are not known here. */
const NO_ORIGIN = Array.from({ length: 9 }, () => '')
const imageRow = ({ fileName, split }: Entry): string[][] => [[stemOf(fileName), split, ...NO_ORIGIN, '0']]

const sidesOf = ({ x, y, width, height }: Box, entry: Entry): string[] => [
  share(x, entry.width),
  share(x + width, entry.width),
  share(y, entry.height),
  share(y + height, entry.height),
]

const share = (value: number, side: number): string => String(Number((value / side).toFixed(DIGITS)))
