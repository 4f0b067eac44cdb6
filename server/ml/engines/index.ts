import type { EngineId, EngineReport } from '#shared/domain/engine.ts'
import { cacheFolder } from '../../store/installed-parts.mjs'
import { type Engine, type EngineChoice, EngineUnavailable } from './engine.ts'
import { fastestFirst } from './fastest-first.ts'
import { loadFirst, loadNamedEngine } from './load-engine.ts'
import { measureEngines } from './measure-engines.ts'
import { machineDigest, recallReports, rememberReports } from './remembered-reports.ts'

type DecideDeps = { folder: string; machine: string; measure: () => Promise<EngineReport[]> }

/** Loads the named engine; `auto` takes the one that was measured as the fastest here. Throws `EngineUnavailable` with the reasons. */
export async function loadEngine(choice: EngineChoice): Promise<Engine> {
  if (choice !== 'auto') return loadNamedEngine(choice, { byName: true })
  return loadFirst(await decideEngines({ folder: cacheFolder(), machine: await machineDigest(), measure: measureEngines }))
}

/** The engines of this machine, the fastest first: as measured before with the same versions, otherwise measured now and remembered. */
export async function decideEngines({ folder, machine, measure }: DecideDeps): Promise<EngineId[]> {
  const known = await recallReports(folder, machine)
  const reports = known ?? (await measure())
  if (!known) await rememberReports(folder, machine, reports)
  const available = fastestFirst(reports).filter((report) => report.available)
  if (available.length === 0) throw new EngineUnavailable(`no engine can be loaded: ${reasonsOf(reports)}`)
  return available.map((report) => report.id)
}

/** The engines of this machine as they were measured, the fastest first; none before the first training here. */
export async function knownEngines(): Promise<EngineReport[]> {
  return fastestFirst((await recallReports(cacheFolder(), await machineDigest())) ?? [])
}

/** Measures every engine anew and remembers it, so that the next training takes what is the fastest now. */
export async function measureAnew(byName: EngineId | null): Promise<EngineReport[]> {
  const reports = await measureEngines(byName)
  if (byName === null) await rememberReports(cacheFolder(), await machineDigest(), reports)
  return reports
}

function reasonsOf(reports: readonly EngineReport[]): string {
  return reports.map((report) => (report.available ? '' : `${report.id}: ${report.reason}`)).join('; ')
}
