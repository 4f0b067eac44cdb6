import type { Split } from '#shared/domain/asset.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import type { ReadAnnotation, ReadImage } from './format.ts'
import { type LabelPicture, readLabelPicture } from './label-picture.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

/** How a data set keeps label pictures beside its images. */
export interface PictureLayout {
  /** What an image and its label picture have in common; null for files that are no image. */
  imageKey(path: string): string | null
  /** The same for label pictures. */
  pictureKey(path: string): string | null
  /** What a label picture says. */
  annotations(picture: LabelPicture, path: string): readonly ReadAnnotation[] | Promise<readonly ReadAnnotation[]>
  /** Where it is not told by a folder. */
  splitOf?(path: string): Split | null
  videoOf?(path: string): NonNullable<ReadImage['video']> | null
  /** Other files of the data set that are read, or say the same once more. */
  isKnown?(path: string): boolean
}

/** The images of a data set with what their label pictures say, one after the other. */
export async function* readLabelPictures(tree: FileTree, findings: Findings, layout: PictureLayout): AsyncIterable<ReadImage> {
  const { images, pictures, known } = sorted(tree, layout)
  for (const [key, path] of images) {
    const picture = pictures.get(key)
    pictures.delete(key)
    const read = picture === undefined ? null : await readOne(tree, findings, layout, picture)
    const video = layout.videoOf?.(path)
    yield {
      path,
      labelled: read !== null,
      size: read?.size ?? null,
      split: layout.splitOf?.(path) ?? splitByFolder(path),
      ...(video && { video }),
      annotations: read?.annotations ?? [],
    }
  }
  for (const path of pictures.values()) findings.reject(path, 'the image it labels is not there')
  reportUnused(tree, known, findings)
}

function sorted(tree: FileTree, layout: PictureLayout) {
  const images = new Map<string, string>()
  const pictures = new Map<string, string>()
  const known = new Set<string>()
  for (const { path } of tree.files) {
    const isImage = claimsToBeImage(path)
    const pictureKey = isImage ? layout.pictureKey(path) : null
    const imageKey = isImage && pictureKey === null ? layout.imageKey(path) : null
    if (pictureKey !== null) pictures.set(pictureKey, path)
    if (imageKey !== null) images.set(images.has(imageKey) ? path : imageKey, path)
    if (pictureKey !== null || imageKey !== null || layout.isKnown?.(path)) known.add(path)
  }
  return { images, pictures, known }
}

async function readOne(tree: FileTree, findings: Findings, layout: PictureLayout, path: string) {
  try {
    const picture = await readLabelPicture(tree, path)
    return { annotations: await layout.annotations(picture, path), size: { width: picture.width, height: picture.height } }
  } catch (error) {
    findings.reject(path, `it is no label picture that can be read (${messageOf(error)})`)
    return null
  }
}
