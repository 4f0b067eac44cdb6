import { describe, expect, test } from 'vitest'
import { loopPaths } from '../../../../client/components/loop/loop-paths.ts'

const station = (left: number) => ({ left, right: left + 100, top: 0, bottom: 50 })

describe("the picture's arrows", () => {
  test('join neighbours at half height and stop short of the next station', () => {
    const { forward } = loopPaths([station(0), station(130), station(260)], 90)
    expect(forward).toEqual(['M100 25H123', 'M230 25H253'])
  })

  test('lead from the last station back to the second one, below everything', () => {
    const { back } = loopPaths([station(0), station(130), station(260)], 90)
    expect(back).toMatch(/^M310 50V72Q310 90 292 90H198Q180 90 180 72V57$/)
  })

  test('are none before the stations are measured', () => {
    expect(loopPaths([], 90)).toEqual({ forward: [], back: '' })
  })
})
