import type { Check } from './examine.ts'

export interface EngineReport {
  readonly id: string
  readonly description: string
  readonly imagesPerSecond: number
}

/** Loads and measures every engine; the one reported is the one that training would take. */
export async function checkEngine(environment: NodeJS.ProcessEnv): Promise<{ engine: EngineReport | null; check: Check }> {
  const { measureEngines } = await import('#server/ml/engines/index.ts')
  const reports = await measureEngines()
  const asked = environment.LABELLOOP_ENGINE
  const wanted = asked && asked !== 'auto' ? reports.filter(({ id }) => id === asked) : reports
  const found = wanted.find((report) => report.available)
  const missing = reports.flatMap((report) => (report.available ? [] : [`${report.id}: ${report.reason}`]))
  if (!found?.available) {
    const detail = `no engine can be loaded (${missing.join('; ')}); run \`npm start\` to install what is missing`
    return { engine: null, check: { name: 'engine', ok: false, detail } }
  }
  const { id, description, imagesPerSecond } = found
  const others = missing.length > 0 ? `; not here: ${missing.join('; ')}` : ''
  const detail = `${description}, ${imagesPerSecond.toFixed(0)} images/s through one 64 x 64 convolution, forward and backward${others}`
  return { engine: { id, description, imagesPerSecond }, check: { name: 'engine', ok: true, detail } }
}
