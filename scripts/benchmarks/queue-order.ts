/**
 * The label curve of BCCD: what a model reaches with 10, 20, 40, 80, 160 and all labelled images, from scratch, pretrained, and pretrained
 * with the images that the queue would have asked for; paired over seeds, judged on the test images that nothing here looks at otherwise.
 *
 *   npx tsx scripts/benchmarks/queue-order.ts --results FOLDER [--seeds 0,1] [--counts 10,20,40] [--arms pretrained,queue] [--seconds 130]
 *
 * What is done lies in the folder, a training that was cut off as well: the same command again goes on from there, and prints the table of all. A training counts images instead of
 * seconds, as many as two quiet cores get through in `--seconds`. Sixty seconds are 90 steps of the pretrained network, fewer than the product plans by
 * itself (`pace.ts`): by the seed a label is then not learned at all, and the curve says nothing about the order. Two commands may share the folder, each with its seeds.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluationOf } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import { createVectorProcess } from '#server/ml/embedding/vector-process.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startPredictor } from '#server/prelabel/predictor-process.ts'
import { uncertaintyOf } from '#server/prelabel/uncertainty.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { startTrainer } from '#server/training/trainer-process.ts'
import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { table } from '../cli/terminal.ts'
import { readBccd } from './accuracy-data.ts'
import { spoken } from './train-and-judge.ts'

/** Networks, and how many images of a training two quiet cores get through in a second. */
const ARMS = {
  scratch: { architecture: 'center-point', imagesPerSecond: 43, asks: 'random' },
  pretrained: { architecture: 'center-point-pretrained', imagesPerSecond: 12, asks: 'random' },
  queue: { architecture: 'center-point-pretrained', imagesPerSecond: 12, asks: 'queue' },
} as const
type Arm = keyof typeof ARMS

/** As in the product: so much of the queue is drawn by lot. */
const RANDOM_SHARE = 0.25
/** Without validation images scores are not calibrated: shown from one half on, as the product assumes then. */
const ASSUMED: Omit<LabelThreshold, 'label'> = { threshold: 0.5, basis: 'assumed', precision: null, recall: null, samples: 0 }

/** A training that is cut off loses at most so much. */
const SECONDS_AT_STAKE = 20

/** One point of the curve. */
interface Done {
  readonly arm: Arm
  readonly seed: number
  readonly count: number
  readonly metric: number | null
  readonly seconds: number
  /** Places in the pool of what was labelled, in the order of the asking. */
  readonly labelled: readonly number[]
  /** How unsure the model is of every image of the pool; none where nobody asks by it. */
  readonly unsure: readonly number[]
}

const { values } = parseArgs({
  options: {
    results: { type: 'string' },
    seeds: { type: 'string', default: '0,1,2,3,4' },
    counts: { type: 'string', default: '10,20,40,80,160,292' },
    arms: { type: 'string', default: Object.keys(ARMS).join() },
    seconds: { type: 'string', default: '130' },
  },
})
if (!values.results) throw new Error('Expected --results FOLDER, where what is done is kept')
const folder = values.results
await mkdir(folder, { recursive: true })
const bccd = await readBccd()
const pool = [...bccd.train, ...bccd.validation]
const counts = values.counts.split(',').map(Number)
const arms = values.arms.split(',') as Arm[]
const seeds = values.seeds.split(',').map(Number)
const vectorProcess = createVectorProcess()
try {
  const vectors = await vectorsOf(pool)
  for (const seed of seeds) for (const arm of arms) for (const count of counts) await pointOf(arm, seed, count, vectors)
} finally {
  vectorProcess.close()
}
await printTable()

async function pointOf(arm: Arm, seed: number, count: number, vectors: Float32Array): Promise<Done> {
  const file = fileOf(arm, seed, count)
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Done
  // Where everything is labelled, nobody has an order any more.
  if (arm === 'queue' && count === pool.length) return { ...(await pointOf('pretrained', seed, count, vectors)), arm }
  const labelled = ARMS[arm].asks === 'random' ? shuffledPool(seed).slice(0, count) : await askedFor(seed, count, vectors)
  const point = await learn(arm, seed, labelled)
  await writeFile(`${file}.unfinished`, JSON.stringify(point))
  await rename(`${file}.unfinished`, file)
  process.stderr.write(`${arm} ${count} images, seed ${seed}: ${point.metric?.toFixed(3)} after ${point.seconds.toFixed(0)} s\n`)
  return point
}

/** What the queue hands out until so many are labelled: after the point before, by the doubts of its model; the first ones by their looks alone. */
async function askedFor(seed: number, count: number, vectors: Float32Array): Promise<number[]> {
  const before = counts[counts.indexOf(count) - 1]
  const known = before === undefined ? null : await pointOf('queue', seed, before, vectors)
  const labelled = [...(known?.labelled ?? [])]
  const waiting = pool.map((_, place) => place).filter((place) => !labelled.includes(place))
  const { order } = await vectorProcess.ask<'order'>({
    type: 'order',
    vectors: rowsOf(vectors, waiting),
    worth: Float32Array.from(waiting, (place) => known?.unsure[place] ?? 1),
    labelled: rowsOf(vectors, labelled),
  })
  const ranked = [...order].map((place) => waiting[place] as number)
  const drawn = shuffledPool(seed).filter((place) => !labelled.includes(place))
  const random = createRandom(seed + count)
  while (labelled.length < count) {
    const from = random.next() < RANDOM_SHARE ? drawn : ranked
    const next = from.find((place) => !labelled.includes(place))
    if (next === undefined) break
    labelled.push(next)
  }
  return labelled
}

