import type { Architecture } from '../architectures/architecture.ts'
import type { Task } from '../tasks/task.ts'
import { inputSize, quantile, relativeObjectSizes } from './input-size.ts'
import type { ResolvedParameters, TrainingParameters } from './parameters.ts'
import type { TrainingImage } from './trainer-spec.ts'

const BATCH_SIZE = 8
/** Seconds of training by default: some to start with, more per million pixels of input, and never so long that a person stops waiting. */
const BUDGET_SECONDS = { base: 60, perMegapixel: 36, most: 480 }
const PIXELS_PER_MEGAPIXEL = 1e6
/** Many small objects per image are seen from above or through a microscope, where up and down mean nothing. */
const FROM_ABOVE = { objectsPerImage: 5, relativeSize: 0.25 }

type ResolveOptions = { parameters: TrainingParameters; train: readonly TrainingImage[]; architecture: Architecture; task: Task }

/** Decides every parameter that was left to the data. */
export function resolveParameters({ parameters, train, architecture, task }: ResolveOptions): ResolvedParameters {
  const size = inputSize(train, architecture)
  const epochs = whenSet(parameters.epochs)
  const megapixels = (train.length * size.width * size.height) / PIXELS_PER_MEGAPIXEL
  const budget = Math.min(BUDGET_SECONDS.most, BUDGET_SECONDS.base + BUDGET_SECONDS.perMegapixel * megapixels)
  const { augmentation } = task
  const toStep = (pixels: number) => Math.round(pixels / architecture.sizeStep) * architecture.sizeStep
  return {
    epochs,
    timeBudgetSeconds: epochs === null ? (whenSet(parameters.timeBudgetSeconds) ?? budget) : null,
    batchSize: whenSet(parameters.batchSize) ?? BATCH_SIZE,
    learningRate: whenSet(parameters.learningRate) ?? architecture.learning.rate,
    weightDecay: whenSet(parameters.weightDecay) ?? architecture.learning.weightDecay,
    inputWidth: toStep(whenSet(parameters.inputWidth) ?? size.width),
    inputHeight: toStep(whenSet(parameters.inputHeight) ?? size.height),
    horizontalFlip: whenSet(parameters.horizontalFlip) ?? augmentation.horizontalFlip,
    verticalFlip: whenSet(parameters.verticalFlip) ?? (augmentation.verticalFlip || isSeenFromAbove(train)),
    scale: whenSet(parameters.scale) ?? augmentation.scale,
    shift: whenSet(parameters.shift) ?? augmentation.shift,
    rotationDegrees: whenSet(parameters.rotationDegrees) ?? augmentation.rotationDegrees,
    brightness: whenSet(parameters.brightness) ?? augmentation.brightness,
    contrast: whenSet(parameters.contrast) ?? augmentation.contrast,
    trainOnValidation: parameters.trainOnValidation,
  }
}

function isSeenFromAbove(train: readonly TrainingImage[]): boolean {
  const sizes = train.flatMap(relativeObjectSizes)
  const perImage = sizes.length / Math.max(1, train.length)
  return perImage >= FROM_ABOVE.objectsPerImage && (quantile(sizes, 0.5) ?? 1) <= FROM_ABOVE.relativeSize
}

function whenSet<Value>(value: Value | 'auto'): Value | null {
  return value === 'auto' ? null : value
}
