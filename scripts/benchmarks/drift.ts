/**
 * Whether drift is found, and how often where there is none: real images dealt out anew into a reference and a window of 200 for each trial, the
 * window shifted. Beside it the plain ways: a Kolmogorov-Smirnov test per signal at 0.05, and Evidently's rule for data sets of this size (drift
 * where half of the signals have p < 0.05).
 *
 *   npx tsx scripts/benchmarks/drift.ts --results FOLDER [--windows 200] [--unshifted 1000] [--only 'blood cells']
 *
 * Blood cells are looked at by their pixels alone. Hand signs also have vectors and a model: the nearest class by the vectors, learned from the reference, that predicts on the window, and crosswise on
 * the reference itself. What was measured on the images and what was found lies in the folder: the same command again goes on from there.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareWindows } from '#server/monitoring/compare-windows.ts'
import type { Observation } from '#server/monitoring/observation.ts'
import type { SignalReport } from '#shared/domain/monitoring.ts'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { type DataSetName, observed, type Seen } from './drift/observed-images.ts'
import type { Shift } from './drift/shifts.ts'

const WINDOW = 200
const ALPHA = 0.05
const CLASSES = 10
const FOLDS = 5
/** Of every class in the reference where classes are dealt out by number. */
const REFERENCE_PER_CLASS = 15
const FREQUENT = { classes: 4, images: 35 } as const
const RARE_IMAGES = 10
const NEW_IMAGES = 50
/** How fast a score falls with the distance between vectors of length near one. */
const SHARPNESS = 40

interface Dealt {
  readonly reference: readonly Seen[]
  readonly window: readonly Seen[]
}
type Row = Record<string, string>
interface Trial {
  readonly set: DataSetName
  readonly what: string
  readonly shift: Shift
  readonly deal: Deal
  readonly count: number
}
type Deal = (images: readonly Seen[], shifted: readonly Seen[], seed: number) => Dealt

const { values } = parseArgs({
  options: {
    results: { type: 'string' },
    windows: { type: 'string', default: '200' },
    unshifted: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
  },
})
if (!values.results) throw new Error('Expected --results FOLDER, where measured images are kept')
const folder = values.results
await mkdir(folder, { recursive: true })
const windows = Number(values.windows)

const TRIALS: readonly Trial[] = [
  ...(['hand signs', 'blood cells'] as const).flatMap((set) => [
    { set, what: 'nothing', shift: 'as they are' as const, deal: anyImages, count: Number(values.unshifted) },
    ...(['brightness -20 %', 'blur', 'other camera'] as const).map((shift) => ({
      set,
      what: shift,
      shift,
      deal: anyImages,
      count: windows,
    })),
  ]),
  { set: 'hand signs', what: 'class mix', shift: 'as they are', deal: otherMix, count: windows },
  { set: 'hand signs', what: 'new class', shift: 'as they are', deal: newClass, count: windows },
]

const rows: Row[] = []
for (const trial of TRIALS) if (`${trial.set}, ${trial.what}`.includes(values.only)) rows.push(await kept(trial))
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

async function kept(trial: Trial): Promise<Row> {
  const file = join(folder, `found ${trial.set} ${trial.what} ${trial.count}.json`.replaceAll(/[ %]/g, '-'))
  if (!existsSync(file)) await writeFile(file, JSON.stringify(await carriedOut(trial)))
  return JSON.parse(await readFile(file, 'utf8')) as Row
}

async function carriedOut({ set, what, shift, deal, count }: Trial): Promise<Row> {
  const [images, shifted] = [await observed(set, 'as they are', folder), await observed(set, shift, folder)]
  const found = { ours: 0, plain: 0, half: 0 }
  const alarms = new Map<string, number>()
  for (let seed = 1; seed <= count; seed++) {
    const signals = look(set, deal(images, shifted, seed), seed)
    const drifted = signals.filter(({ state }) => state === 'drifted')
    for (const { signal } of drifted) alarms.set(signal, (alarms.get(signal) ?? 0) + 1)
    const low = signals.filter(({ p }) => p < ALPHA).length
    if (drifted.length > 0) found.ours++
    if (low > 0) found.plain++
    if (low >= signals.length / 2) found.half++
  }
  const most = [...alarms].sort(([, one], [, other]) => other - one).slice(0, 3)
  process.stderr.write(`${set}, ${what}: ${share(found.ours, count)}\n`)
  return {
    images: set,
    shift: what,
    windows: String(count),
    alarm: share(found.ours, count),
    'each test at 0.05': share(found.plain, count),
    'half of the signals': share(found.half, count),
    'found by': most.map(([signal, times]) => `${signal} ${share(times, count)}`).join(', '),
  }
}

