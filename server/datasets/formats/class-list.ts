import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, foldersOf, sharedFolders } from '../sources/tree-path.ts'
import { type ClassRow, classRows } from './class-rows.ts'
import { createImageFinder } from './find-image.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { linesIn, listsOf, readLines } from './image-texts.ts'
import { isCsv } from './separated-table.ts'
import { splitByFolder, splitInName } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeClassList } from './write-class-list.ts'
import { isNamesFile } from './yolo-config.ts'

const SCORE = { withImages: 0.8, listAlone: 0.4 }
const HEAD_BYTES = 16_384
const SYNSETS = /^synsets.*\.txt$/i
/** A synset of WordNet in front of its words. */
const WORDNET = /^n\d{8}\s+(?=\S)/

/** A list with an image and its class in every line: ImageNet's text files, Kaggle's tables. */
export const classList: Format = {
  id: 'class-list',
  title: 'A list of images with their classes (CSV, ImageNet)',
  tasks: ['classification', 'multilabel', 'anomaly'],
  detect,
  read,
  write: writeClassList,
}

async function detect(tree: FileTree): Promise<Detection> {
  const find = createImageFinder(tree)
  for (const path of listsIn(tree)) {
    const rows = classRows(linesIn((await readHead(tree, path, HEAD_BYTES)).toString('utf8')), path)
    if (!rows || rows.length === 0) continue
    const found = rows.filter(({ image }) => imageNamed(find, image, path) !== null)
    if (found.length > 0) return { score: SCORE.withImages, why: `${path} names images and their classes` }
    if (rows.every(({ image }) => claimsToBeImage(image)))
      return { score: SCORE.listAlone, why: `${path} names images and their classes, but none of them is there` }
  }
  return NOT_DETECTED
}

const isSynsets = (path: string): boolean => SYNSETS.test(baseName(path)) || isNamesFile(path)
function listsIn(tree: FileTree): string[] {
  const texts = listsOf(tree)
  return tree.files.map(({ path }) => path).filter((path) => (isCsv(path) || texts.has(path)) && !isSynsets(path))
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const find = createImageFinder(tree)
  const known = new Map<string, { labels: Set<string>; split: Split | null }>()
  const used = new Set<string>()
  for (const from of listsIn(tree)) {
    const rows = classRows(await readLines(tree, from), from)
    if (!rows) continue
    const names = await namesFor(tree, from)
    used.add(from)
    if (names.path !== null) used.add(names.path)
    const found = rows.map((row) => ({ row, path: imageNamed(find, row.image, from) }))
    if (rows.length > 0 && found.every(({ path }) => path === null)) {
      findings.reject(from, 'none of the images it names is there: import the images together with it')
      continue
    }
    for (const { row, path } of found) {
      if (path === null) findings.lose('rows whose image is not there', `${from}: ${row.image}`)
      else take(path, row, names.of, splitInName(from))
    }
  }
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    used.add(path)
    const said = known.get(path)
    const annotations = [...(said?.labels ?? [])].map(whole)
    yield { path, labelled: said !== undefined, size: null, split: said?.split ?? splitByFolder(path), annotations }
  }
  reportUnused(tree, used, findings)

  // What two lists say alike is said once.
  function take(path: string, { classes }: ClassRow, nameOf: (given: string) => string, split: Split | null): void {
    const said = known.get(path) ?? { labels: new Set<string>(), split }
    known.set(path, said)
    said.split ??= split
    for (const given of classes) said.labels.add(nameOf(given))
  }
}

const whole = (label: string): ReadAnnotation => ({ label, shape: { kind: 'whole' }, attributes: {} })

const imageNamed = (find: ReturnType<typeof createImageFinder>, name: string, from: string): string | null =>
  find.named(name, from) ?? find.besides(`${name}.txt`)

/** What the numbers of a list mean: the lines of the file of names in its folder, or nearest above. */
async function namesFor(tree: FileTree, list: string): Promise<{ path: string | null; of: (given: string) => string }> {
  const home = foldersOf(list)
  const isAbove = (folders: readonly string[]) => sharedFolders(folders, home) === folders.length
  const near = tree.files
    .map(({ path }) => path)
    .filter((path) => isSynsets(path) && isAbove(foldersOf(path)))
    .sort((a, b) => b.length - a.length)
  const [path = null] = near
  const names = path === null ? [] : (await readLines(tree, path)).map((line) => line.replace(WORDNET, ''))
  return { path, of: (given) => (/^\d+$/.test(given) ? (names[Number(given)] ?? given) : given) }
}
