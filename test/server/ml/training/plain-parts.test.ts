import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freeMemory } from '#server/ml/engines/free-memory.ts'
import type { WeightSpec } from '#server/ml/networks/network.ts'
import { affordableBatch } from '#server/ml/training/affordable-batch.ts'
import { isSettled } from '#server/ml/training/best-so-far.ts'
import { type RunState, readCheckpoint, writeCheckpoint } from '#server/ml/training/checkpoint.ts'
import { learningFactors } from '#server/ml/training/learning-factors.ts'
import { learningRateShare, WARM_UP_STEPS } from '#server/ml/training/learning-rate.ts'
import { NO_LOSSES, standingOf, withLoss } from '#server/ml/training/loss-trend.ts'
import { freshState, gradientNorm, learn } from '#server/ml/training/optimizer.ts'
import { advanced, type Goal, secondsBetweenCheckpoints, stepsLeft } from '#server/ml/training/pace.ts'
import { trainingParameters } from '#server/ml/training/parameters.ts'
import { deriveSeed } from '#server/ml/training/seeds.ts'
import type { EngineId } from '#shared/domain/engine.ts'

describe('parameters', () => {
  it('takes the strings of a command line', () => {
    const set = { epochs: '12', learningRate: '0.001', horizontalFlip: 'false', scale: 'auto' }
    expect(trainingParameters.parse(set)).toMatchObject({
      epochs: 12,
      learningRate: 0.001,
      horizontalFlip: false,
      scale: 'auto',
      batchSize: 'auto',
    })
  })
  it('refuses names it does not know and values out of range', () => {
    expect(() => trainingParameters.parse({ epoch: 3 })).toThrow(/epoch/)
    expect(() => trainingParameters.parse({ batchSize: 0 })).toThrow()
  })
})

describe('images at once', () => {
  const photographs = { pixels: 256 * 256, pretrained: true }
  it('are the usual eight where the memory suffices', () => {
    expect(affordableBatch({ ...photographs, memoryBytes: 16e9 })).toBe(8)
    expect(affordableBatch({ ...photographs, memoryBytes: Number.POSITIVE_INFINITY })).toBe(8)
  })
  it('are fewer, in powers of two, where it does not', () => {
    expect(affordableBatch({ ...photographs, memoryBytes: 2e9 })).toBe(4)
    expect(affordableBatch({ pixels: 2048 * 2048, pretrained: true, memoryBytes: 2e9 })).toBe(1)
  })
  it('go by the memory of the card that computes, of the container or of WebAssembly', async () => {
    const probes = { askCard: async () => '81000\n40000', mainMemory: () => 20e9 }
    const on = (id: EngineId, description: string) => freeMemory({ id, describe: () => description }, probes)
    expect(await on('tensorflow', 'TensorFlow on the GPU (placement proven)')).toBe(81_000 * 2 ** 20)
    expect(await on('tensorflow', 'TensorFlow on the CPU')).toBe(20e9)
    expect(await on('wasm', 'WebAssembly')).toBe(2 ** 31)
  })
})

describe('learning rate', () => {
  it('rises to its base, then falls to almost nothing', () => {
    expect(learningRateShare(0, 0)).toBeLessThan(0.05)
    expect(learningRateShare(WARM_UP_STEPS, 0)).toBe(1)
    expect(learningRateShare(1000, 0.5)).toBeCloseTo(0.505)
    expect(learningRateShare(1000, 1)).toBeCloseTo(0.01)
  })
})

