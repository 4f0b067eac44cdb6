import { quantile, relativeObjectSizes } from '../training/input-size.ts'
import type { LearnedImage } from '../training/trainer-spec.ts'
import type { Recommendation } from './recommendation.ts'

/** Objects whose side is below this share of the image's are lost on the pretrained detector's coarse way down. */
const SMALL_RELATIVE_SIZE = 0.08
/** The share of objects that the rule looks at: the smallest ones decide. */
const SMALL_SHARE = 0.1
/**
 * With this many boxes per image and in all, there is enough to learn from without having seen anything before: on 20 images of BCCD
 * (382 boxes) the network from scratch reached a test mAP50 of 0.78, the pretrained one stood at 0.31 half-way, with no platelets.
 */
const DENSE = { objectsPerImage: 5, objects: 100 }

/** Small or many objects are learned best from scratch, few and large ones by what has seen photographs. */
export function recommendDetector(train: readonly LearnedImage[]): Recommendation {
  const sizes = train.flatMap(relativeObjectSizes)
  const perImage = sizes.length / Math.max(1, train.length)
  const small = quantile(sizes, SMALL_SHARE) ?? 1
  if (small < SMALL_RELATIVE_SIZE) {
    const reason = `One object in ten is smaller than ${percent(small)} of the image's side, which needs fine features.`
    return { architecture: 'center-point', reason }
  }
  if (perImage >= DENSE.objectsPerImage && sizes.length >= DENSE.objects) {
    const reason = `${sizes.length} objects, ${perImage.toFixed(0)} per image, are enough to learn from without a pretrained network.`
    return { architecture: 'center-point', reason }
  }
  const reason = `With ${sizes.length} objects, a detector that has seen photographs learns fastest.`
  return { architecture: 'center-point-pretrained', reason }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
