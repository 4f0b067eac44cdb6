import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readHead, type TreeFile } from '../sources/file-tree.ts'
import { claimsToBeImage, extensionOf } from '../sources/tree-path.ts'
import { readCvatImage } from './cvat-elements.ts'
import { readCvatLabels } from './cvat-labels.ts'
import { attribute, type Element, numberAttribute, parsedElement } from './cvat-xml.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type DeclaredLabel, type Detection, type Format, NOT_DETECTED, type ReadImage } from './format.ts'
import { splitByFolder, splitNamed } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeCvatImages } from './write-cvat-images.ts'
import { xmlParts } from './xml-parts.ts'

const SCORE = 0.95
const HEAD_BYTES = 4096

/** CVAT for images 1.1: one XML file for many images, with the labels and their attributes. */
export const cvatImages: Format = {
  id: 'cvat-images',
  title: 'CVAT for images',
  tasks: ['detection', 'segmentation', 'oriented', 'classification'],
  detect,
  read,
  write: writeCvatImages,
}

async function detect(tree: FileTree): Promise<Detection> {
  const files = await labelFilesOf(tree)
  if (files.length === 0) return NOT_DETECTED
  return { score: SCORE, why: `${files.map(({ path }) => path).join(', ')} with <annotations>` }
}

async function* read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage> {
  const files = await labelFilesOf(tree)
  const find = createImageFinder(tree)
  const listed = new Map<string, Listed>()
  for (const { path: from } of files) {
    for (const image of await imagesOf(tree, from, findings, declare)) {
      const path = find.named(image.name, from, image.subset === null ? [] : [image.subset])
      if (path === null) findings.reject(image.name, `${from} labels it, but it is not there`)
      else if (listed.has(path))
        findings.lose('labels of an image that is labelled already', `${path} in ${from}`, image.annotations.length)
      else listed.set(path, image)
    }
  }
  const images = tree.files.map(({ path }) => path).filter(claimsToBeImage)
  for (const path of images) {
    const { labelled = false, size = null, split = null, annotations = [] } = listed.get(path) ?? {}
    yield { path, labelled, size, split: split ?? splitByFolder(path), annotations }
  }
  reportUnused(tree, new Set([...images, ...files.map(({ path }) => path)]), findings)
}

interface Listed extends Omit<ReadImage, 'path'> {
  readonly name: string
  readonly subset: string | null
}

async function imagesOf(tree: FileTree, path: string, findings: Findings, declare: Declare): Promise<Listed[]> {
  const images: Listed[] = []
  try {
    const labels = new Map<string, DeclaredLabel>()
    for await (const { name, xml } of xmlParts(await tree.stream(path), ['meta', 'image', 'track'])) {
      if (name === 'track') findings.lose('tracks of videos', path)
      else if (name === 'image') images.push(listedImage(parsedElement(name, xml), labels, path, findings))
      else
        for (const label of readCvatLabels(parsedElement(name, xml))) {
          labels.set(label.name, label)
          declare(label)
        }
    }
  } catch (error) {
    findings.reject(path, `it is no CVAT file that can be read (${messageOf(error)})`)
    return []
  }
  // A list of images alone does not say that there is nothing on them.
  const saysWhatIsThere = images.some(({ annotations }) => annotations.length > 0)
  return images.map((image) => ({ ...image, labelled: saysWhatIsThere }))
}

function listedImage(element: Element, labels: ReadonlyMap<string, DeclaredLabel>, path: string, findings: Findings): Listed {
  const [name, subset] = [attribute(element, 'name') ?? '', attribute(element, 'subset')]
  const [width, height] = [numberAttribute(element, 'width'), numberAttribute(element, 'height')]
  return {
    name,
    subset,
    labelled: true,
    size: width > 0 && height > 0 ? { width, height } : null,
    split: subset === null ? null : splitNamed(subset),
    annotations: readCvatImage(element, labels, (what) => findings.lose(what, `${path}: ${name}`)),
  }
}

async function labelFilesOf(tree: FileTree): Promise<TreeFile[]> {
  const found: TreeFile[] = []
  for (const file of tree.files) {
    if (extensionOf(file.path) !== 'xml') continue
    const head = (await readHead(tree, file.path, HEAD_BYTES)).toString('utf8')
    if (/<annotations[\s>]/.test(head) && /<(version|meta|image|track)[\s>]/.test(head)) found.push(file)
  }
  return found
}
