import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import type { Task } from '../tasks/task.ts'
import type { NetworkRunner } from './network-runner.ts'

/** A learned network that speaks its task: bytes of images in, predictions in fractions of the image out. */
export type NetworkPredictor = { predict(images: readonly Uint8Array[]): Promise<Prediction[][]>; dispose(): void }

/** Reads the outputs of a network as its task does; one call is one batch. */
export function networkPredictor(
  runner: NetworkRunner,
  { task, labels }: { task: Task; labels: readonly LearnedLabel[] },
): NetworkPredictor {
  return {
    async predict(images) {
      if (images.length === 0) return []
      const { values, grid } = await runner.run(images)
      const perImage = values.length / images.length
      return images.map((_, index) => task.decode(values.subarray(index * perImage, (index + 1) * perImage), grid, labels))
    },
    dispose: () => runner.dispose(),
  }
}
