/**
 * How soon a drop of live quality by 15 points alarms, from people's corrections alone, and how often there is an alarm where nothing dropped.
 * Streams of decided images as projects have them: one label an image, or many shapes that partly go right or wrong together. Beside it a fixed
 * rule on the same streams: alarm where the share over the last 50 images is 10 points below that of the first 100.
 *
 *   npx tsx scripts/benchmarks/corrections.ts [--streams 1000]
 */
import { parseArgs } from 'node:util'
import type { Counted } from '#server/monitoring/corrections/estimate-share.ts'
import { LEARNING_IMAGES, watchQuality } from '#server/monitoring/corrections/quality-detector.ts'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'

const ALPHA = 0.05
const DROP = 0.15
/** Images decided before the drop, and after it; as many without one, and as many as the false-alarm level is about. */
const BEFORE = 300
const WITHIN = 150
const UNCHANGED = 600
const FIXED = { window: 50, points: 0.1 } as const
/** Seeds far apart: streams that share none of their numbers. */
const SEEDS_APART = 7919

/** Shapes of an image: one, or up to twice the mean; `together`: the share of images that are right or wrong as a whole. */
const KINDS = [
  { what: 'classes, 85 % right', share: 0.85, shapes: 1, together: 0 },
  { what: 'classes, 75 % right', share: 0.75, shapes: 1, together: 0 },
  { what: 'classes, 95 % right', share: 0.95, shapes: 1, together: 0 },
  { what: 'boxes, 4 an image', share: 0.85, shapes: 4, together: 0.1 },
  { what: 'boxes, 12 an image', share: 0.8, shapes: 12, together: 0.2 },
  { what: 'boxes, 3 an image, 70 % right', share: 0.7, shapes: 3, together: 0.05 },
] as const
type Kind = (typeof KINDS)[number]

const { values } = parseArgs({ options: { streams: { type: 'string', default: '1000' } } })
const streams = Number(values.streams)
const rows = KINDS.map((kind) => {
  const alarms = { false: 0, found: 0, fixedFalse: 0, fixedFound: 0 }
  const delays: number[] = []
  for (let seed = 1; seed <= streams; seed++) {
    const unchanged = streamOf(kind, seed, () => kind.share, UNCHANGED)
    if (watchQuality(unchanged, { alpha: ALPHA, seed }).alarms.length > 0) alarms.false++
    if (fixedRule(unchanged) !== null) alarms.fixedFalse++
    const dropping = streamOf(kind, seed + streams, (place) => kind.share - (place >= BEFORE ? DROP : 0), BEFORE + WITHIN)
    const alarm = watchQuality(dropping, { alpha: ALPHA, seed }).alarms.find((place) => place >= BEFORE)
    if (alarm !== undefined) delays.push(alarm - BEFORE + 1)
    if ((fixedRule(dropping, BEFORE) ?? -1) >= BEFORE) alarms.fixedFound++
  }
  delays.sort((a, b) => a - b)
  const row = {
    stream: kind.what,
    'false alarms': (alarms.false / streams).toFixed(3),
    'found within 150': (delays.length / streams).toFixed(3),
    'median images': String(delays[Math.floor(streams / 2)] ?? '> 150'),
    'fixed rule, false': (alarms.fixedFalse / streams).toFixed(3),
    'fixed rule, found': (alarms.fixedFound / streams).toFixed(3),
  }
  process.stderr.write(`${Object.values(row).join('  ')}\n`)
  return row
})
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

function streamOf({ shapes, together }: Kind, seed: number, shareAt: (place: number) => number, length: number): Counted[] {
  const random = createRandom(seed * SEEDS_APART)
  return Array.from({ length }, (_, place) => {
    const share = shareAt(place)
    const of = shapes === 1 ? 1 : 1 + random.integer(2 * shapes - 1)
    if (random.next() < together) return { hits: random.next() < share ? of : 0, of }
    let hits = 0
    for (let shape = 0; shape < of; shape++) if (random.next() < share) hits++
    return { hits, of }
  })
}

/** The place of the first alarm from `from` on; null where there is none. */
function fixedRule(stream: readonly Counted[], from = LEARNING_IMAGES + FIXED.window): number | null {
  const shareOf = (images: readonly Counted[]) =>
    images.reduce((sum, { hits }) => sum + hits, 0) / images.reduce((sum, { of }) => sum + of, 0)
  const usual = shareOf(stream.slice(0, LEARNING_IMAGES))
  for (let place = from; place < stream.length; place++)
    if (shareOf(stream.slice(place + 1 - FIXED.window, place + 1)) < usual - FIXED.points) return place
  return null
}
