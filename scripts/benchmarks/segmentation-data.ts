import { join } from 'node:path'
import sharp from 'sharp'
import { createFindings } from '#server/datasets/findings.ts'
import { chooseFormat } from '#server/datasets/formats/index.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createRandom } from '#shared/random.ts'
import { clip, type Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { sharedData } from './shared-data.ts'

/** One image with its objects in pixels, as its data set says them. */
export interface OutlinedImage {
  readonly assetId: string
  readonly file: string
  readonly width: number
  readonly height: number
  readonly objects: readonly { readonly label: string; readonly shape: Shape }[]
}

/** A data set as the import reads it. */
export async function readOutlined(name: string, task: TaskId): Promise<OutlinedImage[]> {
  const folder = sharedData(name)
  const tree = await folderTree(folder)
  try {
    const { format } = await chooseFormat('auto', tree, task)
    const images: OutlinedImage[] = []
    for await (const { path, annotations } of format.read(tree, createFindings(), () => {})) {
      const file = join(folder, path)
      const { width, height } = (await sharp(file).metadata()).autoOrient
      const objects = annotations.flatMap(({ label, shape }) => {
        const inside = clip(shape, { x: 0, y: 0, width, height })
        return inside ? [{ label, shape: inside }] : []
      })
      if (objects.length > 0) images.push({ assetId: path, file, width, height, objects })
    }
    return images
  } finally {
    await tree.close()
  }
}

/** The same images in `parts` parts of equal kind: shuffled by the seed within images of one size, dealt out in turn. */
export function dealt(images: readonly OutlinedImage[], parts: number, seed: number): OutlinedImage[][] {
  const sizeOf = ({ width, height }: OutlinedImage) => width * height
  const shuffled = createRandom(seed)
    .shuffled(images)
    .sort((a, b) => sizeOf(a) - sizeOf(b))
  return Array.from({ length: parts }, (_, part) => shuffled.filter((_, index) => index % parts === part))
}
