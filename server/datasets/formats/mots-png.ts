import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { baseName, foldersOf, stemOf } from '../sources/tree-path.ts'
import { type Declare, type Detection, type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { linesIn } from './image-texts.ts'
import { areasOf, type LabelPicture } from './label-picture.ts'
import { readLabelPictures } from './read-label-pictures.ts'
import { writeMotsPng } from './write-mots-png.ts'

const SCORE = 0.96
const IMAGES = /^(images|image_0?2)$/i
const PICTURES = 'instances'
const LABELS = 'labels.txt'
/** An object's number is its class times this and its own number, which it keeps from frame to frame. */
const OBJECTS_OF_A_CLASS = 1000
/** The classes of the published set (Voigtlaender et al. 2019, "MOTS: Multi-Object Tracking and Segmentation"), and the one whose areas count as nothing. */
const PUBLISHED = ['car', 'pedestrian']
const IGNORED_CLASS = 10
const FRAME_NUMBER = /(\d{1,9})$/

/** MOTS: the frames of videos in `images`, and in `instances` a picture for each whose numbers are classes and objects. */
export const motsPng: Format = {
  id: 'mots-png',
  title: 'MOTS (PNG)',
  tasks: ['segmentation', 'detection', 'oriented'],
  detect,
  read,
  write: writeMotsPng,
}

async function detect(tree: FileTree): Promise<Detection> {
  const images = tree.files.filter(({ path }) => homeIn(path, IMAGES) !== null).length
  const pictures = tree.files.filter(({ path }) => isPicture(path)).length
  const lists = tree.files.filter(({ path }) => isLabels(path)).length
  if (images === 0 || pictures === 0) return NOT_DETECTED
  const isSure = lists > 0 || tree.files.some(({ path }) => /^image_0?2$/i.test(foldersOf(path).at(-2) ?? ''))
  return { score: isSure ? SCORE : 0.5, why: `${images} frames, ${pictures} pictures in "${PICTURES}", ${lists} lists of labels` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const lists = await listsIn(tree, declare)
  yield* readLabelPictures(tree, findings, {
    imageKey: (path) => homeIn(path, IMAGES),
    pictureKey: (path) => (isPicture(path) ? homeIn(path, /^instances$/i) : null),
    videoOf,
    isKnown: isLabels,
    annotations: (picture, path) => annotationsOf(picture, lists.nearest(path), path, findings),
  })
}

function annotationsOf(picture: LabelPicture, names: readonly string[], path: string, findings: Findings): ReadAnnotation[] {
  const isFrame = FRAME_NUMBER.test(stemOf(path))
  return areasOf(picture, (number) => number === 0).flatMap(({ number, mask }) => {
    const place = Math.floor(number / OBJECTS_OF_A_CLASS)
    const label = names[place - 1]
    if (label) return [{ label, shape: mask, attributes: {}, ...(isFrame && { track: { number, isKeyframe: true } }) }]
    findings.lose(place === IGNORED_CLASS ? 'areas to be ignored' : 'areas of a class that no list names', `${path}: ${number}`)
    return []
  })
}

async function listsIn(tree: FileTree, declare: Declare) {
  const lists = new Map<string, string[]>()
  for (const { path } of tree.files)
    if (isLabels(path)) lists.set(foldersOf(path).join('/'), linesIn((await readWhole(tree, path)).toString('utf8')))
  if (lists.size === 0) lists.set('', PUBLISHED)
  for (const names of lists.values()) for (const name of names) declare({ name, shape: 'mask' })
  const [first = PUBLISHED] = lists.values()
  return {
    /** The list in the picture's folder, or in the nearest above. */
    nearest(path: string): readonly string[] {
      const folders = foldersOf(path)
      for (let depth = folders.length; depth >= 0; depth--) {
        const names = lists.get(folders.slice(0, depth).join('/'))
        if (names) return names
      }
      return first
    },
  }
}

const isLabels = (path: string): boolean => baseName(path) === LABELS && foldersOf(path).includes(PICTURES)
const isPicture = (path: string): boolean => foldersOf(path).includes(PICTURES) && path.toLowerCase().endsWith('.png')

/** A path without its extension and the folder that says what it holds; null where it is in none such. */
function homeIn(path: string, home: RegExp): string | null {
  const folders = foldersOf(path)
  const at = folders.findLastIndex((folder) => home.test(folder))
  return at === -1 ? null : [...folders.slice(0, at), ...folders.slice(at + 1), stemOf(path)].join('/')
}

function videoOf(path: string): NonNullable<ReadImage['video']> | null {
  const frame = FRAME_NUMBER.exec(stemOf(path))?.[1]
  if (frame === undefined) return null
  const name = foldersOf(path)
    .filter((folder) => !IMAGES.test(folder))
    .join('/')
  return { name: name || 'video', frame: Number(frame) }
}
