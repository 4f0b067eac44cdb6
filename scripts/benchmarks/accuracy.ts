/**
 * What the models reach on data sets that training never saw the test images of, part by part, with seeds or folds, mean and spread.
 *
 *   npx tsx scripts/benchmarks/accuracy.ts [bccd-6m raccoon …] [--runs 0,1] [--results FILE] [--by images] [--set name=value]…
 *
 * `--results` keeps what is done, and beside it the checkpoint of what is not: the same command again goes on from there. `--by images`
 * counts training images instead of seconds, as many as a quiet machine of two cores gets through in that time, for machines that do other
 * work beside.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Evaluation } from '#shared/tasks/index.ts'
import { table } from '../cli/terminal.ts'
import { type Part, parts } from './accuracy-parts.ts'
import { parametersOf, spoken, trainAndJudge } from './train-and-judge.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    results: { type: 'string' },
    by: { type: 'string', default: 'seconds' },
    architecture: { type: 'string', default: 'auto' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(parts)
for (const name of names) if (!parts[name]) throw new Error(`Expected parts out of ${Object.keys(parts).join(', ')}, got ${name}`)

const done: Record<string, Evaluation> =
  values.results && existsSync(values.results) ? JSON.parse(await readFile(values.results, 'utf8')) : {}
for (const name of names) {
  const part = parts[name] as Part
  for (const run of values.runs?.split(',').map(Number) ?? [...Array(part.runs).keys()]) await runOnce(name, part, run)
}
process.stderr.write(`${table(names.flatMap(rows))}\n`)
process.stdout.write(`${JSON.stringify(done)}\n`)

async function runOnce(name: string, part: Part, run: number): Promise<void> {
  const key = `${name} ${run}`
  if (done[key]) return
  const data = await part.data(run)
  const epochs = Math.ceil((part.seconds * part.imagesPerSecond) / data.train.length)
  const goal = values.by === 'images' ? { epochs: String(epochs) } : { timeBudgetSeconds: String(part.seconds) }
  const { figures, seconds } = await trainAndJudge({
    ...data,
    architecture: values.architecture,
    parameters: { ...goal, ...parametersOf(values.set) },
    seed: run,
    ...(values.results && { workFolder: `${values.results}.${name}-${run}` }),
  })
  done[key] = figures
  process.stderr.write(`${key}: ${JSON.stringify({ ...figures, perLabel: undefined, confusion: undefined, seconds })}\n`)
  if (values.results) await writeFile(values.results, JSON.stringify(done))
}

/** A row for every promised figure, and for mAP50-95 also where nothing is promised of it. */
function rows(name: string): Record<string, string>[] {
  const part = parts[name] as Part
  const found = Object.entries(done).flatMap(([key, figures]) => (key.startsWith(`${name} `) ? [figures] : []))
  if (found.length === 0) return []
  const figureNames = new Set([...Object.keys(part.promised), ...(found[0]?.task === 'detection' ? ['map'] : [])])
  return Array.from(figureNames, (figure) => {
    const figures = found.map((evaluation) => Number((evaluation as unknown as Record<string, unknown>)[figure]))
    const promised = part.promised[figure]
    return { part: name, figure, found: spoken(figures), promised: promised === undefined ? '' : String(promised) }
  })
}