function share(count: number, of: number): string {
  return (count / of).toFixed(3)
}

function look(set: DataSetName, { reference, window }: Dealt, seed: number): SignalReport[] {
  const images = { reference, current: window }
  const rules = { alpha: ALPHA, off: [], seed }
  if (set !== 'hand signs') return compareWindows({ images }, rules)
  const folds = Array.from({ length: FOLDS }, (_, fold) => reference.filter((_image, place) => place % FOLDS === fold))
  const predictions = {
    // As a model says it of images that it has not learned from.
    reference: folds.flatMap((fold) => fold.map(modelOf(reference.filter((image) => !fold.includes(image))))),
    current: window.map(modelOf(reference)),
  }
  return compareWindows({ images, embeddings: images, predictions }, rules)
}

/** What a model that learned from these images says of one: the class whose middle is nearest, and how near, among all (Snell et al. 2017). */
function modelOf(learned: readonly Seen[]): (image: Seen) => Observation {
  const middle = meanOf(learned)
  const classes = Array.from({ length: CLASSES }, (_, label) => {
    const own = learned.filter((image) => image.label === label)
    return own.length > 0 ? moved(meanOf(own), middle) : null
  })
  return (image) => {
    const place = moved(image.vector ?? middle, middle)
    const weights = classes.map((centre) => (centre ? Math.exp(-SHARPNESS * squaredDistance(place, centre)) : 0))
    const best = Math.max(...weights)
    const score = best / weights.reduce((sum, weight) => sum + weight, 0)
    return { ...image, numbers: { score }, mixes: { suggestedMix: new Map([[String(weights.indexOf(best)), 1]]) } }
  }
}

function meanOf(images: readonly Seen[]): Float32Array {
  const size = images[0]?.vector?.length ?? 0
  return Float32Array.from(
    { length: size },
    (_, at) => images.reduce((sum, { vector }) => sum + (vector?.[at] ?? 0), 0) / images.length,
  )
}

function moved(vector: Float32Array, middle: Float32Array): Float32Array {
  return vector.map((value, at) => value - (middle[at] ?? 0))
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0)
}

/** Any images, of which the window's are shifted. */
function anyImages(images: readonly Seen[], shifted: readonly Seen[], seed: number): Dealt {
  const places = createRandom(seed).shuffled(images.map((_, place) => place))
  const at = (from: readonly Seen[], chosen: readonly number[]) => chosen.map((place) => from[place] as Seen)
  return { window: at(shifted, places.slice(0, WINDOW)), reference: at(images, places.slice(WINDOW)) }
}

/** A reference with all classes alike; in the window four classes make 70 % instead of 40 %. */
function otherMix(images: readonly Seen[], _shifted: readonly Seen[], seed: number): Dealt {
  const random = createRandom(seed)
  const frequent = new Set(random.shuffled(Array.from({ length: CLASSES }, (_, label) => label)).slice(0, FREQUENT.classes))
  return byClass(images, random.shuffled, (label) => ({
    reference: REFERENCE_PER_CLASS,
    window: frequent.has(label) ? FREQUENT.images : RARE_IMAGES,
  }))
}

/** A class that the reference does not know makes a quarter of the window. */
function newClass(images: readonly Seen[], _shifted: readonly Seen[], seed: number): Dealt {
  const random = createRandom(seed)
  const unknown = random.integer(CLASSES)
  const others = Math.floor((WINDOW - NEW_IMAGES) / (CLASSES - 1))
  return byClass(images, random.shuffled, (label) =>
    label === unknown ? { reference: 0, window: NEW_IMAGES } : { reference: NEW_IMAGES - others, window: others },
  )
}

function byClass(
  images: readonly Seen[],
  shuffled: <T>(items: readonly T[]) => T[],
  counts: (label: number) => { reference: number; window: number },
): Dealt {
  const reference: Seen[] = []
  const window: Seen[] = []
  for (let label = 0; label < CLASSES; label++) {
    const own = shuffled(images.filter((image) => image.label === label))
    const { reference: before, window: now } = counts(label)
    reference.push(...own.slice(0, before))
    window.push(...own.slice(before, before + now))
  }
  return { reference: shuffled(reference), window }
}
