import type { Architecture } from '../architectures/architecture.ts'
import type { Task } from '../tasks/task.ts'
import { affordableBatch } from './affordable-batch.ts'
import { usualBudgetSeconds } from './budget.ts'
import { inputSize } from './input-size.ts'
import type { ResolvedParameters, TrainingParameters } from './parameters.ts'
import { resolveAugmentation } from './resolve-augmentation.ts'
import type { LearnedImage } from './trainer-spec.ts'

/** A label that is on fewer images than this share of an even one is shown more often. */
const RARE_SHARE = 0.5
/**
 * What a run begins with that a person may change. Rare labels weigh more by the root of their rarity: on BCCD's validation images mAP50-95
 * is 0.538 after 3,280 images, and 0.532 after 3,895 without.
 */
const DEFAULTS = { mixedSizes: 0, evenLabels: 0.5, headFirst: 0, patience: 0, ignoreUnlabelled: false, warmStart: false }

type ResolveOptions = {
  parameters: TrainingParameters
  train: readonly LearnedImage[]
  architecture: Architecture
  task: Task
  /** How many labels there are. */
  labels: number
  /** What the engine can take now. */
  memoryBytes: number
  /** Of a body that a person brought; null for what comes with the product. */
  bytesPerPixel?: number | null
}

/** Decides every parameter that was left to the data. */
export function resolveParameters({
  parameters,
  train,
  architecture,
  task,
  labels,
  memoryBytes,
  bytesPerPixel = null,
}: ResolveOptions): ResolvedParameters {
  const size = inputSize(train, architecture)
  const epochs = whenSet(parameters.epochs)
  const budget = usualBudgetSeconds(train.length * size.width * size.height)
  const toStep = (pixels: number) => Math.round(pixels / architecture.sizeStep) * architecture.sizeStep
  const inputWidth = toStep(whenSet(parameters.inputWidth) ?? size.width)
  const inputHeight = toStep(whenSet(parameters.inputHeight) ?? size.height)
  const { pretrained } = architecture
  return {
    epochs,
    timeBudgetSeconds: epochs === null ? (whenSet(parameters.timeBudgetSeconds) ?? budget) : null,
    batchSize:
      whenSet(parameters.batchSize) ??
      affordableBatch({ pixels: inputWidth * inputHeight, pretrained, memoryBytes, bytesPerPixel }),
    learningRate: whenSet(parameters.learningRate) ?? architecture.learning.rate,
    weightDecay: whenSet(parameters.weightDecay) ?? architecture.learning.weightDecay,
    inputWidth,
    inputHeight,
    ...resolveAugmentation(parameters, task, train),
    mixedSizes: whenSet(parameters.mixedSizes) ?? DEFAULTS.mixedSizes,
    balance: whenSet(parameters.balance) ?? RARE_SHARE / Math.max(1, labels),
    evenLabels: task.forgives === true ? (whenSet(parameters.evenLabels) ?? DEFAULTS.evenLabels) : 0,
    headFirst: whenSet(parameters.headFirst) ?? DEFAULTS.headFirst,
    patience: whenSet(parameters.patience) ?? DEFAULTS.patience,
    ignoreUnlabelled: task.forgives === true && (whenSet(parameters.ignoreUnlabelled) ?? DEFAULTS.ignoreUnlabelled),
    startingPoint: whenSet(parameters.startingPoint),
    warmStart: whenSet(parameters.warmStart) ?? DEFAULTS.warmStart,
    trainOnValidation: parameters.trainOnValidation,
  }
}

function whenSet<Value>(value: Value | 'auto'): Value | null {
  return value === 'auto' ? null : value
}
