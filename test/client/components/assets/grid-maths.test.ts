import { describe, expect, test } from 'vitest'
import { columnsIn, moveFocus, selectBy } from '../../../../client/components/assets/grid-maths.ts'

describe('the grid of assets', () => {
  test('has as many columns as fit with their gaps, and at least one', () => {
    expect([columnsIn(1000, 190, 10), columnsIn(199, 190, 10), columnsIn(50, 190, 10)]).toEqual([5, 1, 1])
  })

  test('moves the focus by arrows and stays inside', () => {
    const from = (index: number, key: string) => moveFocus(index, key, 4, 10)
    expect(from(0, 'ArrowRight')).toBe(1)
    expect(from(1, 'ArrowDown')).toBe(5)
    expect(from(8, 'ArrowDown')).toBe(8)
    expect(from(0, 'ArrowUp')).toBe(0)
    expect(from(3, 'End')).toBe(9)
    expect(from(3, 'Home')).toBe(0)
  })

  test('leaves every other key to the page', () => {
    expect(moveFocus(0, 'a', 4, 10)).toBeNull()
  })

  test('selects one by a click, one more or less with Ctrl, a stretch with Shift', () => {
    const plain = { shift: false, mod: false }
    expect(selectBy(new Set([1, 2]), 2, 7, plain)).toEqual(new Set([7]))
    expect(selectBy(new Set([7]), 7, 3, { ...plain, mod: true })).toEqual(new Set([7, 3]))
    expect(selectBy(new Set([7, 3]), 3, 7, { ...plain, mod: true })).toEqual(new Set([3]))
    expect(selectBy(new Set([3]), 3, 1, { ...plain, shift: true })).toEqual(new Set([1, 2, 3]))
  })
})
