import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DEFAULT_GATE_RULES,
  decideGate,
  type GateFigures,
  type GateRules,
  type NewestComparison,
} from '#server/evaluation/decide-gate.ts'
import { labelLosses } from '#server/evaluation/label-losses.ts'
import type { Difference } from '#server/evaluation/paired-bootstrap.ts'
import { tasks } from '#shared/tasks/index.ts'

const figures = (value: number | null, latencyMs: number | null = null): GateFigures => ({
  value,
  latencyMs,
  perLabel: [{ label: 'Platelets', value, count: 19 }],
})
const difference = (value: number | null, probabilityBetter: number | null): Difference => ({
  difference: value,
  low: value === null ? null : value - 0.05,
  high: value === null ? null : value + 0.05,
  probabilityBetter,
})

interface Case {
  gain?: number | null
  sure?: number
  label?: Difference
  rules?: Partial<GateRules>
  latencyMs?: number
  bytes?: number
  calibrationError?: { champion: number; challenger: number }
  newest?: NewestComparison
  images?: number
  timesLabels?: number
}

function decide(one: Case = {}) {
  const { gain = 0.03, sure = 0.97, label = difference(0, 0.5), rules = {}, latencyMs = 20 } = one
  const { bytes = 1000, calibrationError, newest, images = 72, timesLabels = null } = one
  const champion = { ...figures(gain === null ? null : 0.8), calibrationError: calibrationError?.champion ?? null }
  const bootstrap = {
    ...difference(gain, gain === null ? null : sure),
    images,
    resamples: 1000,
    perLabel: [{ label: 'Platelets', ...label }],
  }
  return decideGate({
    metric: tasks.detection,
    challenger: {
      ...figures(gain === null ? null : 0.8 + gain, latencyMs),
      bytes,
      calibrationError: calibrationError?.challenger ?? null,
    },
    against: { champion, bootstrap, timesLabels, ...(newest && { newest }) },
    rules: { ...DEFAULT_GATE_RULES, ...rules },
  })
}

