/**
 * How soon a drop of live quality by 15 points alarms, from people's corrections alone, and how often there is an alarm where nothing dropped.
 * Streams of decided images as projects have them: one label an image, or many shapes that partly go right or wrong together; and, with a folder
 * for the vectors, streams of a real model's answers to real images with their scores. Beside it the ceiling (what could be found if both rates
 * were known beforehand) and a fixed rule: alarm where the share over the last 50 images is 10 points below that of the first 100.
 *
 *   npx tsx scripts/benchmarks/corrections.ts [--streams 1000] [--results FOLDER] [--only classes]
 */
import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { HORIZON } from '#server/monitoring/corrections/alarm-line.ts'
import type { Counted } from '#server/monitoring/corrections/estimate-share.ts'
import { LEARNING_IMAGES, watchQuality } from '#server/monitoring/corrections/quality-detector.ts'
import { table } from '../cli/terminal.ts'
import { ceilingOf } from './corrections/known-rates.ts'
import { likelihoodRatio, MADE_UP, madeUpStream } from './corrections/made-up-streams.ts'
import { DROPS, realAnswers, realStream, shareOf } from './corrections/real-answers.ts'

const ALPHA = 0.05
const DROP = 0.15
/** Images decided before the drop, and after it; as many without one, and as many as the false-alarm level is about. */
const BEFORE = 300
const WITHIN = 150
const UNCHANGED = LEARNING_IMAGES + HORIZON
const FIXED = { window: 50, points: 0.1 } as const
const CEILING_STREAMS = 4000

/** One kind of stream: `make` gives one that drops at a place, by its seed. */
interface Kind {
  readonly what: string
  readonly make: (seed: number, change: number, length: number) => Counted[]
  readonly ceiling: () => number | null
}

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '1000' },
    results: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const streams = Number(values.streams)
const kinds = [...madeUpKinds(), ...(values.results ? await realKinds(values.results) : [])]
const rows = kinds.filter(({ what }) => what.includes(values.only)).map(rowOf)
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

function madeUpKinds(): Kind[] {
  return MADE_UP.map((kind) => {
    const make: Kind['make'] = (seed, change, length) => madeUpStream(kind, seed, (place) => (place >= change ? DROP : 0), length)
    const ceiling = () =>
      ceilingOf({
        ratio: likelihoodRatio(kind, DROP),
        unchanged: (seed) => make(seed, HORIZON, HORIZON),
        dropping: (seed) => make(seed + CEILING_STREAMS, BEFORE - LEARNING_IMAGES, BEFORE - LEARNING_IMAGES + WITHIN),
        change: BEFORE - LEARNING_IMAGES,
        alpha: ALPHA,
        streams: CEILING_STREAMS,
      })
    return { what: kind.what, make, ceiling }
  })
}

async function realKinds(folder: string): Promise<Kind[]> {
  await mkdir(folder, { recursive: true })
  const answers = await realAnswers(folder)
  const right = Math.round(shareOf(answers.plain) * 100)
  return (Object.keys(DROPS) as (keyof typeof DROPS)[]).flatMap((kind) => {
    const make: Kind['make'] = (seed, change, length) => realStream(answers, { drop: DROP, kind, change, length, seed })
    const bare: Kind['make'] = (...of) => make(...of).map(({ hits, of: count }) => ({ hits, of: count }))
    const what = `hand signs, ${right} % right, ${kind}`
    return [
      { what: `${what}, scores known`, make, ceiling: () => null },
      { what: `${what}, no scores`, make: bare, ceiling: () => null },
    ]
  })
}

function rowOf({ what, make, ceiling }: Kind): Record<string, string> {
  const alarms = { false: 0, fixedFalse: 0, fixedFound: 0 }
  const delays: number[] = []
  for (let seed = 1; seed <= streams; seed++) {
    const unchanged = make(seed, UNCHANGED, UNCHANGED)
    if (watchQuality(unchanged, { alpha: ALPHA, seed }).alarms.length > 0) alarms.false++
    if (fixedRule(unchanged) !== null) alarms.fixedFalse++
    const dropping = make(seed + streams, BEFORE, BEFORE + WITHIN)
    const alarm = watchQuality(dropping, { alpha: ALPHA, seed }).alarms.find((place) => place >= BEFORE)
    if (alarm !== undefined) delays.push(alarm - BEFORE + 1)
    if ((fixedRule(dropping, BEFORE) ?? -1) >= BEFORE) alarms.fixedFound++
  }
  delays.sort((a, b) => a - b)
  const row = {
    stream: what,
    'false alarms': (alarms.false / streams).toFixed(3),
    'found within 150': (delays.length / streams).toFixed(3),
    'median images': String(delays[Math.floor(streams / 2)] ?? '> 150'),
    'both rates known, found': ceiling()?.toFixed(3) ?? '–',
    'fixed rule, false': (alarms.fixedFalse / streams).toFixed(3),
    'fixed rule, found': (alarms.fixedFound / streams).toFixed(3),
  }
  process.stderr.write(`${Object.values(row).join('  ')}\n`)
  return row
}

/** The place of the first alarm from `from` on; null where there is none. */
function fixedRule(stream: readonly Counted[], from = LEARNING_IMAGES + FIXED.window): number | null {
  const shareIn = (images: readonly Counted[]) =>
    images.reduce((sum, { hits }) => sum + hits, 0) / images.reduce((sum, { of }) => sum + of, 0)
  const usual = shareIn(stream.slice(0, LEARNING_IMAGES))
  for (let place = from; place < stream.length; place++)
    if (shareIn(stream.slice(place + 1 - FIXED.window, place + 1)) < usual - FIXED.points) return place
  return null
}
