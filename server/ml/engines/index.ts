import { type Engine, type EngineChoice, type EngineId, EngineUnavailable, engineIds } from './engine.ts'
import { measureEngine } from './measure-engine.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'

const loaders: Record<EngineId, () => Promise<Engine>> = { tensorflow: loadTensorflow, wasm: loadWasm }

/** One engine as found on this machine: its measured speed, or why it is not there. */
export type EngineReport =
  | { id: EngineId; available: true; description: string; imagesPerSecond: number }
  | { id: EngineId; available: false; reason: string }

/** Loads the named engine; `auto` takes the first by preference that loads. Throws `EngineUnavailable` with every reason. */
export async function loadEngine(choice: EngineChoice): Promise<Engine> {
  const candidates = choice === 'auto' ? engineIds : [choice]
  const reasons: string[] = []
  for (const id of candidates) {
    try {
      return await activate(await loaders[id]())
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error
      reasons.push(error.message)
    }
  }
  throw new EngineUnavailable(`no engine can be loaded: ${reasons.join('; ')}`)
}

/** Measures every engine of this machine, one after the other; the fastest one that is there comes first. */
export async function measureEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = []
  for (const id of engineIds) reports.push(await report(id))
  return reports.sort((a, b) => speed(b) - speed(a))
}

async function report(id: EngineId): Promise<EngineReport> {
  try {
    const engine = await loadEngine(id)
    const { imagesPerSecond } = await measureEngine(engine)
    return { id, available: true, description: engine.describe(), imagesPerSecond }
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error
    return { id, available: false, reason: error.message }
  }
}

async function activate(engine: Engine): Promise<Engine> {
  await engine.tf.setBackend(engine.id)
  return engine
}

function speed(engine: EngineReport): number {
  return engine.available ? engine.imagesPerSecond : 0
}
