import type { Attributes } from '#shared/domain/annotation.ts'
import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { numberIn } from './box-columns.ts'
import type { createImageFinder } from './find-image.ts'
import { BOX_COLUMNS, namedCells, type OpenImagesKind, type OpenImagesTable } from './open-images-tables.ts'
import { SPLIT_FILE_NAMES, splitNamed } from './splits-by-name.ts'

/** Left, right, top and bottom as shares of the image. */
export type Sides = readonly [left: number, right: number, top: number, bottom: number]

/** A box and what is said of it. */
interface BoxRow {
  readonly id: string
  readonly sides: Sides
  readonly attributes: Attributes
  readonly occluded?: boolean
}

/** An object whose mask lies in a picture of its own. */
export interface MaskRow {
  readonly id: string
  readonly sides: Sides
  readonly file: string
}

/** What the tables say of one image; classes by their ids. */
export interface ImageRows {
  /** Labels of the whole image; with a score where a machine gave them. */
  readonly labels: { readonly id: string; readonly score: number | null }[]
  readonly boxes: BoxRow[]
  readonly masks: MaskRow[]
  split: Split | null
  /** Whether people said something of it, be it only what is not there. */
  isJudged: boolean
}

const FLAGS = { IsTruncated: 'truncated', IsGroupOf: 'group of', IsDepiction: 'depiction', IsInside: 'inside' } as const

/** What the tables say of each image that is there. They are read row by row: tables of the whole data set take the memory of what is of use. */
export async function readOpenImagesRows(
  tables: readonly OpenImagesTable[],
  find: ReturnType<typeof createImageFinder>,
  findings: Findings,
): Promise<Map<string, ImageRows>> {
  const images = new Map<string, ImageRows>()
  for (const table of tables) {
    const lose = (what: string, id: string) => findings.lose(what, `${table.path}: ${id}`)
    try {
      for await (const cell of namedCells(table)) {
        const image = imageOf(cell('ImageID'), table, lose)
        if (image) takers[table.kind](image, cell, lose)
      }
    } catch (error) {
      findings.reject(table.path, `it cannot be read to its end (${messageOf(error)})`)
    }
  }
  return images

  function imageOf(id: string, { path: from, kind, split }: OpenImagesTable, lose: Lose): ImageRows | null {
    const path = find.named(id, from, split ? [SPLIT_FILE_NAMES[split], split] : []) ?? find.besides(`${id}.csv`)
    if (path === null) {
      lose(kind === 'images' ? 'listed images that are not there' : 'rows whose image is not there', id)
      return null
    }
    const known = images.get(path) ?? { labels: [], boxes: [], masks: [], split, isJudged: false }
    images.set(path, known)
    known.split ??= split
    return known
  }
}

type Cell = (name: string) => string
type Lose = (what: string, id: string) => void

const takers: Readonly<Record<OpenImagesKind, (image: ImageRows, cell: Cell, lose: Lose) => void>> = {
  images(image, cell) {
    image.split = splitNamed(cell('Subset')) ?? image.split
  },

  labels(image, cell, lose) {
    const confidence = numberIn(cell('Confidence'))
    const isOfMachine = confidence > 0 && confidence < 1
    if (!isOfMachine) image.isJudged = true
    if (confidence === 0) lose('labels that people say are not on the image', cell('ImageID'))
    else image.labels.push({ id: cell('LabelName'), score: isOfMachine ? confidence : null })
  },

  boxes(image, cell, lose) {
    const sides = BOX_COLUMNS.map((name) => numberIn(cell(name)))
    image.isJudged = true
    if (!sides.every(Number.isFinite)) return lose('rows without a box that can be read', cell('ImageID'))
    const flags = Object.entries(FLAGS).filter(([name]) => cell(name) === '1')
    image.boxes.push({
      id: cell('LabelName'),
      sides: sides as unknown as Sides,
      attributes: Object.fromEntries(flags.map(([, name]) => [name, true])),
      ...(cell('IsOccluded') === '1' && { occluded: true }),
    })
  },

  masks(image, cell) {
    const sides = BOX_COLUMNS.map((name) => numberIn(cell(`Box${name}`))) as unknown as Sides
    image.isJudged = true
    image.masks.push({ id: cell('LabelName'), sides, file: cell('MaskPath') })
  },
}
