import { describe, expect, it } from 'vitest'
import type { TrainedModel, TrainerMessage } from '#server/ml/training/trainer-messages.ts'
import type { TrainerSpec } from '#server/ml/training/trainer-spec.ts'
import { type TrainingMessage, trainWithRetries } from '#server/training/train-with-retries.ts'
import { type startTrainer, TrainingFailed } from '#server/training/trainer-process.ts'
import { type Trouble, troubleOfDeath, troubleTold } from '#server/training/trouble.ts'

const MODEL: TrainedModel = { modelFolder: '/model', architecture: 'a', validation: null, secondsElapsed: 1 }
const SPEC = { parameters: { epochs: 4 } } as unknown as TrainerSpec

describe('a training in trouble', () => {
  it('goes on with half the batch after the memory did not suffice, and says so', async () => {
    const { start, batches } = attempts(['memory', 'memory'])
    const said: TrainingMessage[] = []
    expect(await trainWithRetries(SPEC, { start, onMessage: (message) => said.push(message) })).toBe(MODEL)
    expect(batches).toEqual([8, 4, 2])
    expect(said.filter(({ type }) => type === 'retry')).toMatchObject([
      { batchSize: 4, sentence: expect.stringContaining('4 images at once') },
      { batchSize: 2 },
    ])
  })

  it('fails after four attempts that get no further, with what a person can do', async () => {
    const { start, batches } = attempts(['driver', 'driver', 'driver', 'driver', 'driver'])
    await expect(trainWithRetries(SPEC, { start })).rejects.toThrow(
      /lost in 4 attempts, the last with 1 image.*LABELLOOP_ENGINE=wasm/,
    )
    expect(batches).toEqual([8, 4, 2, 1])
  })

  it('does not ask for less than one image at once', async () => {
    const { start, batches } = attempts(['memory', 'memory', 'memory', 'memory'], 2)
    await expect(trainWithRetries(SPEC, { start })).rejects.toThrow(/smaller inputWidth/)
    expect(batches).toEqual([2, 1])
  })

  it('is taken up as it was when somebody ended its process', async () => {
    const { start, batches } = attempts(['crash', 'crash', 'crash'])
    await trainWithRetries(SPEC, { start })
    expect(batches).toEqual([8, 8, 8, 4])
  })

  it('is taken up for ever as long as it gets further', async () => {
    const { start, batches } = attempts(new Array<Trouble>(30).fill('crash'), 8, 0.1)
    await trainWithRetries(SPEC, { start })
    expect(batches).toEqual(new Array(31).fill(8))
  })

  it('ends at once where another attempt would end the same way', async () => {
    const wrong: typeof startTrainer = () =>
      Promise.reject(new TrainingFailed('failed', 'expected an architecture for detection'))
    await expect(trainWithRetries(SPEC, { start: wrong })).rejects.toMatchObject({
      message: 'expected an architecture for detection',
    })
  })
})

it.each([
  ['OOM when allocating tensor with shape[8,512,512,64] and type float on GPU:0 by allocator GPU_0_bfc', 'memory'],
  ["terminate called after throwing an instance of 'std::bad_alloc'", 'memory'],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'memory'],
  ['RuntimeError: memory access out of bounds', 'memory'],
  ['Array buffer allocation failed', 'memory'],
  ['CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered', 'driver'],
  ['GPUDevice was lost: the device is lost (VK_ERROR_DEVICE_LOST)', 'driver'],
  ['expected at least one labelled image to train on, got none', null],
] as const)('what an attempt says is understood: %s', (text, trouble) => {
  expect(troubleTold(text)).toBe(trouble)
})

it('a silent death is one of memory where the kernel has killed for it meanwhile', () => {
  expect(troubleOfDeath({ lastWords: '', killedForMemory: 1 })).toBe('memory')
  expect(troubleOfDeath({ lastWords: '', killedForMemory: 0 })).toBe('crash')
})

/** A trainer that meets these troubles, one per attempt, each `epochs` further than the last; then it has a model. */
function attempts(troubles: readonly Trouble[], firstBatch = 8, epochs = 0) {
  const batches: number[] = []
  const start: typeof startTrainer = async ({ parameters }, { onMessage } = {}) => {
    const batchSize = Number(parameters.batchSize ?? firstBatch)
    const attempt = batches.push(batchSize)
    onMessage?.({ type: 'started', parameters: { batchSize } } as TrainerMessage)
    if (epochs > 0) onMessage?.({ type: 'progress', epoch: attempt * epochs } as TrainerMessage)
    const trouble = troubles[attempt - 1]
    if (trouble) throw new TrainingFailed('died', 'its last words', trouble)
    return MODEL
  }
  return { start, batches }
}
