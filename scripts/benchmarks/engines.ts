/**
 * Row 7 of the acceptance table, its second part: training images per second of the small detector and of the pretrained one on every engine
 * of this machine, in turn. wasm has to reach a tenth of the native engine. Run: npx tsx scripts/benchmarks/engines.ts [rounds] [engine,engine]
 */

import { TrainingFailed } from '#server/training/trainer-process.ts'
import { type EngineId, engineIds } from '#shared/domain/engine.ts'
import { table } from '../cli/terminal.ts'
import { median } from './engines/middle.ts'
import { trainingSpeed } from './engines/training-speed.ts'

const LEAST_SHARE = 0.1
const networks = [
  { architecture: 'center-point', width: 256, height: 192 },
  { architecture: 'center-point-pretrained', width: 256, height: 256 },
] as const
/** Enough for some seconds each. */
const steps: Record<EngineId, number> = { tensorflow: 20, webgpu: 10, wasm: 4 }

const [rounds = '3', wanted] = process.argv.slice(2)
const ids = engineIds.filter((id) => !wanted || wanted.split(',').includes(id))
const speeds = new Map<string, number[]>()
const missing = new Map<EngineId, string>()

for (let round = 0; round < Number(rounds); round++)
  for (const { architecture, width, height } of networks)
    for (const engine of ids) await measure(engine, architecture, width, height)

const rows = networks.flatMap(({ architecture }) => {
  const native = median(speeds.get(`tensorflow ${architecture}`) ?? [])
  return ids.map((engine) => row(engine, architecture, native))
})
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify({ rows, missing: Object.fromEntries(missing) })}\n`)

async function measure(engine: EngineId, architecture: string, width: number, height: number): Promise<void> {
  if (missing.has(engine)) return
  try {
    const { imagesPerSecond } = await trainingSpeed({ engine, architecture, width, height, steps: steps[engine] })
    const key = `${engine} ${architecture}`
    speeds.set(key, [...(speeds.get(key) ?? []), imagesPerSecond])
    process.stderr.write(`${key}: ${imagesPerSecond.toFixed(1)} images/s\n`)
  } catch (error) {
    if (!(error instanceof TrainingFailed)) throw error
    missing.set(engine, error.message)
  }
}

function row(engine: EngineId, architecture: string, native: number) {
  const found = speeds.get(`${engine} ${architecture}`) ?? []
  if (found.length === 0)
    return { network: architecture, engine, 'images/s': '-', spread: '-', 'of native': `skipped: ${missing.get(engine)}` }
  const speed = median(found)
  const kept = engine === 'wasm' ? (speed / native >= LEAST_SHARE ? ' (kept)' : ` (NO, promised ${LEAST_SHARE})`) : ''
  const spread = `${Math.min(...found).toFixed(1)} to ${Math.max(...found).toFixed(1)}`
  return {
    network: architecture,
    engine,
    'images/s': speed.toFixed(1),
    spread,
    'of native': `${(speed / native).toFixed(2)}${kept}`,
  }
}
