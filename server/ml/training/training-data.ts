import { inFractions } from '#shared/decoding/place-shape.ts'
import type { Engine } from '../engines/engine.ts'
import { type DecodedImages, decodeImages, type OnDisk, readDecoded, removeDecoded } from '../images/pixel-store.ts'
import type { Size } from '../images/warp.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import { mirrorOrder } from '../tasks/keypoints/mirror-order.ts'
import type { LabelledObject, ValidationFigures } from '../tasks/task.ts'
import { type Batch, batchOnEngine } from './batches.ts'
import { batchesAhead } from './batches-ahead.ts'
import { labelWeights, weighedByLabel } from './label-weights.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { LearnedImage } from './trainer-spec.ts'
import { BELIEVED_FROM, keepFinds, keptFinds, unlabelledFinds } from './unlabelled-finds.ts'
import { predictAll, validator } from './validator.ts'

/** The decoded data of a run: batches to learn from by step, and the judgement of the validation images. */
export type TrainingData = {
  batch(step: number): Promise<Batch>
  validate(learned: LearnedNetwork): Promise<ValidationFigures | null>
  /** From now on, what this network finds on the training images where nobody labelled anything is neither learned nor taken for nothing. */
  ignoreUnlabelled(learned: LearnedNetwork): Promise<void>
  close(): void
}

/** Decodes all images of a run once; `progress` is how far the run has come that goes on with them. */
export async function openTrainingData(
  { spec, labels, task, architecture, parameters, digest }: PreparedRun,
  engine: Engine,
  progress: number,
  onDisk?: OnDisk,
): Promise<TrainingData> {
  const size: Size = { width: parameters.inputWidth, height: parameters.inputHeight }
  const decode = (images: LearnedImage[], name: string): Promise<DecodedImages> =>
    decodeImages({ images, size, folder: spec.workFolder, name, ...(onDisk && { onDisk }) })
  const decoded = await decode(spec.train, 'train')
  const validationDecoded = await decode(spec.validation, 'validation')
  const validationPixels = readDecoded(validationDecoded)
  const shared = { size, range: architecture.pixels, batchSize: parameters.batchSize }
  const predicting = { ...shared, engine, task, labels }
  const labelled = spec.train.map(fractionalObjects)
  const objects =
    parameters.evenLabels > 0 ? weighedByLabel(labelled, labelWeights(labelled, labels.length, parameters.evenLabels)) : labelled
  const batches = batchesAhead({
    ...shared,
    decoded,
    objects,
    sizeStep: architecture.sizeStep,
    augmentation: parameters,
    mixedSizes: parameters.mixedSizes,
    balance: parameters.balance,
    seed: spec.seed,
    mirrorOrders: labels.map(({ keypoints }) => mirrorOrder(keypoints)),
  })
  const ignore = (finds: readonly LabelledObject[][]) =>
    batches.replaceObjects(objects.map((labelled, image) => [...labelled, ...(finds[image] ?? [])]))
  const kept = progress >= BELIEVED_FROM ? await keptFinds(spec.workFolder, digest) : null
  if (kept) ignore(kept)
  const meaning = { task, labels, stride: architecture.stride }
  return {
    batch: async (step) => batchOnEngine(engine.tf, await batches.at(step), meaning),
    validate: validator({ ...predicting, objects: spec.validation.map(fractionalObjects), pixels: validationPixels }),
    async ignoreUnlabelled(learned) {
      const pixels = readDecoded(decoded)
      const predictions = await predictAll(learned, pixels, objects.length, predicting)
      pixels.close()
      const finds = objects.map((labelled, image) => unlabelledFinds(predictions[image] ?? [], labelled))
      await keepFinds(spec.workFolder, digest, finds)
      ignore(finds)
    },
    close() {
      batches.close()
      validationPixels.close()
      for (const images of [decoded, validationDecoded]) removeDecoded(images)
    },
  }
}

/** Objects in pixels -> objects in fractions of their image. */
function fractionalObjects({ width, height, objects }: LearnedImage): LabelledObject[] {
  return objects.map((object) => ({ ...object, shape: inFractions(object.shape, { width, height }) }))
}
