import { describe, expect, test } from 'vitest'
import { compareWindows } from '#server/monitoring/compare-windows.ts'
import { findDrifters } from '#server/monitoring/drifters.ts'
import { judgeAlerts } from '#server/monitoring/judge-alerts.ts'
import type { Observation } from '#server/monitoring/observation.ts'
import type { SignalReport } from '#shared/domain/monitoring.ts'
import { createRandom } from '#shared/random.ts'

const RULES = { alpha: 0.05, off: [], seed: 1 }
const DRAWS = 400

const random = createRandom(17)
const anImage = (brighter = 0): Observation => ({
  id: `img_${random.integer(1e9)}`,
  numbers: {
    brightness: random.normal() + brighter,
    contrast: random.normal(),
    sharpness: random.normal(),
    colour: random.normal(),
    pixels: 20,
  },
  mixes: {},
  vector: null,
})
const images = (count: number, brighter = 0) => Array.from({ length: count }, () => anImage(brighter))
const reports = (current: Observation[], reference = images(80)) => compareWindows({ images: { reference, current } }, RULES)
const drifted = (found: readonly SignalReport[]) => found.filter(({ state }) => state === 'drifted').map(({ signal }) => signal)

describe('a window of images', () => {
  test('raises a false alarm of any signal in 5 % of windows at most', () => {
    const alarms = Array.from({ length: DRAWS }, () => drifted(reports(images(50)))).filter(({ length }) => length > 0)
    // 5 % and three standard errors.
    expect(alarms.length / DRAWS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / DRAWS))
  })

  test('tells which signal drifted, how far, and which images did most', () => {
    const sides = { images: { reference: images(80), current: [...images(30), ...images(30, 3)] } }
    const found = compareWindows(sides, RULES)
    expect(drifted(found)).toEqual(['brightness'])
    const drifters = findDrifters(sides, found)
    const bright = new Set(sides.images.current.slice(30).map(({ id }) => id))
    expect(drifters.length).toBeGreaterThan(10)
    expect(drifters.slice(0, 10).every(({ assetId }) => bright.has(assetId))).toBe(true)
    expect(drifters.every(({ signals }) => signals.includes('brightness'))).toBe(true)
  })

  test('of too few images says nothing', () => {
    expect(new Set(reports(images(12, 5)).map(({ state }) => state))).toEqual(new Set(['few']))
  })

  test('is not asked about what is switched off', () => {
    const both = { images: { reference: images(50), current: images(50, 3) } }
    const found = compareWindows(both, { ...RULES, off: ['brightness'] })
    expect(found.map(({ signal }) => signal)).not.toContain('brightness')
    expect(drifted(found)).toEqual([])
  })

  test('of labels that the queue chose differs without an alarm', () => {
    const labelled = (label: string): Observation => ({ ...anImage(), mixes: { labelMix: new Map([[label, 1]]) } })
    const side = (cats: number) => Array.from({ length: 60 }, (_, place) => labelled(place < cats ? 'cat' : 'dog'))
    const found = compareWindows({ labels: { reference: side(50), current: side(10) } }, RULES)
    expect(found).toMatchObject([{ signal: 'labelMix', test: 'chi-square', state: 'queued' }])
    expect(found[0]?.histogram).toMatchObject({ range: null, names: expect.arrayContaining(['cat', 'dog']) })
  })
})

test('an alert is raised at the line and settled far below it', () => {
  const [report] = reports(images(50), images(50)) as [SignalReport]
  const as = (changes: Partial<SignalReport>): SignalReport[] => [{ ...report, signal: 'brightness', ...changes }]
  const raised = new Set(['brightness'])
  const judged = (changes: Partial<SignalReport>, known: ReadonlySet<string>) => {
    const { raise, settle } = judgeAlerts(as(changes), known)
    return { raise: raise.length, settle: settle.length }
  }
  expect(judged({ state: 'drifted' }, new Set())).toEqual({ raise: 1, settle: 0 })
  expect(judged({ state: 'drifted' }, raised)).toEqual({ raise: 0, settle: 0 })
  expect(judged({ state: 'steady', p: 0.1, size: 0.3, line: 0.1 }, raised)).toEqual({ raise: 0, settle: 0 })
  expect(judged({ state: 'steady', p: 0.4, size: 0.3, line: 0.1 }, raised)).toEqual({ raise: 0, settle: 1 })
  expect(judged({ state: 'steady', p: 0.1, size: 0.04, line: 0.1 }, raised)).toEqual({ raise: 0, settle: 1 })
  expect(judged({ state: 'few', p: 1, size: 0, line: 0.1 }, raised)).toEqual({ raise: 0, settle: 0 })
})
