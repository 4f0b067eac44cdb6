import { expect, it } from 'vitest'
import { timelineParts } from '#client/components/settings/timeline-parts.ts'

const DAY_MS = 86_400_000
const WIDTH = 720
const reason = { type: 'milestone', reason: '' } as const
const past = {
  from: 0,
  to: 30 * DAY_MS,
  started: [{ at: 0, reason }],
  trained: [],
  approved: Array.from({ length: 31 }, (_, day) => ({ from: day * DAY_MS, labels: day === 10 ? 40 : day === 20 ? 20 : 0 })),
  alerts: [{ at: 15 * DAY_MS, sentence: 'Brightness has changed' }],
}

it('draws a bar for each day with labels, as high as its share of the best day', () => {
  const { bars } = timelineParts(past, WIDTH)
  expect(bars.map(({ labels }) => labels)).toEqual([40, 20])
  const [best, other] = bars
  expect((other?.height ?? 0) / (best?.height ?? 1)).toBeCloseTo(0.5)
  expect((best?.y ?? 0) + (best?.height ?? 0)).toBe((other?.y ?? 0) + (other?.height ?? 0))
})

it('keeps every mark and every bar inside the picture, in the order of time', () => {
  const { lanes, ticks, alerts, bars } = timelineParts(past, WIDTH)
  const places = [lanes.x(past.from), ...alerts.map(({ x }) => x), lanes.x(past.to)]
  expect(places).toEqual([...places].sort((a, b) => a - b))
  for (const x of [...places, ...ticks.map((tick) => tick.x), ...bars.map((bar) => bar.x + bar.width)]) {
    expect(x).toBeGreaterThan(lanes.from)
    expect(x).toBeLessThan(WIDTH)
  }
})

it('draws a project in which nothing happened', () => {
  const empty = { ...past, approved: [], alerts: [], started: [] }
  expect(timelineParts(empty, WIDTH).bars).toEqual([])
})
