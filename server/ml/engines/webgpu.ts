import { normalizeBatchPlainly } from './batch-normalization.ts'
import { type Engine, EngineUnavailable, type LoadOptions } from './engine.ts'
import type { Tf } from './tensor.ts'
import { lendNavigator } from './webgpu-navigator.ts'

/**
 * Loads WebGPU by Dawn (Vulkan, Metal or Direct3D 12), for graphics cards without CUDA; throws `EngineUnavailable` where there is no card.
 * A card that is only imitated in software is refused, unless the engine was asked for by name.
 */
export async function loadWebgpu({ byName }: LoadOptions): Promise<Engine> {
  const gpu = await openDawn()
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new EngineUnavailable('no graphics card answers to WebGPU')
  const { description, vendor, isFallbackAdapter } = adapter.info
  const name = description || vendor || 'a graphics card'
  if (isFallbackAdapter && !byName)
    throw new EngineUnavailable(
      `WebGPU finds ${name} only, which is no graphics card but a program (LABELLOOP_ENGINE=webgpu takes it)`,
    )
  const navigator = lendNavigator(gpu)
  const tf = await importBackend()
  if (!(await tf.setBackend('webgpu'))) {
    navigator.takeBack()
    throw new EngineUnavailable(`WebGPU does not start on ${name}`)
  }
  await tf.ready()
  return {
    id: 'webgpu',
    tf,
    describe: () => `WebGPU on ${name}`,
    rectify: (x, rectifier) => tf[rectifier](x),
    normalizeBatch: (x, scale, offset) => normalizeBatchPlainly(tf, x, scale, offset),
    close() {
      tf.removeBackend('webgpu')
      navigator.takeBack()
    },
  }
}

async function openDawn(): Promise<GPU> {
  try {
    const { create, globals } = await import('webgpu')
    Object.assign(globalThis, globals)
    return create([])
  } catch (error) {
    throw new EngineUnavailable(`the WebGPU library does not load: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

/** The whole library, because its core alone comes without gradients, and the backend that it was published without. */
async function importBackend(): Promise<Tf> {
  const library = await import('@tensorflow/tfjs')
  await import('@tensorflow/tfjs-backend-webgpu')
  return ('default' in library ? library.default : library) as Tf
}
