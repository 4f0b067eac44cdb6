import type { Engine } from './engine.ts'
import type { Tensor4D } from './tensor.ts'

const WARM_UP_STEPS = 1
const MEASURED_MILLISECONDS = 400
const MAXIMUM_STEPS = 50
const BATCH = 4
const SIZE_PX = 64
const CHANNELS = 32

/** Images per second through forward and backward pass of one 3 x 3 convolution, a figure to compare engines on one machine by. */
export async function measureEngine({ tf }: Engine): Promise<{ imagesPerSecond: number }> {
  const x = tf.randomNormal([BATCH, SIZE_PX, SIZE_PX, CHANNELS]) as Tensor4D
  const filter = tf.randomNormal([3, 3, CHANNELS, CHANNELS]) as Tensor4D
  const gradients = tf.grads((map, kernel) => tf.sum(tf.relu(tf.conv2d(map as Tensor4D, kernel as Tensor4D, 1, 'same'))))
  const step = async () => {
    const results = gradients([x, filter])
    await results[1]?.data()
    tf.dispose(results)
  }
  for (let i = 0; i < WARM_UP_STEPS; i++) await step()
  const started = performance.now()
  let steps = 0
  while (performance.now() - started < MEASURED_MILLISECONDS && steps < MAXIMUM_STEPS) {
    await step()
    steps++
  }
  tf.dispose([x, filter])
  const seconds = (performance.now() - started) / 1000
  return { imagesPerSecond: (steps * BATCH) / seconds }
}
