import { describe, expect, test } from 'vitest'
import { createPacedClock } from '../../../scripts/simulate/paced-clock.ts'

describe('the simulated clock', () => {
  test('runs at its speed, and keeps the time it showed when the speed changes', () => {
    let real = 0
    const clock = createPacedClock(120, () => real)
    real = 1_000
    expect(clock.now()).toBeCloseTo(120, 9)
    clock.setSpeed(1)
    real = 11_000
    expect(clock.now()).toBeCloseTo(130, 9)
  })

  test('lets nobody act before their time', async () => {
    const clock = createPacedClock(1_000)
    await clock.reach(20, new AbortController().signal)
    expect(clock.now()).toBeGreaterThanOrEqual(20)
  })

  test('stops waiting when the campaign is over', async () => {
    const over = new AbortController()
    const waiting = createPacedClock(1).reach(3_600, over.signal)
    over.abort()
    await expect(waiting).rejects.toThrow()
  })
})
