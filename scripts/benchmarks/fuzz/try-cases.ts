/** A process that tries cases of one format and says after each few how they ended. Run by fuzz-readers.ts. */
import { formats } from '#server/datasets/formats/index.ts'
import { keepHeapModest } from '#server/modest-heap.ts'
import { createRandom } from '#shared/random.ts'
import { type Files, mutated } from './mutate.ts'
import { readCase } from './read-case.ts'
import { seedsByFormat } from './seeds.ts'

/** How some cases ended; `next` is the number of the first that has not been tried. */
export interface Tried {
  readonly next: number
  readonly read: number
  readonly refused: number
  readonly wrongs: { readonly case: number; readonly wrong: string }[]
  readonly peakMB: number
  /** Of the processor: what else the machine does is not in it. */
  readonly slowestMs: number
}

/** Told at least this often, so that whoever watches sees that it goes on. */
const TELL_EVERY_MS = 500
const MOST_MB = 500
const BYTES_PER_MB = 1e6
const MICROSECONDS_PER_MS = 1000

// As in the worker, where files are read: what lies about uncollected is no case's memory.
keepHeapModest()
const [id = '', first = '0', end = '0'] = process.argv.slice(2)
const seeds = await seedsByFormat(true)
const own = seeds.get(id)?.length ? (seeds.get(id) as Files[]) : [...seeds.values()].flat()
const idle = process.memoryUsage.rss()
let told = performance.now()
let sums = fresh()
for (let index = Number(first); index < Number(end); index++) {
  const before = process.cpuUsage()
  const outcome = await readCase(formats.get(id), mutated(own[index % own.length] as Files, createRandom(index)))
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / MICROSECONDS_PER_MS
  const mb = (process.memoryUsage.rss() - idle) / BYTES_PER_MB
  if (outcome.type === 'wrong') sums.wrongs.push({ case: index, wrong: outcome.wrong })
  else sums[outcome.type]++
  if (mb > MOST_MB) sums.wrongs.push({ case: index, wrong: `it took ${Math.round(mb)} MB` })
  sums = {
    ...sums,
    next: index + 1,
    peakMB: Math.max(sums.peakMB, Math.round(mb)),
    slowestMs: Math.max(sums.slowestMs, Math.round(ms)),
  }
  if (performance.now() - told > TELL_EVERY_MS || index + 1 === Number(end)) tell()
}

function tell(): void {
  process.stdout.write(`${JSON.stringify(sums satisfies Tried)}\n`)
  told = performance.now()
  sums = fresh()
}

function fresh(): Tried & { read: number; refused: number; next: number } {
  return { next: Number(first), read: 0, refused: 0, wrongs: [], peakMB: 0, slowestMs: 0 }
}
