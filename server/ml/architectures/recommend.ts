import { type TaskId, tasks } from '#shared/tasks/index.ts'
import type { LearnedImage } from '../training/trainer-spec.ts'
import type { ArchitectureId } from './index.ts'
import { recommendDetector } from './recommend-detector.ts'
import type { Recommendation } from './recommendation.ts'

const GOOD_ALONE = 'Good images are remembered as they are, on features of photographs: nothing else is known of them.'
const NO_PRETRAINED = 'The pretrained network is not on this machine, so a small one starts from nothing.'

/** What is known before a training. */
export type Situation = {
  task: TaskId
  train: readonly LearnedImage[]
  pretrainedAvailable: boolean
  /** How many images the pretrained network can be shown in the time there is, by the engine's usual speed. */
  affordableImages: number
}

/** A network from scratch and one that has seen photographs, for one kind of answer. */
type Pair = { scratch: ArchitectureId; pretrained: ArchitectureId; saves: string }

const classifiers: Pair = { scratch: 'classifier-small', pretrained: 'classifier-pretrained', saves: 'labelled images' }
const segmenters: Pair = { scratch: 'segmenter', pretrained: 'segmenter-pretrained', saves: 'outlines' }
const poses: Pair = { scratch: 'center-point', pretrained: 'pose-pretrained', saves: 'skeletons' }

/** Fewer images do not bring a pretrained network to its new task: 25 steps of eight images each. */
const LEAST_IMAGES_SHOWN = 200

/** A simple rule, which a person may override: what has been seen before wins, but where time is too short or objects are many and small. */
export function recommendArchitecture(situation: Situation): Recommendation {
  const { task } = situation
  if (task === 'anomaly') return { architecture: 'patch-memory', reason: GOOD_ALONE }
  if (tasks[task].shape === 'whole') return ofPair(classifiers, situation)
  if (task === 'segmentation') return ofPair(segmenters, situation)
  if (task === 'keypoints') return ofPair(poses, situation)
  const without = hindrance(situation)
  return without ? { architecture: 'center-point', reason: without } : recommendDetector(situation.train)
}

function ofPair({ scratch, pretrained, saves }: Pair, situation: Situation): Recommendation {
  const without = hindrance(situation)
  if (without) return { architecture: scratch, reason: without }
  return { architecture: pretrained, reason: `A network that has seen photographs needs far fewer ${saves}.` }
}

/** Why the pretrained network cannot be had; null where it can. */
function hindrance({ pretrainedAvailable, affordableImages }: Situation): string | null {
  if (!pretrainedAvailable) return NO_PRETRAINED
  if (affordableImages >= LEAST_IMAGES_SHOWN) return null
  return `In the time there is, this machine can show a pretrained network only ${Math.round(affordableImages)} images; a small one learns more from it.`
}
