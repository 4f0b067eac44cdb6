import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { baseName, stemOf } from '../sources/tree-path.ts'
import { createImageFinder } from './find-image.ts'
import { type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { readIcdarLine } from './icdar-line.ts'
import { imageTexts, isText, readLines, sampledLines } from './image-texts.ts'
import { createLabelFinder } from './label-beside.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

const SCORE = 0.93
const LABEL = 'text'
/** What stands for text that nobody can read. */
const ILLEGIBLE = '###'
/** "gt_img_1.txt" speaks of img_1, "1_GT.txt" of 1. */
const OF_ONE_IMAGE = /^gt_|_gt$/i
/** A list of cropped words: word_1.png, "PROPER". */
const WORDS_LIST = /^(gt|coords|labels)\.txt$/i
const WORD = /^([^,\s]+\.\w+)\s*,\s*"?(.*?)"?$/
/** Pictures in which every character has a colour of its own. */
const MASKS = /_gt\.(bmp|png|gif)$/i

/** ICDAR robust reading: text in images, as boxes or corners with what it says. */
export const icdar: Format = {
  id: 'icdar',
  title: 'ICDAR (text in images)',
  tasks: ['detection', 'oriented', 'segmentation'],
  detect,
  read,
  write: null,
}

async function detect(tree: FileTree): Promise<Detection> {
  const ofImages = (await sampledLines(tree, isLabelFile)).flat()
  if (ofImages.length > 0 && ofImages.every((line) => readIcdarLine(line) !== null))
    return { score: SCORE, why: 'files named gt_… or …_GT with places and what is written there' }
  for (const { path } of tree.files)
    if (isWordsList(path) && (await readLines(tree, path)).every((line) => WORD.test(line)))
      return { score: SCORE, why: `${path} with a word for each image` }
  return NOT_DETECTED
}

const isLabelFile = (path: string): boolean => isText(path) && OF_ONE_IMAGE.test(stemOf(path))
const isWordsList = (path: string): boolean => WORDS_LIST.test(baseName(path))

async function* read(whole: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const masks = whole.files.filter(({ path }) => MASKS.test(path))
  for (const { path } of masks) findings.lose('masks of characters, of which the boxes are kept', path, 1, 'converted')
  const tree: FileTree = { ...whole, files: whole.files.filter(({ path }) => !MASKS.test(path)) }
  const finder = createLabelFinder(tree, isLabelFile, (path) => stemOf(path).replace(OF_ONE_IMAGE, ''))
  const { words, used } = await wordsIn(tree, findings)
  for await (const { path, labels } of imageTexts(tree, finder, findings, { sized: false })) {
    used.add(path)
    if (labels) used.add(labels.path)
    const word = words.get(path)
    const annotations = labels?.lines.flatMap((line, at) => annotationOf(line, `${labels.path}:${at + 1}`, findings)) ?? []
    if (word !== undefined) annotations.push({ label: LABEL, shape: { kind: 'whole' }, attributes: saying(word) })
    const isLabelled = labels !== null || word !== undefined
    yield { path, labelled: isLabelled, size: null, split: splitByFolder(path), annotations }
  }
  reportUnused(tree, used, findings)
}

function annotationOf(line: string, where: string, findings: Findings): ReadAnnotation[] {
  const read = readIcdarLine(line)
  if (read) return [{ label: LABEL, shape: read.shape, attributes: saying(read.text) }]
  findings.lose('lines that are not of ICDAR: expected places and a text', where)
  return []
}

const saying = (text: string): ReadAnnotation['attributes'] =>
  text === ILLEGIBLE ? { illegible: true } : text === '' ? {} : { text }

/** What each cropped word says, by its image. */
async function wordsIn(tree: FileTree, findings: Findings): Promise<{ words: Map<string, string>; used: Set<string> }> {
  const words = new Map<string, string>()
  const used = new Set<string>()
  const find = createImageFinder(tree)
  for (const { path } of tree.files) {
    if (!isWordsList(path)) continue
    used.add(path)
    for (const line of await readLines(tree, path)) {
      const [, name, text = ''] = WORD.exec(line) ?? []
      const image = name === undefined ? null : find.named(name, path)
      if (image !== null) words.set(image, text)
      else
        findings.lose(
          name === undefined ? 'lines without an image and a word' : 'words whose image is not there',
          `${path}: ${line}`,
        )
    }
  }
  return { words, used }
}
