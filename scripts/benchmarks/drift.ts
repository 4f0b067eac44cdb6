/**
 * Whether drift is found, and how often where there is none: real images dealt out anew into a reference and a window of 200 for each trial, the
 * window shifted. Beside it the plain ways: a Kolmogorov-Smirnov test per signal at 0.05, and Evidently's rule for data sets of this size (drift
 * where half of the signals have p < 0.05). And the ceiling: a chi-square test that is told the true class of every image, at the same level as
 * one signal among all, and alone at 0.05.
 *
 *   npx tsx scripts/benchmarks/drift.ts --results FOLDER [--windows 200] [--unshifted 1000] [--only 'blood cells']
 *
 * Whole smears are looked at by their pixels alone. Hand signs and single cells also have vectors and champions, trained as the product trains, which
 * suggest on both sides what they have not learned from: each image is answered by the one that learned from the other half, without the class that
 * is new. What was measured, learned and found lies in the folder: the same command again goes on from there.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareWindows } from '#server/monitoring/compare-windows.ts'
import type { Observation } from '#server/monitoring/observation.ts'
import { chiSquare } from '#server/monitoring/tests/chi-square.ts'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { championAnswers } from './drift/champions.ts'
import { type DataSetName, imagesOf, observed, type Seen } from './drift/observed-images.ts'
import type { Shift } from './drift/shifts.ts'

const WINDOW = 200
const ALPHA = 0.05

/** How classes are dealt out by number where their mix changes: of some a part more than of the others, before as many of each. */
interface Mix {
  readonly classes: number
  /** Of every class in the reference. */
  readonly reference: number
  readonly frequent: { readonly classes: number; readonly images: number }
  readonly rare: number
  /** Of every class, before and after, and of the new one after: a quarter of the window. */
  readonly known: readonly [before: number, after: number]
  readonly unknown: number
}
const MIXES = {
  /** Four of ten classes make 70 % instead of 40 %. There are 50 images a class. */
  'hand signs': { classes: 10, reference: 15, frequent: { classes: 4, images: 35 }, rare: 10, known: [34, 16], unknown: 50 },
  /** One of three classes makes 60 % instead of a third. */
  'single cells': { classes: 3, reference: 150, frequent: { classes: 1, images: 120 }, rare: 40, known: [200, 75], unknown: 50 },
} as const satisfies Partial<Record<DataSetName, Mix>>
type Classed = keyof typeof MIXES

interface Dealt {
  readonly reference: readonly Seen[]
  readonly window: readonly Seen[]
  /** The class that is not in the reference; null where there is none. */
  readonly added: number | null
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
  ...(['hand signs', 'blood cells', 'single cells'] as const).map((set) => ({
    set,
    what: 'nothing',
    shift: 'as they are' as const,
    deal: anyImages,
    count: Number(values.unshifted),
  })),
  ...(['hand signs', 'blood cells'] as const).flatMap((set) =>
    (['brightness -20 %', 'blur', 'other camera'] as const).map((shift) => ({
      set,
      what: shift,
      shift,
      deal: anyImages,
      count: windows,
    })),
  ),
  ...(Object.keys(MIXES) as Classed[]).flatMap((set) => {
    const plain = { set, shift: 'as they are' as const, count: windows }
    return [
      { ...plain, what: 'class mix', deal: otherMix(MIXES[set]) },
      { ...plain, what: 'new class', deal: newClass(MIXES[set]) },
    ]
  }),
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
  const found = { ours: 0, plain: 0, half: 0, told: 0, toldAlone: 0 }
  const alarms = new Map<string, number>()
  let milliseconds = 0
  const answers = answering(set)
  for (let seed = 1; seed <= count; seed++) {
    const dealt = deal(images, shifted, seed)
    const sides = await sidesOf(set, dealt, (asked) => answers(asked, dealt.added))
    const from = performance.now()
    const signals = compareWindows(sides, { alpha: ALPHA, off: [], seed })
    milliseconds += performance.now() - from
    const drifted = signals.filter(({ state }) => state === 'drifted')
    for (const { signal } of drifted) alarms.set(signal, (alarms.get(signal) ?? 0) + 1)
    const low = signals.filter(({ p }) => p < ALPHA).length
    if (drifted.length > 0) found.ours++
    if (low > 0) found.plain++
    if (low >= signals.length / 2) found.half++
    const told = classesDiffer(dealt)
    if (told < ALPHA / signals.length) found.told++
    if (told < ALPHA) found.toldAlone++
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
    'classes told, among all; alone': isClassed(set) ? `${share(found.told, count)}; ${share(found.toldAlone, count)}` : '–',
    'found by': most.map(([signal, times]) => `${signal} ${share(times, count)}`).join(', '),
    'its champions are right': isClassed(set) ? rightOf(images, await answers(images, null)) : '–',
    'ms a look': (milliseconds / count).toFixed(0),
  }
}

