import { describe, expect, test } from 'vitest'
import {
  addActs,
  addByHand,
  clicks,
  humanSeconds,
  noEffort,
  savedByQuarter,
  savedShare,
} from '../../../scripts/simulate/effort.ts'

describe('the cost of a campaign', () => {
  test('is the published seconds of every act', () => {
    const effort = noEffort()
    for (const act of ['draw', 'accept', 'reject', 'adjust', 'relabel', 'look', 'classify'] as const) addActs(effort, [act])
    expect(humanSeconds(effort)).toBeCloseTo(7 + 1.6 + 1.6 + 3.5 + 2 + 1 + 2, 9)
    expect(effort.edited).toBe(2)
  })

  test('by hand is every object drawn and every image looked over', () => {
    const effort = noEffort()
    addByHand(effort, 13, 'draw')
    addByHand(effort, 1, 'classify')
    expect(effort.secondsWithoutModel).toBeCloseTo(13 * 7 + 1 + 2, 9)
  })

  test('at other correction costs changes what corrections save, not what drawing takes', () => {
    const effort = noEffort()
    addActs(effort, ['accept'])
    addActs(effort, ['draw'])
    addByHand(effort, 2, 'draw')
    expect(humanSeconds(effort, 0.5)).toBeCloseTo(7.8, 9)
    expect(humanSeconds(effort, 2)).toBeCloseTo(10.2, 9)
    expect(savedShare(effort)).toBeCloseTo(1 - 8.6 / 15, 9)
    expect(clicks(effort)).toBe(4)
  })
})

describe('quarters of a campaign', () => {
  test('are cut by what the work would have taken by hand, in the order in which assets were put down', () => {
    const hands = (['classify', 'classify', 'accept', 'accept'] as const).map((act) => {
      const hand = noEffort()
      addByHand(hand, 1, 'classify')
      addActs(hand, [act])
      return hand
    })
    const [first, second, third, last] = savedByQuarter(hands)
    expect([first, second]).toEqual([0, 0])
    expect(third).toBeCloseTo(0.2)
    expect(last).toBeCloseTo(0.2)
  })
})