async function learn(arm: Arm, seed: number, labelled: readonly number[]): Promise<Done> {
  const { architecture, imagesPerSecond } = ARMS[arm]
  const train = labelled.map((place) => pool[place] as TrainingImage)
  const workFolder = `${fileOf(arm, seed, train.length)}.training`
  const { modelFolder, secondsElapsed } = await startTrainer({
    runId: 'benchmark',
    task: bccd.task,
    labels: bccd.labels,
    train,
    validation: [],
    architecture,
    parameters: { epochs: Math.ceil((Number(values.seconds) * imagesPerSecond) / train.length) },
    seed,
    workFolder,
    engine: 'auto',
    checkpointEverySeconds: SECONDS_AT_STAKE,
  })
  const predictor = await startPredictor({ modelFolder })
  const tested = await measured(predictor, bccd.test)
  const seen = ARMS[arm].asks === 'queue' ? await measured(predictor, pool) : []
  predictor.dispose()
  await rm(workFolder, { recursive: true, force: true })
  const judged = { task: bccd.task, split: 'test', labels: bccd.labels, latencyMs: 0, images: tested } as const
  const thresholds = bccd.labels.map((label) => ({ ...ASSUMED, label }))
  return {
    arm,
    seed,
    count: train.length,
    metric: mainMetric(evaluationOf(judged)),
    seconds: secondsElapsed,
    labelled,
    unsure: seen.map(({ predictions }) => uncertaintyOf(bccd.task, predictions, thresholds)),
  }
}

async function measured(
  predictor: Awaited<ReturnType<typeof startPredictor>>,
  images: readonly TrainingImage[],
): Promise<MeasuredImage[]> {
  const predictions = await predictor.predict(images)
  const named = <One extends { label: number }>({ label, ...one }: One) => ({ ...one, label: bccd.labels[label] as string })
  return images.map(({ objects, assetId, width, height }, index) => ({
    assetId: assetId as AssetId,
    width,
    height,
    truth: objects.map((object, place) => ({ ...named(object), annotationId: `${index}.${place}` as AnnotationId })),
    predictions: (predictions[index] ?? []).map(named),
  }))
}

async function vectorsOf(images: readonly TrainingImage[]): Promise<Float32Array> {
  const { images: embedded } = await vectorProcess.ask<'embed'>({
    type: 'embed',
    images: images.map(({ file }) => ({ file, region: null })),
    pretrainedFolder: pretrainedFolder(),
    engine: 'auto',
  })
  const rows = embedded.map((image) => {
    if ('unreadable' in image) throw new Error(`Expected an image, got ${image.unreadable}`)
    return image.vector
  })
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

function rowsOf(vectors: Float32Array, places: readonly number[]): Float32Array {
  const size = vectors.length / pool.length
  return Float32Array.from(places.flatMap((place) => [...vectors.subarray(place * size, (place + 1) * size)]))
}

// The same for every arm of a seed: points are paired.
function shuffledPool(seed: number): number[] {
  return createRandom(seed).shuffled(pool.map((_, place) => place))
}

function fileOf(arm: Arm, seed: number, count: number): string {
  return join(folder, `${arm}-${count}-${seed}-${values.seconds}s.json`)
}

async function printTable(): Promise<void> {
  const done: Done[] = []
  for (const arm of Object.keys(ARMS) as Arm[])
    for (const seed of seeds)
      for (const count of counts)
        if (existsSync(fileOf(arm, seed, count))) done.push(JSON.parse(await readFile(fileOf(arm, seed, count), 'utf8')) as Done)
  const metricsOf = (arm: Arm, count: number) =>
    new Map(done.filter((point) => point.arm === arm && point.count === count).map(({ seed, metric }) => [seed, metric ?? 0]))
  const rows = counts.map((count) => {
    const [random, queue] = [metricsOf('pretrained', count), metricsOf('queue', count)]
    const gains = [...queue].flatMap(([seed, metric]) => (random.has(seed) ? [metric - (random.get(seed) ?? 0)] : []))
    const said = (found: readonly number[]) => (found.length > 0 ? spoken(found) : '')
    return {
      labelled: String(count),
      scratch: said([...metricsOf('scratch', count).values()]),
      pretrained: said([...random.values()]),
      queue: said([...queue.values()]),
      'queue − random, paired': said(gains),
    }
  })
  process.stderr.write(`${table(rows)}\n`)
  process.stdout.write(`${JSON.stringify(rows)}\n`)
}
