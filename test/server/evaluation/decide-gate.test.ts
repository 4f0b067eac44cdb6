import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_GATE_RULES, decideGate, type GateFigures, type GateRules } from '#server/evaluation/decide-gate.ts'
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
}

function decide({ gain = 0.03, sure = 0.97, label = difference(0, 0.5), rules = {}, latencyMs = 20 }: Case = {}) {
  const champion = figures(gain === null ? null : 0.8)
  const bootstrap = {
    ...difference(gain, gain === null ? null : sure),
    images: 72,
    resamples: 1000,
    perLabel: [{ label: 'Platelets', ...label }],
  }
  return decideGate({
    metric: tasks.detection,
    challenger: figures(gain === null ? null : 0.8 + gain, latencyMs),
    against: { champion, bootstrap },
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
