import type { TaskId } from '../tasks/task.ts'
import { quantile, relativeObjectSizes } from '../training/input-size.ts'
import type { TrainingImage } from '../training/trainer-spec.ts'
import type { ArchitectureId } from './index.ts'

/** Objects whose side is below this share of the image's are lost on the pretrained detector's coarse way down. */
const SMALL_RELATIVE_SIZE = 0.08
/** The share of objects that the rule looks at: the smallest ones decide. */
const SMALL_SHARE = 0.1
/** With this many boxes per image and in all, there is enough to learn from without having seen anything before. */
const DENSE = { objectsPerImage: 5, objects: 1000 }

/** What is known before a training. */
export type Situation = { task: TaskId; train: readonly TrainingImage[]; pretrainedAvailable: boolean }

/** An architecture and, in one sentence, why. */
export type Recommendation = { architecture: ArchitectureId; reason: string }

/** A simple rule, which a person may override: what has been seen before wins, but for many small objects. */
export function recommendArchitecture({ task, train, pretrainedAvailable }: Situation): Recommendation {
  if (task === 'classification') {
    if (pretrainedAvailable)
      return {
        architecture: 'classifier-pretrained',
        reason: 'A network that has seen photographs needs far fewer labelled images.',
      }
    return {
      architecture: 'classifier-small',
      reason: 'The pretrained network is not on this machine, so a small one starts from nothing.',
    }
  }
  if (!pretrainedAvailable)
    return {
      architecture: 'center-point',
      reason: 'The pretrained network is not on this machine, so a small one starts from nothing.',
    }
  const sizes = train.flatMap(relativeObjectSizes)
  const perImage = sizes.length / Math.max(1, train.length)
  const small = quantile(sizes, SMALL_SHARE) ?? 1
  if (small < SMALL_RELATIVE_SIZE) {
    return {
      architecture: 'center-point',
      reason: `One box in ten is smaller than ${percent(small)} of the image's side, which needs fine features.`,
    }
  }
  if (perImage >= DENSE.objectsPerImage && sizes.length >= DENSE.objects) {
    return {
      architecture: 'center-point',
      reason: `${sizes.length} boxes, ${perImage.toFixed(0)} per image, are enough to learn from without a pretrained network.`,
    }
  }
  return {
    architecture: 'center-point-pretrained',
    reason: `With ${sizes.length} boxes, a detector that has seen photographs learns fastest.`,
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
