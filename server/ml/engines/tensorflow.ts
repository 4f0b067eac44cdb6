import { createRequire } from 'node:module'
import { type Engine, EngineUnavailable } from './engine.ts'
import type { Tf } from './tensor.ts'
import { normalizeBatchNatively } from './tensorflow-batch-normalization.ts'
import { type NativeBackend, rectifyNatively } from './tensorflow-kernels.ts'
import { runsOnGpu } from './tensorflow-placement.ts'

/** Loads the native TensorFlow library (a GPU where it finds one); throws `EngineUnavailable` where its addon is not installed. */
export async function loadTensorflow(): Promise<Engine> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  restoreRemovedNodeFunction()
  const tf = await importAddon()
  // Another engine may be active in this process.
  await tf.setBackend('tensorflow')
  await tf.ready()
  const backend = tf.backend() as unknown as NativeBackend & { isUsingGpuDevice: boolean; binding: { TF_Version?: string } }
  const device = backend.isUsingGpuDevice ? gpuAsProven(tf, backend) : 'CPU'
  const version = backend.binding.TF_Version ?? 'unknown version'
  return {
    id: 'tensorflow',
    tf,
    describe: () => `TensorFlow ${version} on the ${device}`,
    rectify: (x, rectifier) => rectifyNatively(tf, backend, x, rectifier) as typeof x,
    normalizeBatch: (x, scale, offset) => normalizeBatchNatively(tf, backend, x, scale, offset),
    close: () => undefined,
  }
}

function gpuAsProven(tf: Tf, backend: NativeBackend): string {
  return runsOnGpu(tf, backend) ? 'GPU (placement proven)' : 'GPU (but its operations run on the CPU)'
}

async function importAddon(): Promise<Tf> {
  try {
    const addon = await import('@tensorflow/tfjs-node-gpu')
    return ('default' in addon ? addon.default : addon) as unknown as Tf
  } catch (error) {
    throw new EngineUnavailable(`the native TensorFlow addon does not load: ${firstLine(error)}`, { cause: error })
  }
}

/** `util.isNullOrUndefined` is gone from Node 23, and the addon's JavaScript still calls it. */
function restoreRemovedNodeFunction(): void {
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean }
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
