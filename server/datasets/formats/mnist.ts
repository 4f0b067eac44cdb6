import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { type Digit, idxDigits, isIdxImages, labelFileOf } from './mnist-idx.ts'
import { isPixelTable, tableDigits } from './mnist-table.ts'
import { createReadShare } from './read-share.ts'
import { type SeparatedTable, separatedTables } from './separated-table.ts'
import { splitInName } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writePng } from './write-png.ts'

const SCORE = 0.95
const NUMBER_DIGITS = 6
/** What the original files call the test split. */
const TEN_THOUSAND = /^t10k/i

/** MNIST and its kin: small grey images as rows of a table, or one after the other in a file of bytes. */
export const mnist: Format = {
  id: 'mnist',
  title: 'MNIST (CSV, IDX)',
  tasks: ['classification'],
  detect,
  read,
  write: null,
}

async function detect(tree: FileTree): Promise<Detection> {
  const images = tree.files.find(({ path }) => isIdxImages(path))
  if (images) return { score: SCORE, why: `${images.path} with images in the IDX format` }
  for await (const { path, head } of separatedTables(tree))
    if (isPixelTable(head)) return { score: SCORE, why: `${path} with the pixels of an image in every row` }
  return NOT_DETECTED
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const files = tree.files.map(({ path }) => path).filter(isIdxImages)
  const tables: SeparatedTable[] = []
  for await (const table of separatedTables(tree)) if (isPixelTable(table.head)) tables.push(table)
  const used = new Set([...files, ...tables.map(({ path }) => path)])
  const share = createReadShare(tree, [...used])
  for (const path of files) {
    const labels = labelFileOf(tree, path)
    used.add(labels ?? path)
    if (labels === null) findings.lose('images whose file of labels is not there', path)
    yield* imagesOf(path, idxDigits(tree, path, labels, share))
  }
  for (const table of tables)
    yield* imagesOf(
      table.path,
      tableDigits(table, share, (what) => findings.lose(what, table.path)),
    )
  reportUnused(tree, used, findings)

  async function* imagesOf(from: string, digits: AsyncIterable<Digit>): AsyncIterable<ReadImage> {
    const name = stemOf(from)
    const split = TEN_THOUSAND.test(name) ? 'test' : splitInName(name)
    let number = 0
    try {
      for await (const { pixels, label, ...size } of digits) {
        const file = `${name}/${String(++number).padStart(NUMBER_DIGITS, '0')}.png`
        const path = await tree.keep(file, writePng({ ...size, values: pixels }))
        const annotations = label === null ? [] : [{ label, shape: { kind: 'whole' as const }, attributes: {} }]
        yield { path, labelled: label !== null, size: null, split, annotations, share: share.now() }
      }
    } catch (error) {
      findings.reject(from, `it cannot be read to its end (${messageOf(error)})`)
    }
  }
}
