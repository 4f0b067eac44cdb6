import { filled } from '#shared/tracks/fill.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead, type TreeFile } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf, foldersOf, stemOf } from '../sources/tree-path.ts'
import { readCvatShape } from './cvat-elements.ts'
import { readCvatLabels } from './cvat-labels.ts'
import { attribute, children, type Element, numberAttribute, parsedElement } from './cvat-xml.ts'
import {
  type Declare,
  type DeclaredLabel,
  type Detection,
  type Format,
  NOT_DETECTED,
  type ReadAnnotation,
  type ReadImage,
} from './format.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeCvatVideo } from './write-cvat-video.ts'
import { xmlParts } from './xml-parts.ts'

/** A little above that of CVAT for images, whose files begin alike. */
const SCORE = 0.96
const HEAD_BYTES = 4096
const NUMBERED = /^frame_(\d+)$/i

/** CVAT for video 1.1: an XML file of tracks beside the frames of its video. */
export const cvatVideo: Format = {
  id: 'cvat-video',
  title: 'CVAT for video',
  tasks: ['detection', 'segmentation', 'oriented'],
  detect,
  read,
  write: writeCvatVideo,
}

async function detect(tree: FileTree): Promise<Detection> {
  const files = await labelFilesOf(tree)
  if (files.length === 0) return NOT_DETECTED
  return { score: SCORE, why: `${files.map(({ path }) => path).join(', ')} with tracks` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const files = await labelFilesOf(tree)
  const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
  const used = new Set<string>()
  for (const { path } of files) {
    const folder = folderOf(path)
    const frames = framesOf(images.filter((image) => image.startsWith(folder) && !used.has(image)))
    const parts = await partsOf(tree, path, [...frames.keys()], findings, declare)
    for (const frame of parts.keys())
      if (!frames.has(frame)) findings.reject(path, `it labels frame ${frame}, which is not there`)
    for (const [frame, image] of frames) {
      used.add(image)
      const split = splitByFolder(image)
      const video = { name: folder.replace(/\/$/, '') || stemOf(path), frame }
      yield { path: image, labelled: parts.size > 0, size: null, split, video, annotations: parts.get(frame) ?? [] }
    }
  }
  for (const path of images.filter((image) => !used.has(image)))
    yield { path, labelled: false, size: null, split: null, annotations: [] }
  reportUnused(tree, new Set([...images, ...files.map(({ path }) => path)]), findings)
}

const folderOf = (path: string): string =>
  foldersOf(path)
    .map((folder) => `${folder}/`)
    .join('')

// "frame_000012" is frame 12; of images with other names the first is frame 0.
function framesOf(images: readonly string[]): Map<number, string> {
  const numbers = images.map((image) => Number(NUMBERED.exec(stemOf(image))?.[1] ?? Number.NaN))
  if (numbers.every(Number.isInteger)) return new Map(images.map((image, at) => [numbers[at] as number, image]))
  const inOrder = [...images].sort(new Intl.Collator('en', { numeric: true }).compare)
  return new Map(inOrder.map((image, at) => [at, image]))
}

/** What is said of each frame. */
async function partsOf(
  tree: FileTree,
  path: string,
  frames: readonly number[],
  findings: Findings,
  declare: Declare,
): Promise<Map<number, ReadAnnotation[]>> {
  const byFrame = new Map<number, ReadAnnotation[]>()
  const labels = new Map<string, DeclaredLabel>()
  const inOrder = [...frames].sort((a, b) => a - b)
  try {
    for await (const { name, xml } of xmlParts(await tree.stream(path), ['meta', 'track'])) {
      const element = parsedElement(name, xml)
      if (name === 'meta')
        for (const label of readCvatLabels(element)) {
          labels.set(label.name, label)
          declare(label)
        }
      else
        for (const { frame, annotation } of trackOf(element, labels, inOrder, (what) => findings.lose(what, path)))
          byFrame.set(frame, [...(byFrame.get(frame) ?? []), annotation])
    }
  } catch (error) {
    findings.reject(path, `it is no CVAT file that can be read (${messageOf(error)})`)
  }
  return byFrame
}

interface Placed {
  readonly frame: number
  readonly annotation: ReadAnnotation
}

// Frames that a file leaves out between two that it lists are filled in, as in CVAT.
function trackOf(
  track: Element,
  labels: ReadonlyMap<string, DeclaredLabel>,
  frames: readonly number[],
  lose: (what: string) => void,
): Placed[] {
  const label = attribute(track, 'label') ?? ''
  const number = Math.max(0, Math.trunc(numberAttribute(track, 'id')) || 0)
  const group = attribute(track, 'group_id')
  const grouped = group !== null && group !== '' && group !== '0' ? { group } : {}
  const joints = children(track, 'track').map((joint) => ({
    label: attribute(joint, 'label') ?? '',
    places: children(joint, 'points'),
  }))
  const listed = Object.entries(track).flatMap(([name, elements]) =>
    (Array.isArray(elements) && name !== 'track' ? (elements as readonly Element[]) : []).flatMap((plain) => {
      const element = name === 'skeleton' && joints.length > 0 ? withJoints(plain, joints) : plain
      const said = readCvatShape(name, element, labels.get(label), lose)
      const frame = numberAttribute(element, 'frame')
      if (!said || !Number.isInteger(frame)) {
        lose(`${name} elements of tracks that cannot be read`)
        return []
      }
      const isKeyframe = attribute(element, 'keyframe') !== '0'
      return [{ frame, outside: attribute(element, 'outside') === '1', isKeyframe, said, shape: said.shape }]
    }),
  )
  listed.sort((a, b) => a.frame - b.frame)
  const known = new Set(listed.map(({ frame }) => frame))
  const between = filled(
    listed,
    frames.filter((frame) => !known.has(frame)),
  ).map(({ frame, shape, after }) => ({ frame, outside: false, isKeyframe: false, said: { ...after.said, shape } }))
  return [...listed, ...between]
    .filter(({ outside }) => !outside)
    .map(({ frame, isKeyframe, said }) => ({ frame, annotation: { label, ...grouped, ...said, track: { number, isKeyframe } } }))
}

/** Some versions of CVAT keep the joints of a skeleton in tracks of their own inside its track: the places at its frame, or the last before it. */
function withJoints(skeleton: Element, joints: readonly { label: string; places: readonly Element[] }[]): Element {
  const frame = numberAttribute(skeleton, 'frame')
  const points = joints.flatMap(({ label, places }) => {
    const known = places.filter((place) => numberAttribute(place, 'frame') <= frame)
    const latest = known.reduce<Element | undefined>(
      (kept, place) => (kept && numberAttribute(kept, 'frame') > numberAttribute(place, 'frame') ? kept : place),
      undefined,
    )
    return latest ? [{ ...latest, '@label': label }] : []
  })
  return { ...skeleton, points }
}

async function labelFilesOf(tree: FileTree): Promise<TreeFile[]> {
  const found: TreeFile[] = []
  for (const file of tree.files) {
    if (extensionOf(file.path) !== 'xml') continue
    const head = (await readHead(tree, file.path, HEAD_BYTES)).toString('utf8')
    if (/<annotations[\s>]/.test(head) && /<mode>interpolation<\/mode>/.test(head)) found.push(file)
  }
  // The innermost first: what lies in its folder is its own.
  return found.sort((a, b) => foldersOf(b.path).length - foldersOf(a.path).length)
}
