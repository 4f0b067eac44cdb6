import { expect, it } from 'vitest'
import { type RunState, writeCheckpoint } from '#server/ml/training/checkpoint.ts'
import { NO_LOSSES, withLoss } from '#server/ml/training/loss-trend.ts'
import { freshState } from '#server/ml/training/optimizer.ts'
import { prepareRun } from '#server/ml/training/prepare-run.ts'
import { afterBlowUp, isRising, runsAway, startOfRun } from '#server/ml/training/run-start.ts'
import type { TrainerSpec } from '#server/ml/training/trainer-spec.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { PAINTED_LABELS, paintSquares } from '../painted-images.ts'

it('a run that is taken up with fewer images at once goes on from the same place in the data', async () => {
  const spec = await aSpec()
  await writeCheckpoint(spec.workFolder, (await prepareRun(spec)).digest, aState())
  const halved = await prepareRun({ ...spec, parameters: { ...spec.parameters, batchSize: 4 } })
  expect(await startOfRun(halved)).toMatchObject({ step: 14, batchSize: 4, progress: 0.25 })
})

it('a run that blew up goes back to its checkpoint with half the learning rate, three times', async () => {
  const spec = await aSpec()
  const prepared = await prepareRun(spec)
  await writeCheckpoint(spec.workFolder, prepared.digest, aState())
  let state: RunState = { ...aState(), step: 20, seconds: 30 }
  for (const [restarts, rateFactor] of [
    [1, 0.5],
    [2, 0.25],
    [3, 0.125],
  ] as const) {
    state = await afterBlowUp(prepared, { ...state, step: 20 })
    expect(state).toMatchObject({ step: 7, progress: 0.25, seconds: 30, secondsLost: 18, restarts, rateFactor })
  }
  await expect(afterBlowUp(prepared, state)).rejects.toThrow(/infinite at step 7 after 3 restarts.*lower learningRate/)
})

it('a run that blew up before its first checkpoint begins again with half the learning rate', async () => {
  const prepared = await prepareRun(await aSpec())
  expect(await afterBlowUp(prepared, await startOfRun(prepared))).toMatchObject({ step: 0, restarts: 1, rateFactor: 0.5 })
})

it('a run whose loss runs away goes back as long as that may help, and not one that began with what a champion knows', async () => {
  const spec = await aSpec()
  const prepared = await prepareRun(spec)
  const losses = [...Array<number>(11).fill(1), ...Array<number>(11).fill(9)].reduce(withLoss, NO_LOSSES)
  const state = { ...aState(), losses }
  expect(runsAway(prepared, aState())).toBe(false)
  expect(runsAway(prepared, state)).toBe(true)
  expect(runsAway(prepared, { ...state, restarts: 3 })).toBe(false)
  const parameters = { ...prepared.parameters, warmStart: true }
  expect(runsAway({ ...prepared, parameters }, state)).toBe(true)
  const warm = { ...prepared, parameters, spec: { ...spec, warmStart: 'champion' } }
  expect(runsAway(warm, state)).toBe(false)
  expect(runsAway({ ...prepared, task: { ...prepared.task, signedLoss: true } }, state)).toBe(false)
  // Where nobody goes back, checkpoints are written as always.
  expect([prepared, warm].map((run) => isRising(run, state))).toEqual([true, false])
  expect(isRising(prepared, { ...state, restarts: 3 })).toBe(false)
  const begunAgain = await afterBlowUp(prepared, state)
  expect(runsAway(prepared, begunAgain)).toBe(false)
})

it('a run does not go back to a checkpoint whose loss was rising already, but begins again', async () => {
  const spec = await aSpec()
  const prepared = await prepareRun(spec)
  const losses = [...Array<number>(11).fill(4), ...Array<number>(11).fill(5)].reduce(withLoss, NO_LOSSES)
  await writeCheckpoint(spec.workFolder, prepared.digest, { ...aState(), losses })
  const state = await afterBlowUp(prepared, { ...aState(), step: 20, seconds: 30 })
  expect(state).toMatchObject({ step: 0, progress: 0, seconds: 30, secondsLost: 30, restarts: 1, losses: NO_LOSSES })
})

async function aSpec(): Promise<TrainerSpec> {
  const folder = temporaryFolder()
  return {
    runId: 'run',
    task: 'detection',
    labels: PAINTED_LABELS,
    architecture: 'center-point',
    parameters: { epochs: 4, batchSize: 8 },
    seed: 1,
    train: await paintSquares(folder, 2),
    validation: [],
    workFolder: folder,
    engine: 'auto',
  }
}

function aState(): RunState {
  const learning = freshState(Float32Array.of(1, 2), Float32Array.of(0.5))
  const pace = { step: 7, progress: 0.25, seconds: 12, secondsLost: 0 }
  return { learning, ...pace, losses: NO_LOSSES, batchSize: 8, rateFactor: 1, restarts: 0, best: null }
}
