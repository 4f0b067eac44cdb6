import type { Engine } from '../engines/engine.ts'
import { type DecodedImages, decodeImages, readDecoded, removeDecoded } from '../images/pixel-store.ts'
import { inFractions } from '../images/place-shape.ts'
import type { Size } from '../images/warp.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import { mirrorOrder } from '../tasks/keypoints/mirror-order.ts'
import type { LabelledObject, ValidationFigures } from '../tasks/task.ts'
import { type Batch, batchOnEngine } from './batches.ts'
import { batchesAhead } from './batches-ahead.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { TrainingImage } from './trainer-spec.ts'
import { validator } from './validator.ts'

/** The decoded data of a run: batches to learn from by step, and the judgement of the validation images. */
export type TrainingData = {
  batch(step: number): Promise<Batch>
  validate(learned: LearnedNetwork): Promise<ValidationFigures | null>
  close(): void
}

/** Decodes all images of a run once. */
export async function openTrainingData(
  { spec, labels, task, architecture, parameters }: PreparedRun,
  engine: Engine,
): Promise<TrainingData> {
  const size: Size = { width: parameters.inputWidth, height: parameters.inputHeight }
  const decode = (images: TrainingImage[], name: string): Promise<DecodedImages> =>
    decodeImages({ images, size, folder: spec.workFolder, name })
  const decoded = await decode(spec.train, 'train')
  const validationDecoded = await decode(spec.validation, 'validation')
  const validationPixels = readDecoded(validationDecoded)
  const shared = { size, range: architecture.pixels, batchSize: parameters.batchSize }
  const batches = batchesAhead({
    ...shared,
    decoded,
    objects: spec.train.map(fractionalObjects),
    sizeStep: architecture.sizeStep,
    augmentation: parameters,
    mixedSizes: parameters.mixedSizes,
    balance: parameters.balance,
    seed: spec.seed,
    mirrorOrders: labels.map(({ keypoints }) => mirrorOrder(keypoints)),
  })
  const meaning = { task, labels, stride: architecture.stride }
  return {
    batch: async (step) => batchOnEngine(engine.tf, await batches.at(step), meaning),
    validate: validator({
      ...shared,
      engine,
      task,
      labels,
      objects: spec.validation.map(fractionalObjects),
      pixels: validationPixels,
    }),
    close() {
      batches.close()
      validationPixels.close()
      for (const images of [decoded, validationDecoded]) removeDecoded(images)
    },
  }
}

/** Objects in pixels -> objects in fractions of their image. */
function fractionalObjects({ width, height, objects }: TrainingImage): LabelledObject[] {
  return objects.map((object) => ({ ...object, shape: inFractions(object.shape, { width, height }) }))
}
