import { expect, it } from 'vitest'
import { toMask, toRotatedBox } from '#shared/shapes/convert.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'

const box: Shape = { kind: 'box', x: 10, y: 10, width: 40, height: 20 }
const outline: Shape = { kind: 'polygon', ring: [10, 10, 50, 10, 50, 30, 10, 30], holes: [] }
const half: Shape = { kind: 'polygon', ring: [10, 10, 30, 10, 30, 30, 10, 30], holes: [] }

it('compares shapes of different kinds by what lies inside them', () => {
  const others = [outline, toMask(box), toRotatedBox(box)] as Shape[]
  for (const other of others) {
    expect(overlap(box, other)).toBeCloseTo(1, 6)
    expect(overlap(other, box)).toBeCloseTo(1, 6)
    expect(overlap(half, other)).toBeCloseTo(0.5, 6)
  }
})

it('finds nothing in common with shapes that have no inside, or lie elsewhere', () => {
  const elsewhere: Shape = { kind: 'polygon', ring: [200, 200, 240, 200, 240, 240], holes: [] }
  for (const other of [elsewhere, { kind: 'whole' }, { kind: 'points', points: [20, 20] }] as Shape[])
    expect(overlap(box, other)).toBe(0)
})
