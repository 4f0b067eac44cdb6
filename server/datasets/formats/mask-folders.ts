import sharp from 'sharp'
import type { Mask } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, foldersOf } from '../sources/tree-path.ts'
import { type Format, NOT_DETECTED, type ReadAnnotation, type ReadImage } from './format.ts'
import { splitNamed } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'
import { writeMaskFolders } from './write-mask-folders.ts'

const SCORE = 0.85
const IMAGES = 'images'
const MASKS = 'masks'
/** The layout knows one kind of object and has no name for it. */
const LABEL = 'object'
/** Grey values above this are inside: masks are black and white, some of them blurred by a lossy copy. */
const DARKEST_INSIDE = 127
const MOST_PIXELS = 5e7

/** A folder per image, with the image in `images` and a black and white picture for every object in `masks` (as the 2018 Data Science Bowl). */
export const maskFolders: Format = {
  id: 'mask-folders',
  title: 'A folder per image, a mask per object',
  tasks: ['segmentation', 'oriented', 'detection'],

  async detect(tree) {
    const homes = [...homesOf(tree).values()].filter(({ images, masks }) => images.length > 0 && masks.length > 0)
    if (homes.length === 0) return NOT_DETECTED
    const masks = homes.reduce((sum, home) => sum + home.masks.length, 0)
    return { score: SCORE, why: `${homes.length} folders with "images" and "masks", ${masks} masks in all` }
  },

  async *read(tree, findings, declare) {
    const used = new Set<string>()
    declare({ name: LABEL, shape: 'mask' })
    for (const [path, home] of homesOf(tree)) {
      for (const file of [...home.images, ...home.masks]) used.add(file)
      yield* readHome(tree, findings, path, home)
    }
    reportUnused(tree, used, findings)
  },

  write: (source, findings) => writeMaskFolders(source, findings, LABEL),
}

/** What lies in the two folders of one image. */
interface Home {
  readonly images: string[]
  readonly masks: string[]
}

function homesOf(tree: FileTree): Map<string, Home> {
  const homes = new Map<string, Home>()
  for (const { path } of tree.files) {
    const folders = foldersOf(path)
    const last = folders.at(-1)?.toLowerCase()
    if ((last !== IMAGES && last !== MASKS) || !claimsToBeImage(path)) continue
    const home = folders.slice(0, -1).join('/')
    const found = homes.get(home) ?? { images: [], masks: [] }
    homes.set(home, found)
    found[last].push(path)
  }
  return homes
}

async function* readHome(tree: FileTree, findings: Findings, home: string, { images, masks }: Home): AsyncIterable<ReadImage> {
  const split = home.split('/').map(splitNamed).find(Boolean) ?? null
  const [image, ...others] = images
  if (!image) {
    for (const path of masks) findings.lose('masks without an image', path)
    return
  }
  // Nothing tells which of them the masks belong to.
  if (others.length > 0 && masks.length > 0)
    findings.lose('masks of a folder with several images', masks[0] as string, masks.length)
  const annotations = others.length > 0 ? [] : await readMasks(tree, findings, image, masks)
  for (const path of images)
    yield {
      path,
      labelled: others.length === 0 && masks.length > 0,
      size: null,
      split,
      annotations: path === image ? annotations : [],
    }
}

async function readMasks(tree: FileTree, findings: Findings, image: string, paths: readonly string[]): Promise<ReadAnnotation[]> {
  const size = await sizeOf(tree, image)
  const annotations: ReadAnnotation[] = []
  for (const path of paths) {
    try {
      const { mask, width, height } = await readMask(tree, path)
      if (size && (size.width !== width || size.height !== height)) findings.lose('masks of another size than their image', path)
      else if (!mask) findings.lose('masks with nothing inside', path)
      else annotations.push({ label: LABEL, shape: mask, attributes: {} })
    } catch (error) {
      findings.reject(path, `it is no mask that can be read (${messageOf(error)})`)
    }
  }
  return annotations
}

/** Null where the image cannot be read: the import says so by itself. */
async function sizeOf(tree: FileTree, path: string): Promise<{ width: number; height: number } | null> {
  try {
    const { width, height } = await sharp(await readWhole(tree, path), { limitInputPixels: MOST_PIXELS }).metadata()
    return { width, height }
  } catch {
    return null
  }
}

async function readMask(tree: FileTree, path: string): Promise<{ mask: Mask | null; width: number; height: number }> {
  const file = await readWhole(tree, path)
  const image = sharp(file, { limitInputPixels: MOST_PIXELS }).removeAlpha().toColourspace('b-w')
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const inside = data.map((value) => Number(value > DARKEST_INSIDE))
  return { mask: pixelMask(inside, { x: 0, y: 0, width, height }), width, height }
}
