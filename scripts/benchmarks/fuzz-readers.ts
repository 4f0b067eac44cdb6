/**
 * Row 8 of the table of issue 7: damaged data sets, read as every format by a process that is watched. A case must end in a report or a refusal; what
 * crashes, hangs for more than 10 s, takes more than 500 MB or names a path outside the data is counted and told with its number, so that it can be had again.
 * Run: npx tsx scripts/benchmarks/fuzz-readers.ts [cases per format] [format] [first case]
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { formats } from '#server/datasets/formats/index.ts'
import { table } from '../cli/terminal.ts'
import type { Tried } from './fuzz/try-cases.ts'

const LONGEST_CASE_MS = 10_000
/** Loading the program and making the data sets is no case. */
const START_LIMIT_MS = 240_000
const MOST_EXAMPLES = 5
const PROGRAM = fileURLToPath(new URL('./fuzz/try-cases.ts', import.meta.url))

const [cases = '10000', only = '', from = '0'] = process.argv.slice(2)
const rows: Record<string, string | number>[] = []
const wrongs: { format: string; case: number; wrong: string }[] = []
for (const { id } of formats.all.filter((format) => only === '' || format.id === only)) {
  const sums = { read: 0, refused: 0, wrong: 0, 'peak MB': 0, 'slowest ms': 0 }
  for (let next = Number(from); next < Number(cases); ) next = await tried(id, next, Number(cases), sums)
  rows.push({ format: id, ...sums })
  process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`)
}
for (const { format, case: number, wrong } of wrongs) process.stderr.write(`${format}, case ${number}: ${wrong}\n`)
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify({ rows, wrongs })}\n`)

/**
 * Tries cases in one process until they are done, or one of them ends it; the number of the next. Whoever ends its process is tried once more alone:
 * on a machine at its limit processes stand still without their doing.
 */
function tried(format: string, first: number, end: number, sums: Record<string, number>, isAlone = false): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, format, String(first), String(end)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let current = first
    let reason = 'its process ended without a word'
    const ended = (why: string) => {
      reason = why
      child.kill('SIGKILL')
    }
    let limit = setTimeout(() => ended('the program did not start'), START_LIMIT_MS)
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const said = JSON.parse(line) as Tried
        clearTimeout(limit)
        limit = setTimeout(() => ended(`it took longer than ${LONGEST_CASE_MS / 1000} s`), LONGEST_CASE_MS)
        current = said.next
        sums.read = (sums.read ?? 0) + said.read
        sums.refused = (sums.refused ?? 0) + said.refused
        sums['peak MB'] = Math.max(sums['peak MB'] ?? 0, said.peakMB)
        sums['slowest ms'] = Math.max(sums['slowest ms'] ?? 0, said.slowestMs)
        for (const wrong of said.wrongs) note(wrong.case, wrong.wrong)
      }
    })
    const note = (number: number, wrong: string) => {
      sums.wrong = (sums.wrong ?? 0) + 1
      if (wrongs.filter((one) => one.format === format).length < MOST_EXAMPLES) wrongs.push({ format, case: number, wrong })
    }
    child.once('close', () => {
      clearTimeout(limit)
      if (current >= end) return resolve(end)
      if (!isAlone) return resolve(tried(format, current, current + 1, sums, true))
      note(current, reason)
      resolve(current + 1)
    })
  })
}