function rightOf(images: readonly Seen[], answered: readonly Observation[]): string {
  const right = images.filter(({ label }, place) => answered[place]?.mixes.suggestedMix?.has(String(label)))
  return share(right.length, images.length)
}

function isClassed(set: DataSetName): set is Classed {
  return set in MIXES
}

/** How often chance brings such classes, by a test that knows them. */
function classesDiffer({ reference, window }: Dealt): number {
  const labels = [...new Set([...reference, ...window].map(({ label }) => label))]
  const counted = (side: readonly Seen[]) => labels.map((label) => side.filter((image) => image.label === label).length)
  return chiSquare(counted(reference), counted(window)).p
}

function share(count: number, of: number): string {
  return (count / of).toFixed(3)
}

async function sidesOf(
  set: DataSetName,
  { reference, window }: Dealt,
  answersTo: (images: readonly Seen[]) => Promise<Observation[]>,
): Promise<Parameters<typeof compareWindows>[0]> {
  const images = { reference, current: window }
  if (!isClassed(set)) return { images }
  return { images, embeddings: images, predictions: { reference: await answersTo(reference), current: await answersTo(window) } }
}

/** What champions say of images, those that know no class which is new; each asked once. */
function answering(set: DataSetName) {
  const known = new Map<number | null, ReturnType<typeof championAnswers>>()
  const answersOf = async (added: number | null) => {
    const images = await imagesOf(set, folder)
    return championAnswers(images, { name: set, classes: isClassed(set) ? MIXES[set].classes : 0, added, folder })
  }
  return async (asked: readonly Seen[], added: number | null): Promise<Observation[]> => {
    const answers = known.get(added) ?? answersOf(added)
    known.set(added, answers)
    const all = await answers
    return asked.map((image) => {
      const answer = all[Number(image.id)]
      if (!answer) throw new Error(`Expected an answer to image ${image.id}`)
      return { ...image, numbers: { score: answer.score }, mixes: { suggestedMix: new Map([[String(answer.label), 1]]) } }
    })
  }
}

/** Any images, of which the window's are shifted. */
function anyImages(images: readonly Seen[], shifted: readonly Seen[], seed: number): Dealt {
  const places = createRandom(seed).shuffled(images.map((_, place) => place))
  const at = (from: readonly Seen[], chosen: readonly number[]) => chosen.map((place) => from[place] as Seen)
  return { window: at(shifted, places.slice(0, WINDOW)), reference: at(images, places.slice(WINDOW)), added: null }
}

/** A reference with all classes alike; in the window some are more frequent. */
function otherMix({ classes, reference, frequent, rare }: Mix): Deal {
  return (images, _shifted, seed) => {
    const random = createRandom(seed)
    const many = new Set(random.shuffled(Array.from({ length: classes }, (_, label) => label)).slice(0, frequent.classes))
    const sides = byClass(images, random.shuffled, classes, (label) => [reference, many.has(label) ? frequent.images : rare])
    return { ...sides, added: null }
  }
}

/** A class that the reference does not know makes a quarter of the window. */
function newClass({ classes, known, unknown }: Mix): Deal {
  return (images, _shifted, seed) => {
    const random = createRandom(seed)
    const added = random.integer(classes)
    return { ...byClass(images, random.shuffled, classes, (label) => (label === added ? [0, unknown] : known)), added }
  }
}

function byClass(
  images: readonly Seen[],
  shuffled: <T>(items: readonly T[]) => T[],
  classes: number,
  countsOf: (label: number) => readonly [before: number, after: number],
): Omit<Dealt, 'added'> {
  const reference: Seen[] = []
  const window: Seen[] = []
  for (let label = 0; label < classes; label++) {
    const own = shuffled(images.filter((image) => image.label === label))
    const [before, after] = countsOf(label)
    reference.push(...own.slice(0, before))
    window.push(...own.slice(before, before + after))
  }
  return { reference: shuffled(reference), window }
}
