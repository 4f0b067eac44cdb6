import type { Check } from './check.ts'

export interface EngineReport {
  readonly id: string
  readonly description: string
  readonly imagesPerSecond: number
}

/** Measures every engine; the one reported is the one that training takes from now on. */
export async function checkEngine(environment: NodeJS.ProcessEnv): Promise<{ engine: EngineReport | null; check: Check }> {
  const { engineIds } = await import('#shared/domain/engine.ts')
  const { measureAnew } = await import('#server/ml/engines/index.ts')
  const asked = engineIds.find((id) => id === environment.LABELLOOP_ENGINE) ?? null
  const reports = await measureAnew(asked)
  const wanted = asked ? reports.filter(({ id }) => id === asked) : reports
  const found = wanted.find((report) => report.available)
  const missing = reports.flatMap((report) => (report.available ? [] : [`${report.id}: ${report.reason}`]))
  if (!found?.available) {
    const detail = `no engine can be loaded (${missing.join('; ')}); run \`npm start\` to install what is missing`
    return { engine: null, check: { name: 'engine', ok: false, detail } }
  }
  const { id, description, imagesPerSecond } = found
  const slower = wanted.flatMap((report) =>
    report.available && report.id !== id ? [`${report.id} ${report.imagesPerSecond.toFixed(0)}`] : [],
  )
  const compared = slower.length > 0 ? ` (${slower.join(', ')})` : ''
  const others = missing.length > 0 ? `; not here: ${missing.join('; ')}` : ''
  const detail = `${description}, ${imagesPerSecond.toFixed(0)} images/s${compared} through a tiny network at 64 x 64, forward and backward${others}`
  return { engine: { id, description, imagesPerSecond }, check: { name: 'engine', ok: true, detail } }
}
