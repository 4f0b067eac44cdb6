import type { Engine } from './engine.ts'
import type { Tensor, Tensor1D, Tensor4D } from './tensor.ts'

const MEASURED_MILLISECONDS = 600
const MAXIMUM_STEPS = 100
const BATCH = 4
const CHANNELS = 32
const SIZE_PX = 64
/** An engine that needs longer for one step at a quarter of the size is measured there: a card in software would take minutes. */
const SMALL_SIZE_PX = 16
const LONG_STEP_MILLISECONDS = 200

/**
 * Images per second through forward and backward pass of what networks are made of: a 3 x 3 convolution, a normalisation, a rectifier
 * and a depthwise convolution on maps [4, 64, 64, 32]. A figure to compare engines on one machine by.
 */
export async function measureEngine(engine: Engine): Promise<{ imagesPerSecond: number }> {
  await measuredAt(engine, SMALL_SIZE_PX, 1)
  const small = await measuredAt(engine, SMALL_SIZE_PX, 1)
  if ((BATCH / small) * 1000 > LONG_STEP_MILLISECONDS) return { imagesPerSecond: small * (SMALL_SIZE_PX / SIZE_PX) ** 2 }
  await measuredAt(engine, SIZE_PX, 1)
  return { imagesPerSecond: await measuredAt(engine, SIZE_PX, MAXIMUM_STEPS) }
}

/** Images per second at one size, over at most so many steps. */
async function measuredAt(engine: Engine, size: number, most: number): Promise<number> {
  const { tf } = engine
  const inputs = [
    tf.randomNormal([BATCH, size, size, CHANNELS]),
    tf.randomNormal([3, 3, CHANNELS, CHANNELS]),
    tf.ones([CHANNELS]),
    tf.zeros([CHANNELS]),
    tf.randomNormal([3, 3, CHANNELS, 1]),
  ]
  const gradients = tf.grads((...parts: Tensor[]) => tinyNetwork(engine, parts))
  const started = performance.now()
  let steps = 0
  while (steps < most && (steps === 0 || performance.now() - started < MEASURED_MILLISECONDS)) {
    const results = tf.tidy(() => gradients(inputs))
    await Promise.all(results.map((result) => result.data()))
    tf.dispose(results)
    steps++
  }
  tf.dispose(inputs)
  return (steps * BATCH * 1000) / (performance.now() - started)
}

/** x [n, h, w, c], filter [3, 3, c, c], scale [c], offset [c], depthwise filter [3, 3, c, 1] -> a number. */
function tinyNetwork(engine: Engine, [x, filter, scale, offset, depthwise]: Tensor[]): Tensor {
  const { tf } = engine
  const map = tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same')
  const { y, mean, variance } = engine.normalizeBatch(map, scale as Tensor1D, offset as Tensor1D)
  tf.dispose([mean, variance])
  return tf.sum(tf.square(tf.depthwiseConv2d(engine.rectify(y, 'relu'), depthwise as Tensor4D, 1, 'same')))
}
