import type { EngineId, EngineReport } from '#shared/domain/engine.ts'
import { EngineUnavailable } from './engine.ts'
import { loadNamedEngine } from './load-engine.ts'
import { measureEngine } from './measure-engine.ts'

/** A process of its own per measurement: a library or a driver that crashes takes nothing with it. */
const [id, byName] = process.argv.slice(2) as [EngineId, string | undefined]
const report = await measured()
process.send?.(report, () => process.exit(0))

async function measured(): Promise<EngineReport> {
  try {
    const engine = await loadNamedEngine(id, { byName: byName === 'by-name' })
    const { imagesPerSecond } = await measureEngine(engine)
    return { id, available: true, description: engine.describe(), imagesPerSecond }
  } catch (error) {
    const reason = error instanceof EngineUnavailable ? error.message : `it breaks while it computes: ${error}`
    return { id, available: false, reason }
  }
}
