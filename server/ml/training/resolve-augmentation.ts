import { AUGMENTATION_PARTS, type Augmentation, type AugmentationPart, augmentationOf } from '#shared/domain/augmentation.ts'
import type { Task } from '../tasks/task.ts'
import { quantile, relativeObjectSizes } from './input-size.ts'
import type { TrainingParameters } from './parameters.ts'
import type { LearnedImage } from './trainer-spec.ts'

/** Many small objects per image are seen from above or through a microscope, where up and down mean nothing. */
const FROM_ABOVE = { objectsPerImage: 5, relativeSize: 0.25 }
const seenFromAbove = { verticalFlip: true, quarterTurns: true } as const satisfies Partial<Augmentation>

type Chosen = Pick<TrainingParameters, AugmentationPart>

/** The augmentation of a training: what a person set, else what the data allow, else what the task begins with. */
export function resolveAugmentation(
  chosen: Chosen,
  task: Pick<Task, 'augmentation'>,
  train: readonly LearnedImage[],
): Augmentation {
  const decided = augmentationOf({ ...task.augmentation, ...(isSeenFromAbove(train) && seenFromAbove) })
  const set = AUGMENTATION_PARTS.filter((part) => chosen[part] !== 'auto').map((part) => [part, chosen[part]])
  return { ...decided, ...(Object.fromEntries(set) as Partial<Augmentation>) }
}

function isSeenFromAbove(train: readonly LearnedImage[]): boolean {
  const sizes = train.flatMap(relativeObjectSizes)
  const perImage = sizes.length / Math.max(1, train.length)
  return perImage >= FROM_ABOVE.objectsPerImage && (quantile(sizes, 0.5) ?? 1) <= FROM_ABOVE.relativeSize
}
