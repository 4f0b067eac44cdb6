import { checkBlobs } from './blobs.ts'
import type { Check } from './check.ts'
import { checkDatabase, type DatabaseReport } from './database.ts'
import { checkEngine, type EngineReport } from './engine.ts'
import { checkChromium, checkDisk, checkGpu, checkNode, checkPretrained, checkPython } from './machine.ts'
import { checkServer } from './server.ts'

export interface Examination {
  readonly engine: EngineReport | null
  readonly database: DatabaseReport
  readonly checks: readonly Check[]
}

/** Looks at everything Labelloop needs on this machine; needs no server and changes nothing. */
export async function examine(environment: NodeJS.ProcessEnv, onStep: (what: string) => void): Promise<Examination> {
  onStep('Looking for the database')
  const database = await checkDatabase(environment)
  onStep('Measuring the engines')
  const { engine, check: engineCheck } = await checkEngine(environment)
  onStep('Looking at the machine')
  const checks = await Promise.all([
    checkNode(),
    { name: 'database', ok: database.ok, detail: database.detail },
    checkBlobs(environment),
    engineCheck,
    checkGpu(),
    checkPretrained(environment),
    checkDisk(environment),
    checkPython(),
    checkChromium(environment),
    checkServer(environment),
  ])
  return { engine, database, checks }
}
