/**
 * Row 6 of the workbench: 8 editors without a screen at random acts on one image over real sockets, with cuts and reloads; all must
 * converge, nothing acknowledged may be lost or doubled. A failure prints its seed.
 * Run: npx tsx scripts/benchmarks/editors.ts [runs] [first seed]
 */
import { runEditors } from './editors-run.ts'
import { LABELS, startEditorsServer } from './editors-server.ts'

const EDITORS = 8
const DEFAULT_RUNS = 1000
const SAY_EVERY = 100

const runs = Number(process.argv[2] ?? DEFAULT_RUNS)
const firstSeed = Number(process.argv[3] ?? 1)
const started = performance.now()
const server = await startEditorsServer(EDITORS)
const total = { acts: 0, cuts: 0, reloads: 0, acknowledged: 0 }
let slowest = 0
const failures: { seed: number; problems: readonly string[] }[] = []
try {
  for (let run = 0; run < runs; run++) {
    const seed = firstSeed + run
    const assetId = await server.asset()
    const { address, people } = server
    const begun = performance.now()
    const outcome = await runEditors({ address, people, assetId, labels: LABELS, seed }, () => server.logOf(assetId))
    slowest = Math.max(slowest, performance.now() - begun)
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    if (outcome.problems.length > 0) {
      failures.push({ seed, problems: outcome.problems })
      process.stderr.write(`seed ${seed}: ${outcome.problems.join('; ')}\n`)
    }
    if ((run + 1) % SAY_EVERY === 0) process.stderr.write(`${run + 1} runs, ${total.acknowledged} operations acknowledged\n`)
  }
} finally {
  await server.close()
}
const seconds = Math.round((performance.now() - started) / 1000)
process.stderr.write(
  `${runs} runs of ${EDITORS} editors: ${total.acts} acts, ${total.cuts} cuts, ${total.reloads} reloads, ` +
    `${total.acknowledged} operations acknowledged; ${failures.length} runs went wrong; ${seconds} s, the slowest run ${(slowest / 1000).toFixed(1)} s\n`,
)
process.stdout.write(`${JSON.stringify({ runs, ...total, failures, seconds, kept: failures.length === 0 })}\n`)
process.exit(failures.length === 0 ? 0 : 1)
