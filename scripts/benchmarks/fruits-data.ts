import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { learnedShape } from '#server/training/learned-shape.ts'
import { readOutlined } from './segmentation-data.ts'

/** The photographs of fruits and nuts with their outlines; `labels` are in the order wanted. */
export async function readFruits(labels: string[]): Promise<{ labels: string[]; images: TrainingImage[] }> {
  const read = await readOutlined('fruits-nuts', 'segmentation')
  const unknown = read.flatMap(({ objects }) => objects).find(({ label }) => !labels.includes(label))
  if (unknown) throw new Error(`expected the labels ${labels.join(', ')} in fruits-nuts, got ${unknown.label}`)
  const images = read.map(({ objects, ...image }) => ({
    ...image,
    objects: objects.flatMap(({ label, shape }) => {
      const simple = learnedShape(shape)
      return simple ? [{ label: labels.indexOf(label), shape: simple, value: null }] : []
    }),
  }))
  return { labels, images }
}
