import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { imageTexts, isText, sampledLines } from './image-texts.ts'
import { type KittiObject, readKittiLine } from './kitti-line.ts'
import { createLabelFinder } from './label-beside.ts'
import { splitByFolder } from './splits-by-name.ts'
import { areLabels, suggestedBy } from './suggested-by.ts'
import { reportUnused } from './unused-files.ts'
import { writeKitti } from './write-kitti.ts'

const SCORE = 0.9
/** The regions in which KITTI's evaluation counts nothing. */
const DONT_CARE = 'DontCare'

/** KITTI's object detection: a text file for each image, with the box in the image and the one in space. */
export const kitti: Format = {
  id: 'kitti',
  title: 'KITTI (detection)',
  tasks: ['detection'],

  async detect(tree) {
    const written = (await sampledLines(tree, isText)).filter((lines) => lines.length > 0)
    const fitting = written.filter((lines) => lines.every((line) => readKittiLine(line) !== null))
    if (fitting.length === 0 || fitting.length < written.length / 2) return NOT_DETECTED
    return { score: SCORE, why: `text files with 15 columns as KITTI has them, the first a class` }
  },

  read,
  write: writeKitti,
}

async function* read(tree: FileTree, findings: Findings): AsyncIterable<ReadImage> {
  const finder = createLabelFinder(tree, isText)
  const used = new Set<string>()
  for await (const { path, labels } of imageTexts(tree, finder, findings, { sized: false })) {
    used.add(path)
    if (labels) used.add(labels.path)
    const annotations = labels?.lines.flatMap((line, at) => annotationOf(line, `${labels.path}:${at + 1}`, findings)) ?? []
    const isLabelled = labels !== null && areLabels(annotations)
    yield { path, labelled: isLabelled, size: null, split: splitByFolder(path), annotations }
  }
  reportUnused(tree, used, findings)
}

function annotationOf(line: string, where: string, findings: Findings): ReadAnnotation[] {
  const object = readKittiLine(line)
  if (!object) findings.lose('lines that are not of KITTI: expected 15 or 16 columns', where)
  else if (object.type === DONT_CARE) findings.lose('regions that KITTI marks as "DontCare", which are no objects', where)
  else {
    if (object.isInSpace) findings.lose('boxes in space: the box in the image is kept', where, 1, 'converted')
    return [{ label: object.type, shape: object.box, attributes: attributesOf(object), ...saidOf(object) }]
  }
  return []
}

function attributesOf({ truncated, occlusion }: KittiObject): ReadAnnotation['attributes'] {
  return {
    ...(truncated > 0 && { truncated: truncated === 1 ? true : truncated }),
    ...(occlusion > 1 && { occlusion }),
  }
}

function saidOf({ occlusion, score }: KittiObject) {
  return {
    ...(occlusion > 0 && { occluded: true }),
    ...(score !== null && suggestedBy('KITTI', score)),
  }
}
