import type { Engine } from '../engines/engine.ts'
import type { PixelStore } from '../images/pixel-store.ts'
import type { PixelRange, Size } from '../images/warp.ts'
import { engineRunner } from '../models/engine-runner.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import { networkPredictor } from '../models/network-predictor.ts'
import type { LearnedLabel } from '../tasks/learned-label.ts'
import type { LabelledObject, Prediction, Task, ValidationFigures } from '../tasks/task.ts'

type ValidatorOptions = {
  engine: Engine
  task: Task
  labels: readonly LearnedLabel[]
  objects: readonly (readonly LabelledObject[])[]
  pixels: PixelStore
  size: Size
  range: PixelRange
  batchSize: number
}

/** Judges a learned network on the validation images; null where there are none. */
export function validator({ engine, task, labels, objects, pixels, size, range, batchSize }: ValidatorOptions) {
  return async (learned: LearnedNetwork): Promise<ValidationFigures | null> => {
    if (objects.length === 0) return null
    const predictor = networkPredictor(engineRunner(engine, { learned, size, range }), { task, labels })
    const predictions: Prediction[][] = []
    for (let first = 0; first < objects.length; first += batchSize) {
      const indices = objects.slice(first, first + batchSize).map((_, index) => first + index)
      predictions.push(...(await predictor.predict(indices.map(pixels.pixels))))
    }
    predictor.dispose()
    return task.measure(predictions, objects, labels)
  }
}