describe('pace', () => {
  it('counts steps where a number of steps is the goal', () => {
    expect(stepsLeft({ steps: 10 }, { step: 4, seconds: 99, secondsLost: 0, progress: 0.4 })).toBe(6)
    expect(advanced({ steps: 10 }, { step: 9, seconds: 0, secondsLost: 0, progress: 0.9 })).toBe(1)
  })

  it('ends in time, also where the machine becomes three times slower half-way', () => {
    const goal: Goal = { seconds: 100, stretches: false }
    let run = { step: 0, seconds: 0, secondsLost: 0, progress: 0 }
    while (run.progress < 1 && stepsLeft(goal, run) > 0) {
      const seconds = run.seconds + (run.seconds < 50 ? 0.5 : 1.5)
      run = { ...run, progress: advanced(goal, run), step: run.step + 1, seconds }
    }
    expect(run.seconds).toBeLessThan(103)
    expect(run.progress).toBeGreaterThan(0.9)
  })

  it('takes only steps that count for the pace, so that a run which went back half-way uses all the time that is left', () => {
    const goal: Goal = { seconds: 100, stretches: false }
    const back = { step: 4, seconds: 54, secondsLost: 50, progress: 0.04 }
    expect(stepsLeft(goal, back)).toBe(46)
    expect(advanced(goal, back)).toBeCloseTo(0.04 + 0.96 / 46)
  })

  it('stretches an automatic budget on a slow engine, so that there are steps enough to learn from', () => {
    const slow = { step: 10, seconds: 20, secondsLost: 0, progress: 0.1 }
    expect(stepsLeft({ seconds: 60, stretches: false }, slow)).toBe(20)
    expect(stepsLeft({ seconds: 60, stretches: true }, slow)).toBe(80)
  })
})

describe('trend of the loss', () => {
  const trendOf = (losses: readonly number[]) => losses.reduce(withLoss, NO_LOSSES)
  const steps = (count: number, loss: number) => Array<number>(count).fill(loss)

  it('has diverged where the loss stays far above where it began, not where it jumps for some steps', () => {
    expect(standingOf(trendOf([...steps(20, 5), ...steps(40, 2)]))).toBe('better')
    expect(standingOf(trendOf([...steps(20, 5), ...steps(5, 500)]))).toBe('better')
    expect(standingOf(trendOf([...steps(20, 5), ...steps(6, 500)]))).toBe('diverged')
    expect(standingOf(trendOf([...steps(20, 5), ...steps(6, 7)]))).toBe('worse')
  })

  it('says nothing before it knows where the loss began, nor of one that began at zero or below', () => {
    expect(standingOf(trendOf([1, 9, 99, 999]))).toBe('unknown')
    expect(standingOf(trendOf([...steps(20, 0), ...steps(20, 9)]))).toBe('unknown')
    expect(standingOf(trendOf([...steps(20, -2), ...steps(20, 9)]))).toBe('unknown')
  })
})

describe('time between checkpoints', () => {
  it('grows with what they cost, within bounds, so that they take two parts in a hundred', () => {
    expect(secondsBetweenCheckpoints(0.01)).toBe(2)
    expect(secondsBetweenCheckpoints(0.1)).toBeCloseTo(5)
    expect(secondsBetweenCheckpoints(3)).toBe(15)
  })
})

describe('optimizer', () => {
  it('finds the bottom of a bowl', () => {
    const state = freshState(Float32Array.of(3, -2), new Float32Array(0))
    const factors = { rate: Float32Array.of(1, 1), decay: new Float32Array(2), tensors: [2] }
    for (let step = 0; step < 500; step++)
      learn(
        state,
        state.weights.map((weight) => 2 * weight),
        factors,
        0.05,
        1,
        step,
      )
    expect(gradientNorm(state.weights)).toBeLessThan(0.02)
  })

  it('takes no long step where a gradient has outgrown what it remembers, and holds back that tensor alone', () => {
    const state = freshState(new Float32Array(2), new Float32Array(0))
    const factors = { rate: Float32Array.of(1, 1), decay: new Float32Array(2), tensors: [1, 2] }
    for (let step = 0; step < 50; step++) learn(state, Float32Array.of(1e-3, 1), factors, 0.01, 1, step)
    const [calm, steady] = state.weights.slice()
    learn(state, Float32Array.of(1, 1), factors, 0.01, 1, 50)
    // Adam alone would go 0.007 here.
    expect(Math.abs((state.weights[0] ?? 0) - (calm ?? 0))).toBeLessThan(0.002)
    expect(Math.abs((state.weights[1] ?? 0) - (steady ?? 0))).toBeCloseTo(0.01, 4)
  })

  it('leaves alone what has no share of the learning rate', () => {
    const state = freshState(Float32Array.of(3, 3), new Float32Array(0))
    learn(state, Float32Array.of(1, 1), { rate: Float32Array.of(1, 0), decay: new Float32Array(2), tensors: [2] }, 0.1, 1, 0)
    expect(state.weights[0]).toBeLessThan(3)
    expect(state.weights[1]).toBe(3)
  })
})

