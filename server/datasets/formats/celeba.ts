import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage } from '../sources/tree-path.ts'
import { type CelebaTable, readCelebaTable } from './celeba-table.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { readLines } from './image-texts.ts'
import { plainTemplate } from './skeleton-places.ts'
import { reportUnused } from './unused-files.ts'

const SCORE = 0.96
const FACE = 'face'
const LANDMARKS = 'face landmarks'
/** The tables of the data set, by what they are about (Liu et al., 2015). */
const TABLES = {
  attributes: /^list_attr_celeba\.(txt|csv)$/i,
  boxes: /^list_bbox_celeba\.(txt|csv)$/i,
  landmarks: /^list_landmarks(_align)?_celeba\.(txt|csv)$/i,
  people: /^identity_celeba\.(txt|csv)$/i,
  splits: /^list_eval_partition\.(txt|csv)$/i,
} as const
const SPLITS: readonly Split[] = ['train', 'validation', 'test']

/** CelebA: attributes of faces as tags, with boxes, landmarks and who it is where these are there. */
export const celeba: Format = {
  id: 'celeba',
  title: 'CelebA',
  tasks: ['multilabel', 'detection', 'keypoints'],

  async detect(tree) {
    const path = tableNamed(tree, TABLES.attributes)
    return path === null ? NOT_DETECTED : { score: SCORE, why: `${path} with attributes of faces` }
  },

  read,
  write: null,
}

const tableNamed = ({ files }: FileTree, name: RegExp): string | null =>
  files.find(({ path }) => name.test(baseName(path)))?.path ?? null

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const used = new Set<string>()
  const find = createImageFinder(tree)
  const table = async (name: RegExp): Promise<CelebaTable> => {
    const path = tableNamed(tree, name)
    if (path === null) return { columns: [], rows: new Map() }
    used.add(path)
    const { columns, rows } = readCelebaTable(await readLines(tree, path))
    const placed = new Map<string, readonly string[]>()
    for (const [image, cells] of rows) {
      const found = find.named(image, path)
      if (found === null) findings.lose('rows whose image is not there', `${path}: ${image}`)
      else placed.set(found, cells)
    }
    return { columns, rows: placed }
  }
  const tags = await table(TABLES.attributes)
  const [boxes, landmarks, people] = [await table(TABLES.boxes), await table(TABLES.landmarks), await table(TABLES.people)]
  const splits = await table(TABLES.splits)
  const parts = partsOf(landmarks.columns)
  if (landmarks.rows.size > 0) declare({ name: LANDMARKS, shape: 'skeleton', skeleton: plainTemplate(parts) })
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const annotations = [
      ...tagsOf(tags, path),
      ...faceOf(boxes.rows.get(path), people.rows.get(path)),
      ...skeletonOf(landmarks.rows.get(path), parts),
    ]
    const isLabelled = tags.rows.has(path) || annotations.length > 0
    const split = SPLITS[Number(splits.rows.get(path)?.[0] ?? Number.NaN)] ?? null
    yield { path, labelled: isLabelled, size: null, split, annotations }
  }
  reportUnused(tree, used, findings)
}

const tagsOf = ({ columns, rows }: CelebaTable, path: string): ReadAnnotation[] =>
  columns
    .filter((_, at) => rows.get(path)?.[at] === '1')
    .map((label) => ({ label: label.replaceAll('_', ' '), shape: { kind: 'whole' }, attributes: {} }))

function faceOf(cells: readonly string[] | undefined, person: readonly string[] | undefined): ReadAnnotation[] {
  if (!cells) return []
  const [x = 0, y = 0, width = 0, height = 0] = cells.map(Number)
  const attributes = person?.[0] === undefined ? {} : { identity: person[0] }
  return [{ label: FACE, shape: { kind: 'box', x, y, width, height }, attributes }]
}

// "lefteye_x lefteye_y" is the place of the left eye.
const partsOf = (columns: readonly string[]): string[] =>
  columns.filter((_, at) => at % 2 === 0).map((name) => name.replace(/_x$/i, ''))

function skeletonOf(cells: readonly string[] | undefined, parts: readonly string[]): ReadAnnotation[] {
  if (!cells || cells.length < 2 * parts.length) return []
  const keypoints = parts.flatMap((_, at) => [Number(cells[2 * at]), Number(cells[2 * at + 1]), 2])
  return [{ label: LANDMARKS, shape: { kind: 'skeleton', keypoints }, attributes: {} }]
}
