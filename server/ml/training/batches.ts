import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Tensor, Tensor4D, Tf } from '../engines/tensor.ts'
import type { Task } from '../tasks/task.ts'
import type { PreparedBatch } from './prepare-batch.ts'

const CHANNELS = 3

/** One batch on the engine: images [n, height, width, 3] and what the task compares with. */
export type Batch = { images: Tensor4D; targets: Tensor[] }

type Meaning = { task: Task; labels: readonly LearnedLabel[]; stride: number }

/** Puts a prepared batch on the engine. */
export function batchOnEngine(tf: Tf, { size, values, objects }: PreparedBatch, { task, labels, stride }: Meaning): Batch {
  const grid = { width: size.width / stride, height: size.height / stride }
  const images = tf.tensor4d(values, [objects.length, size.height, size.width, CHANNELS])
  return { images, targets: task.targets(tf, objects, grid, labels) }
}