describe('a pretrained body', () => {
  const weights: WeightSpec[] = [
    { name: 'body/filter', shape: [1, 2], initial: { constant: 0 }, part: 'body' },
    { name: 'output/bias', shape: [2], initial: { constant: 0 }, part: 'head' },
  ]

  it('learns slower than its new head, and not at all while it is frozen', () => {
    const options = { headFactor: 7, weightDecay: 0.1 }
    const of = (factors: { headFactor: number; weightDecay: number; bodyFactor?: number }) =>
      learningFactors({ weights }, factors)
    expect([...of(options).rate]).toEqual([1, 1, 7, 7])
    expect([...of({ ...options, bodyFactor: 0 }).rate]).toEqual([0, 0, 7, 7])
    expect([...of(options).decay]).toEqual([expect.closeTo(0.1), expect.closeTo(0.1), 0, 0])
  })
})

describe('early stopping', () => {
  const at = (progress: number, bestStep: number | null): RunState => ({
    learning: freshState(Float32Array.of(0), new Float32Array(0)),
    step: progress * 100,
    progress,
    seconds: 0,
    secondsLost: 0,
    losses: NO_LOSSES,
    batchSize: 8,
    rateFactor: 1,
    restarts: 0,
    best:
      bestStep === null
        ? null
        : {
            weights: Float32Array.of(0),
            statistics: new Float32Array(0),
            step: bestStep,
            figures: { metricName: 'mAP50', metric: 0.5, perLabel: [] },
          },
  })

  it('ends a run after a share of it without a better figure, and never where it is off or nothing was measured', () => {
    expect(isSettled(at(0.8, 60), 0.25)).toBe(false)
    expect(isSettled(at(0.9, 60), 0.25)).toBe(true)
    expect(isSettled(at(0.9, 60), 0)).toBe(false)
    expect(isSettled(at(0.9, null), 0.25)).toBe(false)
  })
})

describe('seeds', () => {
  it('differ between neighbours and repeat for the same parts', () => {
    const seeds = Array.from({ length: 1000 }, (_, step) => deriveSeed(1, step, 1))
    expect(new Set(seeds).size).toBe(1000)
    expect(deriveSeed(1, 2, 3)).toBe(deriveSeed(1, 2, 3))
  })
})

describe('checkpoint', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labelloop-checkpoint-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const state: RunState = {
    learning: freshState(Float32Array.of(1, 2, 3), Float32Array.of(0.5)),
    step: 7,
    progress: 0.25,
    seconds: 12.5,
    secondsLost: 2.5,
    losses: { first: 5.5, lately: [4, 3.5] },
    batchSize: 8,
    rateFactor: 0.5,
    restarts: 1,
    best: {
      weights: Float32Array.of(4, 5, 6),
      statistics: Float32Array.of(9),
      step: 5,
      figures: { metricName: 'mAP50', metric: 0.5, perLabel: [] },
    },
  }

  it('gives back every number it was given', async () => {
    await writeCheckpoint(folder, 'run-a', state)
    expect(await readCheckpoint(folder, 'run-a')).toEqual(state)
    await writeCheckpoint(folder, 'run-a', { ...state, best: null })
    expect(await readCheckpoint(folder, 'run-a')).toEqual({ ...state, best: null })
  })

  it('is not taken up by a run with other data or parameters', async () => {
    await writeCheckpoint(folder, 'run-a', state)
    expect(await readCheckpoint(folder, 'run-b')).toBeNull()
  })

  it('survives a writer that was cut off', async () => {
    await writeCheckpoint(folder, 'run-a', state)
    await writeFile(join(folder, 'checkpoint.bin.unfinished'), 'half a checkp')
    expect((await readCheckpoint(folder, 'run-a'))?.step).toBe(7)
  })
})
