import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { type ClassIndex, createClassIndex } from './class-index.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { csvLine } from './write-table.ts'
import { type Entry, imageFiles, ofSplit, usedSplits } from './written-entries.ts'

const BOX_HEADER = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside'
const LABEL_HEADER = 'ImageID,Source,LabelName,Confidence'
const IMAGE_HEADER =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation'
/** Attributes with a column, in the order of the columns. */
const FLAGS = ['truncated', 'group of', 'depiction', 'inside']
/** So many digits of a share are less than a millionth of a pixel on the largest image. */
const DIGITS = 11

/** annotations/*.csv for each split (boxes, labels of whole images), for the images and the names of classes, and, where wanted, images/{train,validation,test}. */
export async function* writeOpenImages(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  yield* imageFiles(source, ({ split, fileName }) => `images/${split}/${fileName}`)
  for (const split of await usedSplits(source)) {
    const boxes = tableOf(ofSplit(source, split), BOX_HEADER, (entry) => boxRows(entry, classes, findings))
    yield { path: `annotations/${split}-annotations-bbox.csv`, content: { text: boxes } }
    const wholes = tableOf(ofSplit(source, split), LABEL_HEADER, (entry) => labelRows(entry, classes))
    yield { path: `annotations/${split}-annotations-human-imagelabels.csv`, content: { text: wholes } }
  }
  const images = tableOf(source.entries(), IMAGE_HEADER, imageRow)
  yield { path: 'annotations/image_ids_and_rotation.csv', content: { text: images } }
  const names = classes.names().map((name, at) => csvLine([idOf(at), name]))
  yield { path: 'annotations/class-descriptions.csv', content: { text: [csvLine(['LabelName', 'DisplayName']), ...names] } }
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
  return entry.annotations.flatMap((annotation) => {
    const { shape, label, attributes, occluded } = annotation
    loseExtras(annotation, shape.kind === 'whole' ? [] : ['attributes', 'occluded'], lose)
    const box = shape.kind === 'whole' ? null : heldBox(shape, entry, lose)
    if (!box) return []
    if (Object.entries(attributes).some(([name, value]) => !FLAGS.includes(name) || value !== true))
      lose(`attributes other than ${FLAGS.map((flag) => `"${flag}"`).join(', ')}`)
    const { x, y, width, height } = box
    const sides = [share(x, entry.width), share(x + width, entry.width), share(y, entry.height), share(y + height, entry.height)]
    const flags = [occluded, ...FLAGS.map((name) => attributes[name] === true)].map((flag) => (flag ? '1' : '0'))
    return [[stemOf(entry.fileName), 'xclick', idOf(classes.of(label)), '1', ...sides, ...flags]]
  })
}

const labelRows = ({ annotations, fileName }: Entry, classes: ClassIndex): string[][] =>
  annotations
    .filter(({ shape }) => shape.kind === 'whole')
    .map(({ label }) => [stemOf(fileName), 'verification', idOf(classes.of(label)), '1'])

/** Addresses and authors of photographs, which are not known here. */
const NO_ORIGIN = Array.from({ length: 9 }, () => '')
const imageRow = ({ fileName, split }: Entry): string[][] => [[stemOf(fileName), split, ...NO_ORIGIN, '0']]

const share = (value: number, side: number): string => String(Number((value / side).toFixed(DIGITS)))
