import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { Engine } from '../engines/engine.ts'
import type { Scalar, Tensor, Tensor1D } from '../engines/tensor.ts'
import type { Network } from '../networks/network.ts'
import { type BatchStatistics, learningPass } from '../networks/pass.ts'
import { splitWeights } from '../networks/weights.ts'
import type { Task } from '../tasks/task.ts'
import type { Batch } from './batches.ts'

/** What one batch says: how wrong the weights are, where to go, and the mean and variance of every normalised layer in their order. */
export type Lesson = { loss: number; gradient: Float32Array; statistics: Float32Array }

type LearnerOptions = { engine: Engine; network: Network; task: Task; labels: readonly LearnedLabel[] }

/** Forward and backward pass over all weights as one vector [total]; disposes the batch. */
export function learner({
  engine,
  network,
  task,
  labels,
}: LearnerOptions): (weights: Float32Array, batch: Batch) => Promise<Lesson> {
  const { tf } = engine
  return async (weights, { images, targets }) => {
    const collected: BatchStatistics[] = []
    const judge = (vector: Tensor) => {
      const pass = learningPass(engine, splitWeights(tf, network.weights, vector as Tensor1D), (statistics) =>
        collected.push(statistics),
      )
      return task.loss(tf, network.forward(pass, images), targets, labels)
    }
    const { value, grad, statistics } = tf.tidy(() => {
      const judged = tf.valueAndGrad(judge)(tf.tensor1d(weights))
      return { value: judged.value as Scalar, grad: judged.grad, statistics: joined(collected) }
    })
    const kept = collected.flatMap(({ mean, variance }) => [mean, variance])
    const [loss, gradient, batchStatistics] = await Promise.all([value.data(), grad.data(), statistics.data()])
    tf.dispose([value, grad, statistics, images, ...targets, ...kept])
    return { loss: loss[0] as number, gradient: gradient as Float32Array, statistics: batchStatistics as Float32Array }
  }

  /** All means and variances in the order of the network's statistics, as one vector. */
  function joined(collected: readonly BatchStatistics[]): Tensor1D {
    const byName = new Map(collected.map((statistics) => [statistics.name, statistics]))
    const parts = network.statistics.flatMap(({ name }) => {
      const found = byName.get(name)
      if (!found) throw new Error(`expected statistics of layer ${name} after a pass`)
      return [found.mean, found.variance]
    })
    return parts.length > 0 ? tf.concat(parts) : tf.zeros([0])
  }
}
