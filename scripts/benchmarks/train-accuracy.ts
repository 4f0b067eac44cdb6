import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tasks } from '#server/ml/tasks/index.ts'
import { plainLabel } from '#server/ml/tasks/learned-label.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startPredictor } from '#server/prelabel/predictor-process.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { type DataSet, readBccd, readRaccoon, readSignDigits } from './accuracy-data.ts'

/**
 * Trains on one of the shared data sets as the product does, and judges the model on the test images, which training never saw.
 *
 *   npx tsx scripts/benchmarks/train-accuracy.ts bccd --set timeBudgetSeconds=360
 */
const readers = { bccd: readBccd, raccoon: readRaccoon, 'sign-digits': readSignDigits } as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    architecture: { type: 'string', default: 'auto' },
    engine: { type: 'string', default: 'auto' },
    seed: { type: 'string', default: '0' },
    images: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const name = positionals[0] as keyof typeof readers
if (!(name in readers)) throw new Error(`expected one of ${Object.keys(readers).join(', ')}, got ${positionals[0]}`)
const data = firstImages(await readers[name](), values.images ? Number(values.images) : undefined)
const workFolder = await mkdtemp(join(tmpdir(), 'labelloop-accuracy-'))
try {
  const { modelFolder, secondsElapsed } = await startTrainer(
    {
      runId: 'benchmark',
      task: data.task,
      labels: data.labels,
      architecture: values.architecture,
      parameters: Object.fromEntries(values.set.map((pair) => pair.split('=') as [string, string])),
      seed: Number(values.seed),
      train: data.train,
      validation: data.validation,
      workFolder,
      engine: values.engine as 'auto' | 'tensorflow' | 'wasm',
    },
    {
      onMessage: (message) =>
        message.type !== 'progress' && message.type !== 'checkpoint' && process.stderr.write(`${JSON.stringify(message)}\n`),
    },
  )
  const predictor = await startPredictor({ modelFolder, engine: values.engine as 'auto' | 'tensorflow' | 'wasm' })
  const predicted = await predictor.predict(data.test)
  predictor.dispose()
  const figures = tasks[data.task].measure(
    predicted,
    data.test.map(({ objects }: TrainingImage): LabelledObject[] => objects),
    data.labels.map(plainLabel),
  )
  process.stdout.write(
    `${JSON.stringify({ data: name, test: figures, secondsElapsed, imagesPerSecond: predictor.imagesPerSecond() })}\n`,
  )
} finally {
  await rm(workFolder, { recursive: true, force: true })
}

/** The same data with a small part of the training images, to see what few labels give. */
function firstImages(whole: DataSet, count: number | undefined): DataSet {
  if (count === undefined) return whole
  return { ...whole, train: whole.train.slice(0, count), validation: whole.validation.slice(0, Math.ceil(count / 4)) }
}
