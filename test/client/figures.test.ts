import { describe, expect, test } from 'vitest'
import { ago, bytes, change, counted, duration, metric } from '../../client/figures.ts'

const NOW = Date.UTC(2026, 0, 20, 12)
const secondsBefore = (seconds: number) => NOW - seconds * 1000

describe('figures as people read them', () => {
  test.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [599.7, '10 min'],
    [1_800, '30 min'],
    [4_800, '1 h 20 min'],
    [90_000, '1 d 1 h'],
  ])('a length of %d seconds is written %s', (seconds, written) => {
    expect(duration(seconds)).toBe(written)
  })

  test.each([
    [10, 'just now'],
    [300, '5 min ago'],
    [7_300, '2 h ago'],
    [3 * 86_400, '3 d ago'],
    [30 * 86_400, 'Dec 21, 2025'],
  ])('%d seconds ago is %s', (seconds, written) => {
    expect(ago(secondsBefore(seconds), NOW)).toBe(written)
  })

  test('one is singular, everything else plural', () => {
    expect([counted(1, 'image'), counted(0, 'image'), counted(12_345, 'image')]).toEqual(['1 image', '0 images', '12,345 images'])
  })

  test('a metric that was not measured is a dash, a change always has its sign', () => {
    expect([metric(null), metric(0.8611), change(0.0312), change(-0.2)]).toEqual(['–', '0.861', '+0.031', '−0.200'])
  })

  test('bytes have three figures', () => {
    expect([bytes(0), bytes(999), bytes(4_300_000), bytes(12_345)]).toEqual(['0 B', '999 B', '4.30 MB', '12.3 kB'])
  })
})
