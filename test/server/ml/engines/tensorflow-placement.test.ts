import { expect, it } from 'vitest'
import { EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
import type { NativeBackend } from '#server/ml/engines/tensorflow-kernels.ts'
import { runsOnGpu } from '#server/ml/engines/tensorflow-placement.ts'

it('is proven by an operation that only a card computes: a processor refuses it, and leaves no tensor behind', async (context) => {
  const engine = await loadNamedEngine('tensorflow', { byName: true }).catch((error: unknown) => {
    if (error instanceof EngineUnavailable) return context.skip(error.message)
    throw error
  })
  const { tf, describe } = engine
  const before = tf.memory().numTensors
  const isOnGpu = runsOnGpu(tf, tf.backend() as unknown as NativeBackend)
  expect(tf.memory().numTensors).toBe(before)
  expect(describe()).toContain(isOnGpu ? 'GPU (placement proven)' : 'CPU')
})
