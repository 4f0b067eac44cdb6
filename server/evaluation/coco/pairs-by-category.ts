import { groupBy } from '#shared/group-by.ts'
import { EvaluationInputError } from '../input-error.ts'
import type { CocoDetection, CocoTruth } from './coco-files.ts'
import type { ImageLabel } from './comparison.ts'

/**
 * What is to be compared, by category id and then by image; only images with a truth or a detection of the category. As in pycocotools, images
 * stand by rising id: of equal scores the one on the earlier image ranks first. Throws where an entry is on an image that the truth does not list.
 */
export function pairsByCategory(truth: CocoTruth, detections: readonly CocoDetection[]): Map<string, ImageLabel[]> {
  const images = new Map(truth.images.map((image) => [image.id, image]))
  const stranger = [...truth.annotations, ...detections].find(({ image_id }) => !images.has(image_id))
  if (stranger) throw new EvaluationInputError(`Expected images that the truth lists, got image ${stranger.image_id}`)

  const truthsOf = groupBy(truth.annotations, ({ image_id }) => image_id)
  const detectionsOf = groupBy(detections, ({ image_id }) => image_id)
  const pairs = new Map<string, ImageLabel[]>()
  for (const image of [...images.values()].sort((a, b) => compareIds(a.id, b.id))) {
    const there = groupBy(truthsOf.get(image.id) ?? [], ({ category_id }) => category_id)
    const found = groupBy(detectionsOf.get(image.id) ?? [], ({ category_id }) => category_id)
    for (const category of new Set([...there.keys(), ...found.keys()])) {
      const others = pairs.get(category) ?? []
      others.push({ image, truths: there.get(category) ?? [], detections: found.get(category) ?? [] })
      pairs.set(category, others)
    }
  }
  return pairs
}

const compareIds = (a: string, b: string) => Number(a) - Number(b) || (a < b ? -1 : Number(a > b))
