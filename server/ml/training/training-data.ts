import type { Engine } from '../engines/engine.ts'
import { openPixelStore } from '../images/pixel-store.ts'
import { inFractions } from '../images/place-shape.ts'
import type { Size } from '../images/warp.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import type { LabelledObject, ValidationFigures } from '../tasks/task.ts'
import { type Batch, batchMaker } from './batches.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { TrainingImage } from './trainer-spec.ts'
import { validator } from './validator.ts'

/** The decoded data of a run: batches to learn from by step, and the judgement of the validation images. */
export type TrainingData = {
  batch(step: number): Batch
  validate(learned: LearnedNetwork): Promise<ValidationFigures | null>
  close(): void
}

/** Decodes all images of a run once, at the size of its input. */
export async function openTrainingData(
  { spec, labels, task, architecture, parameters }: PreparedRun,
  engine: Engine,
): Promise<TrainingData> {
  const size: Size = { width: parameters.inputWidth, height: parameters.inputHeight }
  const grid = { width: size.width / architecture.stride, height: size.height / architecture.stride }
  const open = (images: TrainingImage[], name: string) => openPixelStore({ images, size, folder: spec.workFolder, name })
  const pixels = await open(spec.train, 'train')
  const validationPixels = await open(spec.validation, 'validation')
  const shared = { task, size, range: architecture.pixels, batchSize: parameters.batchSize }
  const makeBatch = batchMaker({
    ...shared,
    labels,
    objects: spec.train.map(fractionalObjects),
    pixels,
    grid,
    augmentation: parameters,
    seed: spec.seed,
  })
  return {
    batch: (step) => makeBatch(engine.tf, step),
    validate: validator({
      ...shared,
      engine,
      labels,
      objects: spec.validation.map(fractionalObjects),
      pixels: validationPixels,
    }),
    close() {
      pixels.close()
      validationPixels.close()
    },
  }
}

/** Objects in pixels -> objects in fractions of their image. */
function fractionalObjects({ width, height, objects }: TrainingImage): LabelledObject[] {
  return objects.map((object) => ({ ...object, shape: inFractions(object.shape, { width, height }) }))
}