describe('the gate', () => {
  const first = (value: number | null, rules: Partial<GateRules> = {}) =>
    decideGate({
      metric: tasks.detection,
      challenger: figures(value, 30),
      against: null,
      rules: { ...DEFAULT_GATE_RULES, ...rules },
    })

  it('promotes a first model that can do anything at all', () => {
    expect(first(0.01)).toMatchObject({ verdict: 'promote', reasons: ['mAP50 1.0, the first model.'], champion: null })
  })

  it('holds a first model that can do nothing or cannot be measured', () => {
    expect(first(0)).toMatchObject({ verdict: 'hold', reasons: ['mAP50 0.0 is not above 0.0.'] })
    expect(first(null).reasons).toEqual(['The mAP50 cannot be measured: the test split has no approved label.'])
  })

  it('promotes a better model and says by how much', () => {
    expect(decide()).toMatchObject({
      verdict: 'promote',
      reasons: ['mAP50 83.0, +3.0 against the champion, better in 97 % of the resamples.'],
      difference: 0.03,
      champion: 0.8,
    })
  })

  it('holds a tie and a worse model', () => {
    expect(decide({ gain: 0, sure: 0.5 })).toMatchObject({
      verdict: 'hold',
      reasons: ["mAP50 80.0 is not better than the champion's 80.0."],
    })
    expect(decide({ gain: -0.01, sure: 0.9 }).verdict).toBe('hold')
  })

  it('holds a gain that most resamples do not show, or that a project wants to be surer of', () => {
    expect(decide({ gain: 0.001, sure: 0.45 }).reasons).toEqual([
      'mAP50 +0.1 is better in 45 % of the resamples only, 50 % asked for.',
    ])
    expect(decide({ sure: 0.9, rules: { minimumProbability: 0.95 } }).verdict).toBe('hold')
  })

  it('takes a model of many more labels for better where a few images cannot tell, and holds it where they can', () => {
    const young = { gain: -0.02, sure: 0.3, images: 9, timesLabels: 1.6 }
    expect(decide(young)).toMatchObject({
      verdict: 'promote',
      reasons: [
        'mAP50 78.0, -2.0 against the champion, which 9 test images cannot tell from noise; it learned from 1.6 times the labels.',
      ],
    })
    expect(decide({ ...young, sure: 0.1 })).toMatchObject({
      verdict: 'hold',
      reasons: ['mAP50 -2.0 against the champion, beyond noise even on 9 test images.'],
    })
    expect(decide({ ...young, gain: 0.01 }).verdict).toBe('promote')
    expect(decide({ ...young, images: 30 }).verdict).toBe('hold')
    expect(decide({ ...young, timesLabels: 1.1 }).verdict).toBe('hold')
    expect(decide({ ...young, rules: { leastGain: 0.01 } }).verdict).toBe('hold')
    expect(decide({ ...young, rules: { minimumProbability: 0.9 } }).verdict).toBe('hold')
  })

  it('asks for a surer loss of each label where there are many, as some always look worse', () => {
    const losing = (labels: number, better: number) =>
      labelLosses(
        { perLabel: Array.from({ length: labels }, (_, n) => ({ label: `${n}`, ...difference(n === 0 ? -0.05 : 0, better) })) },
        () => 0.02,
      ).map(({ real }) => real)
    expect([losing(1, 0.15), losing(2, 0.15), losing(2, 0.09), losing(80, 0.01), losing(80, 0.002)]).toEqual([
      [true],
      [false],
      [true],
      [false],
      [true],
    ])
  })

  it('holds when a label loses more than its margin', () => {
    const verdict = decide({ label: difference(-0.041, 0.02) })
    expect(verdict).toMatchObject({ verdict: 'hold', reasons: ['Platelets -4.1, margin 2.0 (19 in the test split).'] })
    expect(decide({ label: difference(-0.041, 0.02), rules: { marginOf: { Platelets: 0.05 } } }).verdict).toBe('promote')
  })

  it('lets a loss pass that is noise, and says so', () => {
    const verdict = decide({ label: difference(-0.041, 0.3) })
    expect(verdict).toMatchObject({
      verdict: 'promote',
      remarks: ['Platelets -4.1, margin 2.0 (19 in the test split), within noise.'],
    })
  })

  it('holds a model that is too slow', () => {
    expect(decide({ latencyMs: 31, rules: { latencyCapMs: 20 } }).reasons).toEqual(['An image takes 31.0 ms, cap 20.0 ms.'])
  })

  it('holds a gain that is smaller than asked for, a model that is too large, and scores that are further off', () => {
    expect(decide({ gain: 0.03, rules: { leastGain: 0.05 } }).reasons).toEqual(['mAP50 +3.0, a gain of 5.0 asked for.'])
    expect(decide({ bytes: 5e6, rules: { sizeCap: 4e6 } }).reasons).toEqual(['Its files take 5.0 MB, cap 4.0 MB.'])
    const off = { calibrationError: { champion: 0.05, challenger: 0.12 } }
    expect(decide(off).verdict).toBe('promote')
    expect(decide({ ...off, rules: { calibrationMargin: 0.1 } }).verdict).toBe('promote')
    const { reasons, calibration } = decide({ ...off, rules: { calibrationMargin: 0.02 } })
    expect(reasons).toEqual(["Its scores are off by 12 % on average, the champion's by 5 %; 2 % more is allowed."])
    expect(calibration).toEqual({ champion: 0.05, challenger: 0.12 })
  })

  it('holds a model that loses on the newest images beyond its margin and noise, and lets too few decide nothing', () => {
    const newest = (value: number, sure: number) => ({
      least: 30,
      images: 40,
      snapshotNumber: 7,
      difference: difference(value, sure),
    })
    expect(decide({ newest: newest(-0.05, 0.05) })).toMatchObject({
      verdict: 'hold',
      reasons: ['mAP50 -5.0 on the 40 newest approved images.'],
      newest: { verdict: 'worse', images: 40, snapshotNumber: 7, difference: -0.05 },
    })
    expect(decide({ newest: newest(-0.05, 0.3) })).toMatchObject({ verdict: 'promote', newest: { verdict: 'agrees' } })
    expect(decide({ newest: newest(-0.01, 0.05) }).verdict).toBe('promote')
    expect(decide({ newest: { ...newest(0, 0), images: 12, difference: null } })).toMatchObject({
      verdict: 'promote',
      newest: { verdict: 'too-few', images: 12, least: 30, difference: null },
    })
  })

  it('says figures that are no shares as they are', () => {
    const { reasons } = decideGate({
      metric: tasks.regression,
      challenger: figures(-0.102),
      against: null,
      rules: DEFAULT_GATE_RULES,
    })
    expect(reasons).toEqual(['R² -0.102 is not above 0.000.'])
  })

  it('holds what cannot be compared', () => {
    expect(decide({ gain: null })).toMatchObject({ verdict: 'hold', difference: null })
  })

  it('never promotes a model that is not better', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const gain = fc.double({ min: -0.5, max: 0, noNaN: true })
    fc.assert(
      fc.property(gain, share, gain, share, (overall, sure, own, ownSure) => {
        expect(decide({ gain: overall, sure, label: difference(own, ownSure) }).verdict).toBe('hold')
      }),
      { seed: 1 },
    )
  })

  it('keeps the margin beside the difference of each label', () => {
    expect(decide({ label: difference(0.01, 0.7), rules: { marginOf: { Platelets: 0.05 } } }).perLabel).toEqual([
      { label: 'Platelets', difference: 0.01, low: 0.01 - 0.05, high: 0.01 + 0.05, margin: 0.05 },
    ])
  })

  it('names every reason to hold', () => {
    expect(decide({ gain: -0.02, label: difference(-0.1, 0), latencyMs: 50, rules: { latencyCapMs: 20 } }).reasons).toHaveLength(
      3,
    )
  })
})
