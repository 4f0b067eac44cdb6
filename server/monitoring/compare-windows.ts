import { SIGNALS, type SignalId, type SignalReport } from '#shared/domain/monitoring.ts'
import { compareLooks } from './compare-looks.ts'
import { numberHistogram, sharesHistogram } from './histograms.ts'
import {
  type MixSignal,
  median,
  type NumberSignal,
  type Observation,
  type Sides,
  type SignalGroup,
  signalsOf,
} from './observation.ts'
import { jensenShannon, normalisedWasserstein, populationStability, rangeOf, stabilityBins } from './tests/distances.ts'
import { holmAdjusted } from './tests/holm.ts'
import { kolmogorovSmirnov } from './tests/kolmogorov-smirnov.ts'
import { testMix } from './tests/permuted-mix.ts'

/** Fewer images on one side say too little. */
export const FEWEST_IMAGES = 30
/** From which size on a difference counts, however sure it is (Evidently's defaults: Wasserstein and Jensen-Shannon 0.1, area under ROC 0.55). */
const LINES = { number: 0.1, shares: 0.1, vectors: 2 * 0.55 - 1 } as const
/** Vectors that are compared at most: the kernel of all pairs is kept in memory. */
const MOST_VECTORS = 600

export interface ComparisonRules {
  /** How often chance may bring any alarm at all. */
  readonly alpha: number
  readonly off: readonly SignalId[]
  readonly seed: number
}
type Measured = Omit<SignalReport, 'state' | 'adjusted'> & {
  readonly group: SignalGroup
  /** A signal that is the same on all images of both sides cannot raise an alarm: no other test need make room for it. */
  readonly varies: boolean
}

/**
 * Holds two sets of images against each other, signal by signal. Images are the units: what one image shows counts once. False alarms are
 * held by Holm's method over all signals that vary at all, in `alpha` of all windows at most; each group of signals has the same part of it, so
 * that many ways to measure pixels do not drown the one way to measure looks. What the queue chose (labels that people made) differs by design,
 * and is told apart.
 */
export function compareWindows(sides: Readonly<Partial<Record<SignalGroup, Sides>>>, rules: ComparisonRules): SignalReport[] {
  const measured = (Object.entries(sides) as [SignalGroup, Sides][]).flatMap(([group, both]) =>
    signalsOf(group)
      .filter((signal) => !rules.off.includes(signal))
      .flatMap((signal) => measure(signal, both, rules.seed) ?? []),
  )
  const adjusted = new Map<SignalId, number>()
  for (const isChosen of [false, true]) {
    const family = measured.filter((one) => isTested(one) && one.varies && (one.group === 'labels') === isChosen)
    const ps = holmAdjusted(
      family.map(({ p }) => p),
      family.map(({ group }) => 1 / family.filter((other) => other.group === group).length),
    )
    for (const [place, { signal }] of family.entries()) adjusted.set(signal, ps[place] ?? 1)
  }
  return measured.map(({ group, varies: _varies, ...report }) => {
    const p = adjusted.get(report.signal) ?? 1
    const differs = p < rules.alpha && report.size >= report.line
    const drifted = group === 'labels' ? 'queued' : 'drifted'
    return { ...report, adjusted: p, state: isTested(report) ? (differs ? drifted : 'steady') : 'few' }
  })
}

const isTested = ({ reference, current }: Pick<SignalReport, 'reference' | 'current'>): boolean =>
  Math.min(reference, current) >= FEWEST_IMAGES

function measure(signal: SignalId, sides: Sides, seed: number): Measured | null {
  const { kind, group } = SIGNALS[signal]
  const found =
    kind === 'number'
      ? measureNumbers(signal as NumberSignal, sides)
      : kind === 'shares'
        ? measureMix(signal as MixSignal, sides, seed)
        : measureLooks(sides, seed)
  return found && { signal, group, line: LINES[kind], ...found }
}

type Found = Omit<Measured, 'signal' | 'group' | 'line'>
const UNTESTED = { statistic: 0, p: 1, size: 0, psi: 0 } as const

function measureNumbers(signal: NumberSignal, sides: Sides): Found | null {
  const valuesOf = (side: readonly Observation[]) => side.flatMap(({ numbers }) => numbers[signal] ?? [])
  const [reference, current] = [valuesOf(sides.reference), valuesOf(sides.current)]
  if (reference.length === 0 || current.length === 0) return null
  const [low, high] = rangeOf([...reference, ...current])
  return {
    varies: high > low,
    reference: reference.length,
    current: current.length,
    medians: { reference: median(reference), current: median(current) },
    test: 'ks',
    ...kolmogorovSmirnov(reference, current),
    size: normalisedWasserstein(reference, current),
    psi: populationStability(...stabilityBins(reference, current)),
    histogram: numberHistogram(reference, current),
  }
}

function measureMix(signal: MixSignal, sides: Sides, seed: number): Found | null {
  const mixesOf = (side: readonly Observation[]) => side.flatMap(({ mixes }) => mixes[signal] ?? [])
  const [reference, current] = [mixesOf(sides.reference), mixesOf(sides.current)]
  if (reference.length === 0 || current.length === 0) return null
  const names = [...new Set([...reference, ...current].flatMap((mix) => [...mix.keys()]))].sort()
  const placed = (mix: ReadonlyMap<string, number>) => names.map((name) => mix.get(name) ?? 0)
  const { test, statistic, p, counts } = testMix(reference.map(placed), current.map(placed), seed)
  return {
    varies: names.length > 1,
    reference: reference.length,
    current: current.length,
    medians: null,
    test,
    statistic,
    p,
    size: jensenShannon(...counts),
    psi: populationStability(...counts),
    histogram: sharesHistogram(names, ...counts),
  }
}

function measureLooks(sides: Sides, seed: number): Found | null {
  const vectorsOf = (side: readonly Observation[]) => side.flatMap(({ vector }) => vector ?? [])
  const [reference, current] = [spread(vectorsOf(sides.reference)), spread(vectorsOf(sides.current))]
  const counts = { reference: reference.length, current: current.length }
  const [first] = reference
  if (!first || current.length === 0) return null
  const centre = meanOf(reference)
  const near = (vectors: readonly Float32Array[]) => vectors.map((vector) => likeness(vector, centre))
  const seen = {
    ...counts,
    varies: true,
    medians: null,
    test: 'mmd',
    histogram: numberHistogram(near(reference), near(current)),
  } as const
  if (!isTested(counts)) return { ...seen, ...UNTESTED, psi: null }
  return { ...seen, ...compareLooks(reference, current, seed), psi: null }
}

/** At most so many, evenly over all. */
function spread(vectors: readonly Float32Array[]): Float32Array[] {
  if (vectors.length <= MOST_VECTORS) return [...vectors]
  const step = vectors.length / MOST_VECTORS
  return Array.from({ length: MOST_VECTORS }, (_, place) => vectors[Math.floor(place * step)] as Float32Array)
}

/** The direction in the middle of vectors of length one, of length one itself. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (const [place, value] of vector.entries()) sum[place] = (sum[place] ?? 0) + value
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

/** The cosine of two vectors of length one. */
export const likeness = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)
