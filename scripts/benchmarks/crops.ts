import { join } from 'node:path'
import sharp from 'sharp'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom } from '#shared/random.ts'
import { intersection } from '#shared/shapes/bounds.ts'
import { bounds } from '#shared/shapes/index.ts'

/** A square piece of an image with what is on it. */
export interface Crop {
  readonly file: string
  readonly side: number
  /** Labels of which at least half an object lies on the crop. */
  readonly shown: ReadonlySet<number>
  /** Labels of which anything at all lies on it. */
  readonly touched: ReadonlySet<number>
}

/** An object counts as shown when so much of its box lies on the crop. */
const SHOWN_SHARE = 0.5
/** Rounding at an edge is nothing. */
const TOUCHED_SHARE = 0.01

/** Cuts squares at places that the seed draws, and writes them to a folder as PNG. */
export async function cutCrops(
  images: readonly TrainingImage[],
  { side, perImage, seed, folder }: { side: number; perImage: number; seed: number; folder: string },
): Promise<Crop[]> {
  const random = createRandom(seed)
  const crops: Crop[] = []
  for (const [index, { file, width, height, objects }] of images.entries()) {
    for (let place = 0; place < perImage; place++) {
      const frame = { x: random.integer(width - side), y: random.integer(height - side), width: side, height: side }
      const shares = objects.flatMap(({ label, shape }) => {
        const around = bounds(shape)
        const inside = around && intersection(around, frame)
        return inside ? [{ label, share: (inside.width * inside.height) / (around.width * around.height) }] : []
      })
      const labelsFrom = (least: number) => new Set(shares.filter(({ share }) => share >= least).map(({ label }) => label))
      const path = join(folder, `${index}-${place}.png`)
      await sharp(file).extract({ left: frame.x, top: frame.y, width: side, height: side }).png().toFile(path)
      crops.push({ file: path, side, shown: labelsFrom(SHOWN_SHARE), touched: labelsFrom(TOUCHED_SHARE) })
    }
  }
  return crops
}

/** A crop as a trainer reads it, with labels of the whole image. */
export const asImage = ({ file, side }: Crop, labels: readonly number[]): TrainingImage => ({
  assetId: file,
  file,
  width: side,
  height: side,
  objects: labels.map((label) => ({ label, shape: { kind: 'whole' }, value: null })),
})
