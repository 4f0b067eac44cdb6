/**
 * What past runs are worth for a new project, measured against random on recorded runs with one data set left out.
 *
 *   npx tsx scripts/benchmarks/tuning.ts record --results runs.json --points 12 --seconds 300   (in pieces; goes on where it stopped)
 *   npx tsx scripts/benchmarks/tuning.ts judge --results runs.json
 */
import { parseArgs } from 'node:util'
import { judgeExperience } from './tuning/judge-experience.ts'
import { record } from './tuning/record.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    results: { type: 'string', default: 'scripts/benchmarks/tuning/recorded-runs.json' },
    points: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '300' },
  },
})
const [act] = positionals
if (act === 'record') await record({ results: values.results, points: Number(values.points), seconds: Number(values.seconds) })
else if (act === 'judge') await judge()
else throw new Error(`Expected record or judge, got "${act}"`)

async function judge(): Promise<void> {
  const leftOut = await judgeExperience(values.results)
  for (const { project, advised, random } of leftOut)
    process.stderr.write(`${project}: advised ${percent(advised)} of the best there, random ${percent(random)}\n`)
  const gains = leftOut.map(({ advised, random }) => advised - random)
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length)
  const spread = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1))
  process.stderr.write(`Advice gains ${percent(mean)} ± ${percent(spread)} over random, on ${gains.length} data sets\n`)
  process.stdout.write(`${JSON.stringify({ leftOut, mean, spread })}\n`)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
