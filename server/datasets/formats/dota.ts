import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { readDotaLine } from './dota-line.ts'
import { type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { imageTexts, isText, sampledLines } from './image-texts.ts'
import { createLabelFinder } from './label-beside.ts'
import { boxAroundCorners, boxByCorners } from './rectangles.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeDota } from './write-dota.ts'
import { readYoloConfig } from './yolo-config.ts'
import { CORNERS_OF_NO_BOX } from './yolo-line.ts'

const SCORE = 0.93
/** What stands above the objects of the original files. */
const HEADER = /^(imagesource|gsd|acquisition dates?)\s*:/i

/** DOTA: a text file for each image with the corners of turned boxes, in pixels. */
export const dota: Format = {
  id: 'dota',
  title: 'DOTA (turned boxes)',
  tasks: ['oriented', 'detection', 'segmentation'],

  async detect(tree) {
    const written = (await sampledLines(tree, isText)).map(withoutHeader).filter((lines) => lines.length > 0)
    const fitting = written.filter((lines) => lines.every((line) => readDotaLine(line) !== null))
    if (fitting.length === 0 || fitting.length < written.length / 2) return NOT_DETECTED
    return { score: SCORE, why: 'text files with four corners, a class and a difficulty in every line' }
  },

  read,
  write: writeDota,
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const finder = createLabelFinder(tree, isText)
  // Roboflow puts a configuration of YOLO's beside it.
  const { path: config } = await readYoloConfig(tree)
  const used = new Set(config === null ? [] : [config])
  for await (const { path, labels } of imageTexts(tree, finder, findings, { sized: false })) {
    used.add(path)
    if (labels) used.add(labels.path)
    const annotations =
      labels && withoutHeader(labels.lines).flatMap((line, at) => annotationOf(line, `${labels.path}:${at + 1}`, findings))
    yield { path, labelled: annotations !== null, size: null, split: splitByFolder(path), annotations: annotations ?? [] }
  }
  reportUnused(tree, used, findings)
}

const withoutHeader = (lines: readonly string[]): string[] => lines.filter((line) => !HEADER.test(line))

function annotationOf(line: string, where: string, findings: Findings): ReadAnnotation[] {
  const object = readDotaLine(line)
  const exact = object && boxByCorners(object.corners)
  const shape = exact ?? (object && boxAroundCorners(object.corners))
  if (!object) findings.lose('lines that are not of DOTA: expected eight numbers, a class and a difficulty', where)
  else if (!shape) findings.lose('corners on one line', where)
  else {
    if (!exact) findings.lose(CORNERS_OF_NO_BOX, where, 1, 'converted')
    return [{ label: object.label, shape, attributes: object.difficult ? { difficult: true } : {} }]
  }
  return []
}
