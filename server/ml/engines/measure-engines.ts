import { type EngineId, type EngineReport, engineIds } from '#shared/domain/engine.ts'
import { startProgram, toldEnd } from '../../start-program.ts'
import { fastestFirst } from './fastest-first.ts'
import { engineEnvironment } from './native-libraries.ts'

/** Loading included; an engine that needs longer than this is of no use. */
const LIMIT_MS = 60_000

/**
 * Measures every engine of this machine, one after the other, each in a process of its own; the fastest comes first. `byName` is the one
 * that was asked for, which also counts where it is only imitated in software.
 */
export async function measureEngines(byName: EngineId | null = null): Promise<EngineReport[]> {
  const reports: EngineReport[] = []
  for (const id of engineIds) reports.push(await measureInProcess(id, id === byName))
  return fastestFirst(reports)
}

async function measureInProcess(id: EngineId, byName: boolean): Promise<EngineReport> {
  const { child, ended, kill } = startProgram<never>(new URL('./measure-process.ts', import.meta.url), {
    args: [id, ...(byName ? ['by-name'] : [])],
    environment: engineEnvironment(process.env),
    // Measured as whoever else computes.
    niceness: 0,
  })
  let report: EngineReport | null = null
  child.once('message', (message: EngineReport) => {
    report = message
  })
  const limit = setTimeout(kill, LIMIT_MS)
  const end = await ended
  clearTimeout(limit)
  return report ?? { id, available: false, reason: `its process ${toldEnd(end)}` }
}
