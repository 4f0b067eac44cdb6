import type { Asset } from '#shared/domain/asset.ts'
import { clip } from '#shared/shapes/index.ts'
import type { TrueObject } from './plan-work.ts'
import type { TrueImage } from './read-truth.ts'

type Named = Pick<Asset, 'name' | 'width' | 'height'>

/** What is really on every image of a data set. */
export interface Truth {
  /** The objects of an asset inside its image, or null where the truth does not know the asset. */
  find(asset: Named): TrueObject[] | null
  /** The same; unknown assets are an error. */
  of(asset: Named): TrueObject[]
}

/** The name under which an image is imported for a campaign: its folders would tell the classes, so they become part of the file's name. */
export const flatName = (path: string): string => path.replaceAll('/', '__')

/** Finds images by their path, by the name a campaign gave them, or by their file name where that is unique. */
export function createTruth(images: readonly TrueImage[]): Truth {
  const byName = new Map<string, TrueImage | null>()
  for (const image of images) {
    const file = lastPart(image.path)
    byName.set(file, byName.has(file) ? null : image)
  }
  for (const image of images) byName.set(flatName(image.path), image).set(image.path, image)
  const find = ({ name, width, height }: Named) => {
    const image = byName.get(name) ?? byName.get(lastPart(name))
    const frame = { x: 0, y: 0, width, height }
    return image ? image.objects.flatMap((object) => insideOf(object, frame)) : null
  }
  return {
    find,
    of(asset) {
      const objects = find(asset)
      if (!objects) throw new Error(`Expected the truth to know ${asset.name}`)
      return objects
    },
  }
}

// People do not draw what the product would refuse: boxes without a size, or outside the image.
function insideOf(object: TrueObject, frame: { x: number; y: number; width: number; height: number }): TrueObject[] {
  const inside = clip(object.shape, frame)
  return inside ? [{ ...object, shape: inside }] : []
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
