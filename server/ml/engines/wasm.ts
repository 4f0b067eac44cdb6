import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { normalizeBatchPlainly } from './batch-normalization.ts'
import { type Engine, EngineUnavailable } from './engine.ts'
import type { Tf } from './tensor.ts'
import { registerGradientKernels } from './wasm/index.ts'

/** Loads the WebAssembly engine and gives it the gradient kernels that it lacks; it runs wherever Node runs. */
export async function loadWasm(): Promise<Engine> {
  const tf = await importWithGradients()
  const { setWasmPaths, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm')
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(entry)}/`)
  if (!(await tf.setBackend('wasm'))) throw new EngineUnavailable('the WebAssembly engine does not start')
  await tf.ready()
  registerGradientKernels(tf)
  return {
    id: 'wasm',
    tf,
    describe: () => `WebAssembly ${version}, one thread`,
    rectify: (x, rectifier) => tf[rectifier](x),
    normalizeBatch: (x, scale, offset) => normalizeBatchPlainly(tf, x, scale, offset),
    close: () => undefined,
  }
}

/** The whole library: its core alone comes without gradients. */
async function importWithGradients(): Promise<Tf> {
  const library = await import('@tensorflow/tfjs')
  return ('default' in library ? library.default : library) as Tf
}
