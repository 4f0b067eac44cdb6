import { expect, it } from 'vitest'
import { minuteOfDay, nextDay, startOfDay } from '#server/triggers/local-clock.ts'

const HOUR_MS = 3_600_000

it.each([
  'UTC',
  'Europe/Berlin',
  // Here the clocks skip midnight, west and east of Greenwich.
  'America/Havana',
  'America/Santiago',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Asia/Beirut',
])('a year in %s has 365 days, each after the other, and each begins when the clock begins it', (timeZone) => {
  const days: number[] = [startOfDay(Date.UTC(2026, 0, 1, 12), timeZone)]
  while (days.length < 366) days.push(nextDay(days.at(-1) ?? 0, timeZone))
  expect(new Date(days[365] ?? 0).toISOString().slice(0, 7)).toMatch(/^202[67]-(12|01)$/)
  for (const [place, day] of days.entries()) {
    expect(startOfDay(day + HOUR_MS, timeZone)).toBe(day)
    expect([0, 60]).toContain(minuteOfDay(day, timeZone))
    if (place > 0) expect((day - (days[place - 1] ?? 0)) / HOUR_MS).toBeCloseTo(24, -0.4)
  }
})
