import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { readLines } from './image-texts.ts'
import { type MotObject, readMotLine } from './mot-line.ts'
import { splitByFolder } from './splits-by-name.ts'
import { suggestedBy } from './suggested-by.ts'
import { reportUnused } from './unused-files.ts'
import { writeMot } from './write-mot.ts'

const SCORE = 0.95
/** The classes of MOT17, which its files number from 1 (Milan et al., 2016). */
const CLASSES = [
  'pedestrian',
  'person on vehicle',
  'car',
  'bicycle',
  'motorbike',
  'non motorized vehicle',
  'static person',
  'distractor',
  'occluder',
  'occluder on the ground',
  'occluder full',
  'reflection',
  'crowd',
]
const TRUTH = /(^|\/)gt\/gt\.txt$/i
const DETECTIONS = /(^|\/)det\/det\.txt$/i

/** MOT challenge: folders of frames with a table of tracks each. */
export const mot: Format = {
  id: 'mot',
  title: 'MOT challenge (tracks)',
  tasks: ['detection'],
  detect,
  read,
  write: writeMot,
}

async function detect(tree: FileTree): Promise<Detection> {
  const tables = tablesIn(tree)
  for (const path of tables)
    if ((await readLines(tree, path)).slice(0, 5).some((line) => readMotLine(line) !== null))
      return { score: SCORE, why: `${path} with frames, tracks and boxes` }
  return NOT_DETECTED
}

/** The table of each sequence: what people drew, or else what a detector saw. */
function tablesIn({ files }: FileTree): string[] {
  const truth = files.filter(({ path }) => TRUTH.test(path)).map(({ path }) => path)
  const sequences = new Set(truth.map(sequenceOf))
  const detections = files.filter(({ path }) => DETECTIONS.test(path) && !sequences.has(sequenceOf(path)))
  return [...truth, ...detections.map(({ path }) => path)]
}

const sequenceOf = (table: string): string => foldersOf(table).slice(0, -1).join('/')

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const used = new Set<string>()
  const tables = tablesIn(tree)
  const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
  for (const path of tables) {
    used.add(path)
    const folder = sequenceOf(path)
    const frames = framesIn(images, folder, tables)
    if (frames.size === 0) {
      findings.reject(path, `no frames lie beside it: expected images in ${folder === '' ? 'img1' : `${folder}/img1`}`)
      continue
    }
    const rows = await rowsOf(tree, path, findings)
    const names = await namesBeside(tree, path, used)
    for (const frame of rows.keys())
      if (!frames.has(frame))
        findings.lose('boxes of frames that are not there', `${path}: frame ${frame}`, rows.get(frame)?.length)
    const isTruth = TRUTH.test(path)
    for (const [frame, image] of frames) {
      used.add(image)
      const annotations = (rows.get(frame) ?? []).map((row) => annotationOf(row, names, isTruth))
      const video = { name: baseName(folder) || 'video', frame }
      yield { path: image, labelled: isTruth, size: null, split: splitByFolder(image), video, annotations }
    }
  }
  for (const path of images) {
    if (used.has(path)) continue
    used.add(path)
    yield { path, labelled: false, size: null, split: splitByFolder(path), annotations: [] }
  }
  for (const { path } of tree.files) if (baseName(path) === 'seqinfo.ini') used.add(path)
  reportUnused(tree, used, findings)
}

// "000001.jpg" is frame 1; images with other names are counted in their order.
function framesIn(paths: readonly string[], folder: string, tables: readonly string[]): Map<number, string> {
  const prefix = prefixOf(folder)
  const inner = tables.map(sequenceOf).filter((other) => other.startsWith(prefix) && other !== folder)
  const others = inner.map(prefixOf)
  const images = paths.filter((path) => path.startsWith(prefix) && !others.some((other) => path.startsWith(other)))
  const numbers = images.map((path) => Number(stemOf(path)))
  const isNumbered = numbers.every(Number.isInteger) && new Set(numbers).size === numbers.length
  return new Map(images.map((path, at) => [isNumbered ? (numbers[at] as number) : at + 1, path]))
}

const prefixOf = (folder: string): string => (folder === '' ? '' : `${folder}/`)

async function rowsOf(tree: FileTree, path: string, findings: Findings): Promise<Map<number, MotObject[]>> {
  const rows = new Map<number, MotObject[]>()
  for (const [at, line] of (await readLines(tree, path)).entries()) {
    const row = readMotLine(line)
    const ofFrame = row && rows.get(row.frame)
    if (!row) findings.lose('lines that are not of MOT: expected frame, track and box', `${path}:${at + 1}`)
    else if (ofFrame) ofFrame.push(row)
    else rows.set(row.frame, [row])
  }
  return rows
}

async function namesBeside(tree: FileTree, table: string, used: Set<string>): Promise<readonly string[]> {
  const path = `${prefixOf(foldersOf(table).join('/'))}labels.txt`
  if (!tree.files.some((file) => file.path === path)) return CLASSES
  used.add(path)
  return readLines(tree, path)
}

function annotationOf(row: MotObject, names: readonly string[], isTruth: boolean): ReadAnnotation {
  const { box, track, confidence, classNumber, visibility } = row
  const label = classNumber === null ? (names === CLASSES ? CLASSES[0] : names[0]) : names[classNumber - 1]
  return {
    label: label ?? `class ${classNumber ?? 0}`,
    shape: box,
    attributes: { ...(isTruth && confidence === 0 && { ignored: true }), ...(visibility < 1 && { visibility }) },
    ...(visibility < 1 && { occluded: true }),
    ...(track !== null && { track: { number: track, isKeyframe: true } }),
    ...(!isTruth && suggestedBy('MOT', confidence)),
  }
}
