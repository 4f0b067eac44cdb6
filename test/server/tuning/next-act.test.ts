import { describe, expect, it, test } from 'vitest'
import { nextAct } from '#server/tuning/next-act.ts'
import { hyperbandBrackets, rungsOf } from '#server/tuning/rungs.ts'
import { bestOf, evidenceOf, secondsSpent } from '#server/tuning/trials.ts'
import { createRandom } from '#shared/random.ts'
import { aStudy, aTrial, carriedOut } from './a-study.ts'

const done = (number: number, value: number, share = 1) => aTrial({ number, reached: [{ share, value, seconds: 10 }] })

describe('a study', () => {
  it('asks for as many runs as workers take, and no more', () => {
    const study = aStudy()
    expect(nextAct(study, [], 2)).toMatchObject({ type: 'ask', number: 1, share: 1 })
    expect(nextAct(study, [aTrial({ number: 1 })], 2)).toMatchObject({ type: 'ask', number: 2 })
    expect(nextAct(study, [aTrial({ number: 1 }), aTrial({ number: 2 })], 2)).toEqual({ type: 'wait' })
  })

  it('does nothing while it is paused', () => {
    expect(nextAct(aStudy({ state: 'paused' }), [], 4)).toEqual({ type: 'wait' })
  })

  it('waits for its last runs, then sends the best one to the gate', () => {
    const study = aStudy({ budget: { runs: 3, seconds: null } })
    const runs = [done(1, 0.4), done(2, 0.7), aTrial({ number: 3 })]
    expect(nextAct(study, runs, 2)).toEqual({ type: 'wait' })
    expect(nextAct(study, [done(1, 0.4), done(2, 0.7), done(3, 0.6)], 2)).toMatchObject({
      type: 'judge',
      run: { id: 'run_2' },
      value: 0.7,
    })
  })

  it('ends the search when its seconds are spent, whatever runs were still allowed', () => {
    const study = aStudy({ budget: { runs: 100, seconds: 25 } })
    const runs = [done(1, 0.4), done(2, 0.7), done(3, 0.6)]
    expect(secondsSpent(runs)).toBe(30)
    expect(nextAct(study, runs, 1)).toMatchObject({ type: 'judge', run: { id: 'run_2' } })
  })

  it('is over once its best run has its verdict', () => {
    const judged = { ...done(2, 0.7), modelVersion: 5, message: 'v5 is better' }
    const study = aStudy({ state: 'judging', best: { runId: judged.id, trial: 2, value: 0.7 } })
    expect(nextAct(study, [done(1, 0.4), { ...judged, state: 'gate' }], 1)).toEqual({ type: 'wait' })
    expect(nextAct(study, [done(1, 0.4), judged], 1)).toEqual({
      type: 'end',
      state: 'succeeded',
      message: 'v5 is better',
      modelVersion: 5,
    })
    expect(nextAct(study, [{ ...judged, state: 'failed', modelVersion: null }], 1)).toMatchObject({
      type: 'end',
      state: 'failed',
    })
  })

  it('sends nothing to the gate again when more runs brought nothing better', () => {
    const study = aStudy({ budget: { runs: 2, seconds: null } })
    expect(nextAct(study, [{ ...done(1, 0.7), modelVersion: 3 }, done(2, 0.5)], 1)).toMatchObject({
      type: 'end',
      state: 'succeeded',
      modelVersion: 3,
    })
  })

  it('gives up when its first three runs all fail, and says what the last one said', () => {
    const failed = [1, 2, 3].map((number) => aTrial({ number }, { state: 'failed', message: 'out of memory' }))
    expect(nextAct(aStudy(), failed.slice(0, 2), 1)).toMatchObject({ type: 'ask' })
    expect(nextAct(aStudy(), failed, 1)).toMatchObject({
      type: 'end',
      state: 'failed',
      message: expect.stringContaining('out of memory'),
    })
  })

  it('ends with its grid', () => {
    const study = aStudy({ method: 'grid', budget: { runs: 500, seconds: null } })
    expect(carriedOut(study, () => 0.5)).toMatchObject({ runs: { length: 3 }, ending: { type: 'judge' } })
  })
})

test('a run that failed counts as the worst, one that is under way as pending', () => {
  const failed = aTrial({ number: 3, assignment: { learningRate: 0.1 } }, { state: 'failed' })
  const { observed, pending } = evidenceOf([done(1, 0.4), done(2, 0.7), failed, aTrial({ number: 4 })], 1)
  expect(observed.map(({ value }) => value)).toEqual([0.4, 0.7, 0.4])
  expect(pending).toEqual([{ learningRate: 1e-3 }])
})

