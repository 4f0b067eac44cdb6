import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import type { Declare, ReadAnnotation, ReadImage } from './format.ts'
import { type ImageText, imageTexts, readLines, sampledLines } from './image-texts.ts'
import { createLabelFinder } from './label-beside.ts'
import { numberedJoints, plainTemplate } from './skeleton-places.ts'
import { areLabels, suggestedBy } from './suggested-by.ts'
import { reportUnused } from './unused-files.ts'
import { isNamesFile, isYoloText, readYoloConfig, type YoloConfig } from './yolo-config.ts'
import { dialectOf } from './yolo-dialect.ts'
import { type YoloDialect, type YoloObject, type YoloVariant, yoloNumbers, yoloObject } from './yolo-line.ts'
import { readYoloSplits } from './yolo-splits.ts'

/**
 * Reads a data set of YOLO's in any layout: Ultralytics' (images/train, labels/train), the inverted one (train/images, train/labels), darknet's
 * (obj.data), one folder for all. An empty label file is an image with nothing on it, a missing one an image that nobody labelled.
 */
export async function* readYolo(
  tree: FileTree,
  findings: Findings,
  declare: Declare,
  variant: YoloVariant,
): AsyncIterable<ReadImage> {
  const config = await readYoloConfig(tree)
  const splits = await readYoloSplits(tree, config)
  const isLabelFile = (path: string) => isYoloText(path) && !splits.lists.has(path)
  const guessed = dialectOf((await sampledLines(tree, isLabelFile)).flat(), config.joints)
  const dialect: YoloDialect = { variant, joints: config.joints ?? guessed?.joints ?? null }
  const finder = createLabelFinder(tree, isLabelFile)
  const nameOf = namesOf(config, findings)
  for (const path of config.contradicting)
    findings.reject(path, `it names other classes than ${config.path}, whose names are taken: import its images by themselves`)
  if (dialect.variant === 'pose' && dialect.joints) declareSkeletons(config, dialect.joints[0], declare)
  const used = new Set([...splits.lists, ...tree.files.map(({ path }) => path).filter((path) => isConfig(path, config))])
  for await (const image of imageTexts(tree, finder, findings, { sized: true })) {
    used.add(image.path)
    if (image.labels) used.add(image.labels.path)
    const annotations = annotationsOf(image, dialect, nameOf, findings)
    const isLabelled = annotations !== null && areLabels(annotations)
    yield {
      path: image.path,
      labelled: isLabelled,
      size: null,
      split: splits.of(image.path),
      annotations: annotations ?? [],
    }
  }
  for (const path of finder.unasked()) if (!used.has(path) && (await isOfYolo(tree, path))) rejectOrphan(path)
  reportUnused(tree, used, findings)

  function rejectOrphan(path: string): void {
    used.add(path)
    findings.reject(path, 'the image it labels is not there: import the images together with their labels')
  }
}

const isConfig = (path: string, config: YoloConfig): boolean =>
  path === config.path || isNamesFile(path) || (config.isDarknet && path.endsWith('.data'))

/** What an image's lines say; null where it has none, or none can be placed. */
function annotationsOf(
  { path, labels, size }: ImageText,
  dialect: YoloDialect,
  nameOf: (classIndex: number, where: string) => string,
  findings: Findings,
): ReadAnnotation[] | null {
  if (!labels) return null
  if (labels.lines.length === 0) return []
  if (!size) {
    findings.lose('labels of images whose size cannot be read', path, labels.lines.length)
    return null
  }
  return labels.lines.flatMap((line, at) => {
    const where = `${labels.path}:${at + 1}`
    const numbers = yoloNumbers(line)
    const object = numbers ? yoloObject(numbers, dialect, size) : 'lines that are not of YOLO: expected a class and numbers'
    if (typeof object === 'string') {
      findings.lose(object, where)
      return []
    }
    if (object.besides) findings.lose(object.besides, where, 1, 'converted')
    return [annotationOf(object, nameOf(object.classIndex, where))]
  })
}

function annotationOf({ shape, score, track }: YoloObject, label: string): ReadAnnotation {
  return {
    label,
    shape,
    attributes: {},
    ...(track !== undefined && { track: { number: track, isKeyframe: true } }),
    ...(score !== undefined && suggestedBy('YOLO', score)),
  }
}

function namesOf({ names }: YoloConfig, findings: Findings): (classIndex: number, where: string) => string {
  return (classIndex, where) => {
    const name = names.get(classIndex)?.trim()
    if (name) return name
    findings.lose('classes without a name: their number is taken', where, 1, 'renamed')
    return `class ${classIndex}`
  }
}

function declareSkeletons({ names, jointNames }: YoloConfig, count: number, declare: Declare): void {
  for (const [index, name] of names) {
    const named = jointNames.get(index)
    // Where some classes name their keypoints, the others have none.
    if (jointNames.size > 0 && !named) continue
    const keypoints = named?.length === count ? [...named] : numberedJoints(count)
    declare({ name, shape: 'skeleton', skeleton: plainTemplate(keypoints) })
  }
}

async function isOfYolo(tree: FileTree, path: string): Promise<boolean> {
  if (claimsToBeImage(path)) return false
  const lines = await readLines(tree, path).catch(() => [])
  return lines.length > 0 && lines.every((line) => yoloNumbers(line) !== null)
}
