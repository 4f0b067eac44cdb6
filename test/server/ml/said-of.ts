import { loadModel } from '#server/ml/models/loaded-model.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'

/** What a trained model says of images, in pixels, in this process: that a process of its own says the same is for the tests of predictors. */
export async function saidOf(modelFolder: string, images: readonly TrainingImage[]): Promise<Prediction[][]> {
  const model = await loadModel('auto', modelFolder)
  const said = await model.predict([...images])
  model.dispose()
  return said.map((one) => {
    if ('predictions' in one) return one.predictions
    throw new Error('Expected images that can be read')
  })
}
