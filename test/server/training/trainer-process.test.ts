import { fork } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '#server/ml/engines/index.ts'
import { loadModel } from '#server/ml/models/loaded-model.ts'
import { readModel, saveModel } from '#server/ml/models/model-file.ts'
import type { TrainerMessage } from '#server/ml/training/trainer-messages.ts'
import type { TrainerSpec, TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startTrainer, TrainingFailed } from '#server/training/trainer-process.ts'
import { boxOf } from '../ml/labelled-objects.ts'
import { PAINTED_LABELS, paintColours, paintSquares } from '../ml/painted-images.ts'

let folder: string
let detectionSpec: TrainerSpec & { validation: TrainingImage[] }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-trainer-'))
  detectionSpec = {
    runId: 'run',
    task: 'detection',
    labels: PAINTED_LABELS,
    architecture: 'center-point',
    parameters: { epochs: '24', inputWidth: '96', inputHeight: '64' },
    seed: 1,
    train: await paintSquares(join(folder, 'train'), 24),
    validation: await paintSquares(join(folder, 'validation'), 6, 2),
    workFolder: join(folder, 'work'),
    engine: 'auto',
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Several trainings in processes of their own, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 240_000

describe('a training', { timeout: TIMEOUT_MS }, () => {
  it('learns boxes, tells how it goes, and leaves a model that finds them', async () => {
    const messages: TrainerMessage[] = []
    const trained = await startTrainer(detectionSpec, { onMessage: (message) => messages.push(message) })
    const types = messages.map(({ type }) => type)
    expect(types[0]).toBe('started')
    expect(types).toEqual(expect.arrayContaining(['progress', 'validation']))
    expect(types.at(-1)).toBe('done')
    expect(trained.validation?.metric).toBeGreaterThan(0.9)
    expect((await readdir(trained.modelFolder)).sort()).toEqual(['model.json', 'weights.bin'])

    const engine = await loadEngine('auto')
    const before = engine.tf.memory().numTensors
    const model = await loadModel(engine.id, trained.modelFolder)
    const [image] = detectionSpec.validation
    if (!image) throw new Error('expected an image')
    const [found] = await model.predict([image])
    model.dispose()
    expect(engine.tf.memory().numTensors).toBe(before)
    const best = found && 'predictions' in found ? found.predictions[0] : null
    expect(best?.score).toBeGreaterThan(0.3)
    expect(best && boxOf(best)?.x).toBeGreaterThanOrEqual(0)
  })

  it('learns labels of whole images', async () => {
    const trained = await startTrainer({
      ...detectionSpec,
      task: 'classification',
      architecture: 'classifier-small',
      train: await paintColours(join(folder, 'colours'), 16),
      validation: await paintColours(join(folder, 'more-colours'), 6, 3),
      parameters: { epochs: 12, inputWidth: 64, inputHeight: 64 },
      workFolder: join(folder, 'classification'),
    })
    expect(trained.validation).toMatchObject({ metricName: 'accuracy', metric: 1 })
  })

  it('learns on the engine that runs everywhere', async () => {
    const trained = await startTrainer({
      ...detectionSpec,
      parameters: { ...detectionSpec.parameters, epochs: 8 },
      workFolder: join(folder, 'wasm'),
      engine: 'wasm',
    })
    expect(trained.validation?.metric).toBeGreaterThan(0.3)
  })

  it('gives the same curve when it was killed and taken up again', async () => {
    const spec = { ...detectionSpec, parameters: { ...detectionSpec.parameters, epochs: 16 }, checkpointEverySeconds: 0.5 }
    const whole = await curveOf({ ...spec, workFolder: join(folder, 'whole') })
    const cut = { ...spec, workFolder: join(folder, 'cut') }
    await killedAfterCheckpoint(cut)
    const { resumedAt, validations } = await curveOf(cut)
    expect(whole.resumedAt).toBe(0)
    expect(resumedAt).toBeGreaterThan(0)
    const known = new Map(whole.validations)
    expect(validations.length).toBeGreaterThan(0)
    for (const [step, metric] of validations) expect(known.get(step)).toBeCloseTo(metric, 1)
    const [one, other] = await Promise.all(['whole', 'cut'].map((name) => readModel(join(folder, name, 'model'))))
    expect(meanDifference(one?.weights[0]?.values, other?.weights[0]?.values)).toBeLessThan(0.01)
  })

  it('starts from what another model has learned', async () => {
    const trained = join(folder, 'work', 'model')
    const firstLoss = async (spec: TrainerSpec) => {
      const losses: number[] = []
      await startTrainer(spec, { onMessage: (message) => message.type === 'validation' && losses.push(message.metric) })
      return losses[0] ?? 0
    }
    const short = { ...detectionSpec, parameters: { ...detectionSpec.parameters, epochs: 4, warmStart: true } }
    const fresh = await firstLoss({ ...short, workFolder: join(folder, 'fresh') })
    const warm = await firstLoss({
      ...short,
      workFolder: join(folder, 'warm'),
      warmStart: trained,
      labels: [...PAINTED_LABELS, 'green'],
    })
    expect(warm).toBeGreaterThan(fresh)
  })

  it('is cancelled by its signal, and goes on from there when it is asked again', async () => {
    const spec = { ...detectionSpec, workFolder: join(folder, 'cancelled'), parameters: { timeBudgetSeconds: 600 } }
    let reached = 0
    const stopped = async () => {
      const resumed: number[] = []
      const abort = new AbortController()
      const training = startTrainer(spec, {
        signal: abort.signal,
        onMessage(message) {
          if (message.type === 'started') resumed.push(message.resumedAtStep)
          if (message.type !== 'progress') return
          reached = message.step
          abort.abort()
        },
      })
      await expect(training).rejects.toMatchObject({ name: 'TrainingFailed', reason: 'cancelled' })
      return resumed
    }
    expect(await stopped()).toEqual([0])
    expect(reached).toBeGreaterThan(0)
    const before = reached
    const [resumed] = await stopped()
    expect(resumed).toBeGreaterThanOrEqual(before)
  })

  it.each([
    ['an architecture of another task', { architecture: 'classifier-small' }, /expected an architecture for detection/],
    ['an unknown architecture', { architecture: 'nonsense' }, /expected an architecture out of center-point/],
    ['no images', { train: [] }, /at least one labelled image/],
    ['an unknown parameter', { parameters: { epoch: 3 } }, /epoch/],
  ])('fails with a clear message: %s', async (_name, change, message) => {
    const training = startTrainer({ ...detectionSpec, ...change, workFolder: join(folder, 'failing') })
    await expect(training).rejects.toThrow(message)
    await expect(training).rejects.toBeInstanceOf(TrainingFailed)
  })

  it('goes back with a lower learning rate where the loss runs away, though it is finite, and learns', async () => {
    const backs: TrainerMessage[] = []
    const parameters = { ...detectionSpec.parameters, epochs: '40', learningRate: '0.003' }
    const architecture = 'center-point-pretrained'
    const trained = await startTrainer(
      { ...detectionSpec, architecture, parameters, workFolder: join(folder, 'running-away') },
      { onMessage: (message) => message.type === 'wentBack' && backs.push(message) },
    )
    expect(backs[0]).toMatchObject({ rateFactor: 0.5 })
    expect(trained.validation?.metric).toBeGreaterThan(0.5)
  })

  it('gives up with a clear message where every restart blows up again', async () => {
    const poisoned = join(folder, 'poisoned')
    const { description, weights } = await readModel(join(folder, 'work', 'model'))
    await saveModel(
      poisoned,
      description,
      weights.map((array) => ({ ...array, values: array.values.map(() => Number.NaN) })),
    )
    const parameters = { ...detectionSpec.parameters, warmStart: true }
    const training = startTrainer({ ...detectionSpec, parameters, warmStart: poisoned, workFolder: join(folder, 'blowing-up') })
    await expect(training).rejects.toThrow(/after 3 restarts.*lower learningRate/)
  })

  it('is taken for one that died, and may be tried again, where it is ended before it has heard what to learn', async () => {
    const training = startTrainer(detectionSpec, {
      onProcess(pid) {
        process.kill(pid, 'SIGKILL')
        // What is said next goes to nobody: the machine has ended it, and nothing has told this process yet.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
      },
    })
    await expect(training).rejects.toMatchObject({ reason: 'died', trouble: 'crash' })
  })

  it('ends when whoever started it is gone', async () => {
    const child = fork('server/training/trainer.ts', {
      execArgv: ['--import', 'tsx'],
      stdio: 'ignore',
      serialization: 'advanced',
    })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.send({
      type: 'train',
      spec: { ...detectionSpec, workFolder: join(folder, 'orphan'), parameters: { timeBudgetSeconds: 600 } },
    })
    await new Promise((resolve) => child.once('message', resolve))
    child.disconnect()
    expect(await ended).toBe(1)
  })
})

async function curveOf(spec: TrainerSpec) {
  let resumedAt = -1
  const validations: [number, number][] = []
  await startTrainer(spec, {
    onMessage(message) {
      if (message.type === 'started') resumedAt = message.resumedAtStep
      if (message.type === 'validation') validations.push([message.step, message.metric])
    },
  })
  return { resumedAt, validations }
}

/** Runs a trainer until it has written some checkpoints, and kills it without warning. */
async function killedAfterCheckpoint(spec: TrainerSpec): Promise<void> {
  const child = fork('server/training/trainer.ts', { execArgv: ['--import', 'tsx'], stdio: 'ignore', serialization: 'advanced' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.on('message', (message: TrainerMessage) => {
    if (message.type === 'checkpoint' && message.step >= 10) child.kill('SIGKILL')
  })
  child.send({ type: 'train', spec })
  await ended
  expect((await readFile(join(spec.workFolder, 'checkpoint.bin'))).byteLength).toBeGreaterThan(0)
}

function meanDifference(a: Float32Array = Float32Array.of(Number.NaN), b: Float32Array = a): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length
}
