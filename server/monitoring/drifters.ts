import type { AssetId } from '#shared/domain/ids.ts'
import { type Drifter, SIGNALS, type SignalId, type SignalReport } from '#shared/domain/monitoring.ts'
import { likeness, meanOf } from './compare-windows.ts'
import { firstNotBelow } from './first-not-below.ts'
import { type MixSignal, median, type NumberSignal, type Observation, type Sides, type SignalGroup } from './observation.ts'

const MOST_SHOWN = 48
/** Named in its reasons where at most this share of the reference lies as far out. */
const UNUSUAL = 0.05

/** The images of the window that are most unlike the reference in the signals that drifted, the most unlike first. */
export function findDrifters(
  sides: Readonly<Partial<Record<SignalGroup, Sides>>>,
  signals: readonly SignalReport[],
): Omit<Drifter, 'waiting'>[] {
  const tails = signals
    .filter(({ state }) => state === 'drifted')
    .flatMap(({ signal }) => {
      const both = sides[SIGNALS[signal].group]
      return both ? [{ signal, of: tailsOf(signal, both) }] : []
    })
  const found = new Map<string, { surprise: number; signals: SignalId[] }>()
  for (const { signal, of } of tails)
    for (const [id, share] of of) {
      const known = found.get(id) ?? { surprise: 0, signals: [] }
      found.set(id, {
        surprise: known.surprise - Math.log(share),
        signals: share <= UNUSUAL ? [...known.signals, signal] : known.signals,
      })
    }
  return [...found]
    .filter(([, { signals: unusual }]) => unusual.length > 0)
    .sort(([, a], [, b]) => b.surprise - a.surprise)
    .slice(0, MOST_SHOWN)
    .map(([id, { signals: unusual }]) => ({ assetId: id as AssetId, signals: unusual }))
}

/** For each image of the window: how many of the reference lie at least as far out, in the direction that the window went. */
function tailsOf(signal: SignalId, sides: Sides): [string, number][] {
  const outOf = outwardness(signal, sides)
  const reference = sides.reference.flatMap((one) => outOf(one) ?? []).sort((a, b) => a - b)
  return sides.current.flatMap((one) => {
    const value = outOf(one)
    if (value === null) return []
    return [[one.id, (reference.length - firstNotBelow(reference, value) + 1) / (reference.length + 1)] as [string, number]]
  })
}

/** How far out an image lies: larger is further in the direction of the drift. */
function outwardness(signal: SignalId, { reference, current }: Sides): (one: Observation) => number | null {
  switch (SIGNALS[signal].kind) {
    case 'number': {
      const of = ({ numbers }: Observation) => numbers[signal as NumberSignal] ?? null
      const values = (side: readonly Observation[]) => side.flatMap((one) => of(one) ?? [])
      const sign = median(values(current)) >= median(values(reference)) ? 1 : -1
      return (one) => {
        const value = of(one)
        return value === null ? null : sign * value
      }
    }
    case 'shares':
      return unusualLabels(signal as MixSignal, { reference, current })
    case 'vectors': {
      const centre = meanOf(reference.flatMap(({ vector }) => vector ?? []))
      return ({ vector }) => vector && -likeness(vector, centre)
    }
    default:
      return SIGNALS[signal] satisfies never
  }
}

// An image stands for the new mix by the labels that became more frequent.
function unusualLabels(signal: MixSignal, sides: Sides): (one: Observation) => number | null {
  const shareOf = (side: readonly Observation[]) => {
    const counts = new Map<string, number>()
    for (const { mixes } of side)
      for (const [label, count] of mixes[signal] ?? []) counts.set(label, (counts.get(label) ?? 0) + count)
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0) || 1
    return (label: string) => (counts.get(label) ?? 0) / total
  }
  const [before, now] = [shareOf(sides.reference), shareOf(sides.current)]
  return ({ mixes }) => {
    const mix = mixes[signal]
    if (!mix) return null
    return [...mix].reduce((sum, [label, count]) => sum + count * (now(label) - before(label)), 0)
  }
}
