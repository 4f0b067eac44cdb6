import type { TaskId } from '#shared/tasks/index.ts'
import type { EngineChoice } from '../engines/engine.ts'
import type { ImagePlace } from '../images/pixel-store.ts'
import type { LabelledObject } from '../tasks/task.ts'

/** One labelled image for training; shapes in pixels of the upright image. */
export type TrainingImage = { assetId: string; file: string; width: number; height: number; objects: LabelledObject[] }

/** The same where the file may be a blob, which whoever starts the training brings to this machine when it is about to be decoded. */
export type LearnedImage = Omit<TrainingImage, 'file'> & ImagePlace

/** Everything that one training needs to know; the same spec and work folder again continues where it was cut off. */
export type TrainerSpec = {
  runId: string
  task: TaskId
  labels: string[]
  /** Names of the keypoints of those labels that have a skeleton. */
  keypoints?: Record<string, string[]>
  architecture: string
  /** Checked against `trainingParameters`; what is not named is decided by the data. */
  parameters: Record<string, unknown>
  seed: number
  train: LearnedImage[]
  validation: LearnedImage[]
  workFolder: string
  /** The share of the training after which to stop for now; the same spec with a greater one goes on from there. */
  stopAfter?: number
  /** Folder of a model whose weights to start from, as far as they fit, where the parameters say so. */
  warmStart?: string
  /** Folder of the imported body that the parameters name. */
  startingPoint?: string
  engine: EngineChoice
  /** Seconds between two checkpoints; by default as often as they cost little. */
  checkpointEverySeconds?: number
  /** Folder with the pretrained network, by default where the set-up puts it; architectures that need it fail without. */
  pretrainedFolder?: string
}

/** Learn with the architecture that the data recommend. */
export const AUTO_ARCHITECTURE = 'auto'
