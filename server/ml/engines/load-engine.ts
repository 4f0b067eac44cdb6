import type { EngineId } from '#shared/domain/engine.ts'
import { type Engine, EngineUnavailable, type LoadOptions } from './engine.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'

const loaders: Record<EngineId, (options: LoadOptions) => Promise<Engine>> = {
  tensorflow: loadTensorflow,
  webgpu: loadWebgpu,
  wasm: loadWasm,
}

/** Loads one engine and makes it the one that computes; throws `EngineUnavailable` with the reason. */
export async function loadNamedEngine(id: EngineId, options: LoadOptions): Promise<Engine> {
  const engine = await loaders[id](options)
  await engine.tf.setBackend(id)
  return engine
}

/** Loads the first of the engines that this machine has; throws `EngineUnavailable` with every reason. */
export async function loadFirst(ids: readonly EngineId[]): Promise<Engine> {
  const reasons: string[] = []
  for (const id of ids) {
    try {
      return await loadNamedEngine(id, { byName: false })
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error
      reasons.push(error.message)
    }
  }
  throw new EngineUnavailable(`no engine can be loaded: ${reasons.join('; ')}`)
}
