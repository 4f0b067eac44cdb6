import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import type { Engine } from '../engines/engine.ts'
import type { PixelStore } from '../images/pixel-store.ts'
import type { PixelRange, Size } from '../images/warp.ts'
import { engineRunner } from '../models/engine-runner.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import { networkPredictor } from '../models/network-predictor.ts'
import type { LabelledObject, Task, ValidationFigures } from '../tasks/task.ts'

type PredictOptions = {
  engine: Engine
  task: Task
  labels: readonly LearnedLabel[]
  size: Size
  range: PixelRange
  batchSize: number
}
type ValidatorOptions = PredictOptions & { objects: readonly (readonly LabelledObject[])[]; pixels: PixelStore }

/** Judges a learned network on the validation images; null where there are none. */
export function validator({ objects, pixels, ...options }: ValidatorOptions) {
  return async (learned: LearnedNetwork): Promise<ValidationFigures | null> => {
    if (objects.length === 0) return null
    const predictions = await predictAll(learned, pixels, objects.length, options)
    return options.task.measure(predictions, objects, options.labels)
  }
}

/** What a learned network says of the first `count` images of a store. */
export async function predictAll(
  learned: LearnedNetwork,
  pixels: PixelStore,
  count: number,
  { engine, task, labels, size, range, batchSize }: PredictOptions,
): Promise<Prediction[][]> {
  const predictor = networkPredictor(engineRunner(engine, { learned, size, range }), { task, labels })
  const predictions: Prediction[][] = []
  for (let first = 0; first < count; first += batchSize) {
    const indices = Array.from({ length: Math.min(batchSize, count - first) }, (_, index) => first + index)
    predictions.push(...(await predictor.predict(indices.map(pixels.pixels))))
  }
  predictor.dispose()
  return predictions
}
