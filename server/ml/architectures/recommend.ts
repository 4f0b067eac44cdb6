import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { quantile, relativeObjectSizes } from '../training/input-size.ts'
import type { TrainingImage } from '../training/trainer-spec.ts'
import type { ArchitectureId } from './index.ts'

/** Objects whose side is below this share of the image's are lost on the pretrained detector's coarse way down. */
const SMALL_RELATIVE_SIZE = 0.08
/** The share of objects that the rule looks at: the smallest ones decide. */
const SMALL_SHARE = 0.1
/**
 * With this many boxes per image and in all, there is enough to learn from without having seen anything before: on 20 images of BCCD
 * (382 boxes) the network from scratch reached a test mAP50 of 0.78, the pretrained one stood at 0.31 half-way, with no platelets.
 */
const DENSE = { objectsPerImage: 5, objects: 100 }

const GOOD_ALONE = 'Good images are remembered as they are, on features of photographs: nothing else is known of them.'
const NO_PRETRAINED = 'The pretrained network is not on this machine, so a small one starts from nothing.'

/** What is known before a training. */
export type Situation = { task: TaskId; train: readonly TrainingImage[]; pretrainedAvailable: boolean }

/** An architecture and, in one sentence, why. */
export type Recommendation = { architecture: ArchitectureId; reason: string }

/** A simple rule, which a person may override: what has been seen before wins, but for many small objects. */
export function recommendArchitecture({ task, train, pretrainedAvailable }: Situation): Recommendation {
  if (task === 'anomaly') return { architecture: 'patch-memory', reason: GOOD_ALONE }
  if (tasks[task].shape === 'whole') return recommendClassifier(pretrainedAvailable)
  if (task === 'segmentation') return recommendSegmenter(pretrainedAvailable)
  if (task === 'keypoints') return recommendPose(pretrainedAvailable)
  if (!pretrainedAvailable) return { architecture: 'center-point', reason: NO_PRETRAINED }
  const sizes = train.flatMap(relativeObjectSizes)
  const perImage = sizes.length / Math.max(1, train.length)
  const small = quantile(sizes, SMALL_SHARE) ?? 1
  if (small < SMALL_RELATIVE_SIZE) {
    const reason = `One box in ten is smaller than ${percent(small)} of the image's side, which needs fine features.`
    return { architecture: 'center-point', reason }
  }
  if (perImage >= DENSE.objectsPerImage && sizes.length >= DENSE.objects) {
    const reason = `${sizes.length} boxes, ${perImage.toFixed(0)} per image, are enough to learn from without a pretrained network.`
    return { architecture: 'center-point', reason }
  }
  const reason = `With ${sizes.length} boxes, a detector that has seen photographs learns fastest.`
  return { architecture: 'center-point-pretrained', reason }
}

function recommendClassifier(pretrainedAvailable: boolean): Recommendation {
  if (!pretrainedAvailable) return { architecture: 'classifier-small', reason: NO_PRETRAINED }
  return { architecture: 'classifier-pretrained', reason: 'A network that has seen photographs needs far fewer labelled images.' }
}

function recommendSegmenter(pretrainedAvailable: boolean): Recommendation {
  if (!pretrainedAvailable) return { architecture: 'segmenter', reason: NO_PRETRAINED }
  return { architecture: 'segmenter-pretrained', reason: 'A network that has seen photographs needs far fewer outlines.' }
}

function recommendPose(pretrainedAvailable: boolean): Recommendation {
  if (!pretrainedAvailable) return { architecture: 'center-point', reason: NO_PRETRAINED }
  return { architecture: 'pose-pretrained', reason: 'A network that has seen photographs needs far fewer skeletons.' }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
