import type { TaskId } from '#shared/tasks/index.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import { type Detection, type Format, NOT_DETECTED } from './format.ts'
import { sampledLines } from './image-texts.ts'
import { readYolo } from './read-yolo.ts'
import { writeYolo } from './write-yolo.ts'
import { writeYoloDarknet } from './write-yolo-darknet.ts'
import { isYoloText, readYoloConfig } from './yolo-config.ts'
import { dialectOf } from './yolo-dialect.ts'
import type { YoloDialect, YoloVariant } from './yolo-line.ts'

/** With a file that names the classes there is hardly a doubt; numbers alone may be another program's. */
const SCORE = { named: 0.92, numbersAlone: 0.75 }
/** Another reading of the same numbers, for people who know better. */
const OTHER_VARIANT_SCORE = 0.3
/** Darknet's own file tells its layout from Ultralytics'. */
const DARKNET_BONUS = 0.02

/** YOLO's text files: one for each image, a line an object, places as shares of the image; laid out as Ultralytics reads them. */
export const yolo = yoloFormat('yolo', 'YOLO: boxes', ['detection', 'segmentation', 'oriented'], 'detect')
/** The same with outlines. */
export const yoloSegment = yoloFormat('yolo-segment', 'YOLO: outlines', ['segmentation', 'detection', 'oriented'], 'segment')
/** The same with the corners of turned boxes. */
export const yoloObb = yoloFormat('yolo-obb', 'YOLO: turned boxes (OBB)', ['oriented', 'detection', 'segmentation'], 'obb')
/** The same with keypoints. */
export const yoloPose = yoloFormat('yolo-pose', 'YOLO: keypoints (pose)', ['keypoints', 'detection'], 'pose')
/** Boxes in the layout of darknet, which CVAT calls YOLO 1.1: obj.data, obj.names and lists of images. */
export const yoloDarknet: Format = {
  ...yoloFormat('yolo-darknet', 'YOLO 1.1: boxes (darknet)', ['detection', 'segmentation', 'oriented'], 'detect'),
  detect: (tree) => detect(tree, 'detect', DARKNET_BONUS),
  write: writeYoloDarknet,
}

function yoloFormat(id: string, title: string, tasks: readonly TaskId[], variant: YoloVariant): Format {
  return {
    id,
    title,
    tasks,
    detect: (tree) => detect(tree, variant, 0),
    read: (tree, findings, declare) => readYolo(tree, findings, declare, variant),
    write: (source, findings) => writeYolo(source, findings, variant),
  }
}

async function detect(tree: FileTree, variant: YoloVariant, darknetBonus: number): Promise<Detection> {
  const seen = await seenIn(tree)
  if (!seen) return NOT_DETECTED
  const { dialect, path, isDarknet } = seen
  const score = path === null ? SCORE.numbersAlone : SCORE.named
  return {
    score: dialect.variant === variant ? score + (isDarknet ? darknetBonus : -darknetBonus) : OTHER_VARIANT_SCORE,
    why: `${WORDS[dialect.variant]} as YOLO writes them, ${path === null ? 'classes without names' : `classes named in ${path}`}`,
  }
}

/** What a look at a tree tells of YOLO's files in it. */
interface Seen {
  readonly dialect: YoloDialect
  /** The file that names the classes. */
  readonly path: string | null
  readonly isDarknet: boolean
}

const known = new WeakMap<FileTree, Promise<Seen | null>>()

/** Looked at once per tree, since five formats ask for the same; null where it is not of YOLO. */
function seenIn(tree: FileTree): Promise<Seen | null> {
  const seen = known.get(tree) ?? lookAt(tree)
  known.set(tree, seen)
  return seen
}

async function lookAt(tree: FileTree): Promise<Seen | null> {
  if (!tree.files.some(({ path }) => isYoloText(path)) || !tree.files.some(({ path }) => claimsToBeImage(path))) return null
  const sampled = await sampledLines(tree, isYoloText)
  const { path, joints, isDarknet } = await readYoloConfig(tree)
  const written = sampled.filter((lines) => lines.length > 0)
  const fitting = written.filter((lines) => dialectOf(lines, joints))
  const dialect = dialectOf(fitting.flat(), joints)
  return dialect && fitting.length >= written.length / 2 ? { dialect, path, isDarknet } : null
}

const WORDS: Readonly<Record<YoloVariant, string>> = {
  detect: 'boxes',
  segment: 'outlines',
  obb: 'corners of turned boxes',
  pose: 'keypoints',
}
