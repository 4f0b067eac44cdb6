import type { Engine } from '../engines/engine.ts'
import type { Tensor, Tensor4D } from '../engines/tensor.ts'
import { predictingPass } from '../networks/pass.ts'
import { graphBody } from '../pretrained/graph-body.ts'
import type { PretrainedGraph } from '../pretrained/pretrained-graph.ts'
import { randomProjection } from './random-projection.ts'
import { scaledToLength } from './unit-vectors.ts'

/** What turns images into vectors; vectors of another embedder cannot be compared with these. */
export const EMBEDDER_ID = 'mobilenet-v3-224-128'
/** Numbers of an embedding. */
export const EMBEDDING_SIZE = 128
/** Pixels along both sides of the images that are embedded, whatever their shape was. */
export const EMBEDDED_SIDE = 224

/** The widest map of the published detector's body (FACTS.md): it tells photographs apart without any training. */
const BODY_OUTPUT = 'tower_0/MobilenetV3/expanded_conv_14/depthwise/hard_swish/mul_1'
const CHANNELS = 3
const PIXEL_AXES = [1, 2]
const SEED = 2026

/** Images on an engine to vectors of length one. */
export type ImageEmbedder = { embed(images: readonly Uint8Array[]): Promise<Float32Array[]>; dispose(): void }

/**
 * The mean and the maximum of the pretrained body's last map, each of length one, projected to `EMBEDDING_SIZE` numbers of length one.
 * Every image is [EMBEDDED_SIDE, EMBEDDED_SIDE, 3] bytes; one call is one batch.
 */
export function imageEmbedder({ tf }: Pick<Engine, 'tf'>, graph: PretrainedGraph): ImageEmbedder {
  const body = graphBody(graph, [BODY_OUTPUT])
  const channels = body.channels[0] ?? 0
  const weights = new Map(
    body.weights.map(({ name, shape, initial }) => [name, tf.tensor('values' in initial ? initial.values : [], shape)]),
  )
  const pass = predictingPass(tf, weights)
  const project = randomProjection({ from: 2 * channels, to: EMBEDDING_SIZE, seed: SEED })
  return {
    async embed(images) {
      if (images.length === 0) return []
      const pooled = tf.tidy(() => {
        const [map] = body.run<Tensor>(pass, batchOf(images)) as [Tensor]
        return tf.concat([tf.mean(map, PIXEL_AXES), tf.max(map, PIXEL_AXES)], 1)
      })
      const values = (await pooled.data()) as Float32Array
      pooled.dispose()
      return images.map((_, index) => reduced(values.subarray(index * 2 * channels, (index + 1) * 2 * channels)))
    },
    dispose: () => tf.dispose([...weights.values()]),
  }

  /** -> [n, EMBEDDED_SIDE, EMBEDDED_SIDE, 3], 0 to 255 as the body was trained. */
  function batchOf(images: readonly Uint8Array[]): Tensor4D {
    const perImage = EMBEDDED_SIDE * EMBEDDED_SIDE * CHANNELS
    const batch = new Float32Array(images.length * perImage)
    for (const [index, pixels] of images.entries()) batch.set(pixels, index * perImage)
    return tf.tensor4d(batch, [images.length, EMBEDDED_SIDE, EMBEDDED_SIDE, CHANNELS])
  }

  // Maxima are several times as large as means: each part has the same say.
  function reduced(pooled: Float32Array): Float32Array {
    const [means, maxima] = [scaledToLength(pooled.subarray(0, channels)), scaledToLength(pooled.subarray(channels))]
    const both = new Float32Array(2 * channels)
    both.set(means)
    both.set(maxima, channels)
    return scaledToLength(project(both))
  }
}