test('figures of a share with enough runs are learned from, never those of two shares together', () => {
  const early = Array.from({ length: 6 }, (_, place) => done(place + 1, 0.1 * place, 1 / 9))
  const late = aTrial({
    number: 7,
    reached: [
      { share: 1 / 9, value: 0.3, seconds: 1 },
      { share: 1, value: 0.9, seconds: 9 },
    ],
  })
  expect(evidenceOf([...early, late], 3).observed).toHaveLength(7)
  expect(evidenceOf([...early, late], 1).observed).toEqual([{ point: late.trial.assignment, value: 0.9 }])
})

test('the best is one of those that came furthest, not one that looked good early', () => {
  expect(bestOf([done(1, 0.95, 1 / 9), done(2, 0.6), done(3, 0.7)])?.run.number).toBe(3)
  expect(bestOf([aTrial({ number: 1 })])).toBeNull()
})

describe('early stopping', () => {
  it('lets one of three go on to each longer share, and those are the best', () => {
    const random = createRandom(7)
    const quality = new Map<number, number>()
    const study = aStudy({ earlyStopping: 'halving', budget: { runs: 27, seconds: null } })
    const { runs, ending } = carriedOut(study, ({ learningRate }, share) => {
      const rate = Number(learningRate)
      quality.set(rate, quality.get(rate) ?? random.next())
      return (quality.get(rate) ?? 0) * share
    })
    const reached = (share: number) => runs.filter(({ trial }) => trial.reached.some((at) => at.share >= share - 1e-9)).length
    expect([reached(1 / 9), reached(1 / 3)]).toEqual([27, expect.any(Number)])
    // Without waiting for the rung to be full, some of the early ones go on that later ones would have beaten.
    expect(reached(1 / 3)).toBeGreaterThanOrEqual(9)
    expect(reached(1 / 3)).toBeLessThanOrEqual(14)
    expect(reached(1)).toBeGreaterThanOrEqual(3)
    expect(reached(1)).toBeLessThanOrEqual(7)
    const best = Math.max(...quality.values())
    expect(ending).toMatchObject({ type: 'judge', value: best })
  })

  it('finds a better model than whole trainings of the same total length', () => {
    const figure = (rate: number, share: number) => 0.9 - 0.15 * Math.abs(Math.log10(rate) + 3) - 0.4 * (1 - share)
    const wins = Array.from({ length: 20 }, (_, seed) => {
      const best = (study: Parameters<typeof carriedOut>[0]) => {
        const { runs } = carriedOut(study, ({ learningRate }, share) => figure(Number(learningRate), share))
        const whole = runs.filter(({ trial }) => trial.reached.at(-1)?.share === 1)
        return {
          value: bestOf(whole)?.value ?? 0,
          spent: runs.reduce((sum, { trial }) => sum + (trial.reached.at(-1)?.share ?? 0), 0),
        }
      }
      const halved = best(aStudy({ seed, earlyStopping: 'halving', budget: { runs: 27, seconds: null } }))
      const whole = best(aStudy({ seed, budget: { runs: Math.floor(halved.spent), seconds: null } }))
      return halved.value > whole.value ? 1 : 0
    })
    expect(wins.filter(Boolean).length).toBeGreaterThanOrEqual(15)
  })

  it('gives every third bracket of Hyperband its whole training at once', () => {
    const study = aStudy({ earlyStopping: 'hyperband', budget: { runs: 17, seconds: null } })
    const { runs, ending } = carriedOut(study, ({ learningRate }, share) => Number(learningRate) * share)
    const beganWith = runs.map(({ trial }) => Number((1 / (trial.reached[0]?.share ?? 0)).toFixed(0)))
    expect(beganWith).toEqual([...Array(9).fill(9), ...Array(5).fill(3), 1, 1, 1])
    const whole = runs.filter(({ trial }) => trial.reached.at(-1)?.share === 1)
    expect(whole.length).toBeGreaterThanOrEqual(4)
    expect(ending).toMatchObject({
      type: 'judge',
      value: Math.max(...whole.map(({ trial }) => trial.reached.at(-1)?.value ?? 0)),
    })
  })

  it('has Hyperband’s brackets: 9 runs from a ninth, 5 from a third, 3 whole ones', () => {
    expect(hyperbandBrackets(2)).toEqual([
      { below: 2, trials: 9 },
      { below: 1, trials: 5 },
      { below: 0, trials: 3 },
    ])
    // The brackets of R = 81, η = 3 in the paper's table 1.
    expect(hyperbandBrackets(4).map(({ trials }) => trials)).toEqual([81, 34, 15, 8, 5])
    expect([1, 9, 10, 14, 15, 17, 18].map((trial) => rungsOf('hyperband', trial).length)).toEqual([3, 3, 2, 2, 1, 1, 3])
    expect(rungsOf('halving', 5)).toEqual([1 / 9, 1 / 3, 1])
  })
})
