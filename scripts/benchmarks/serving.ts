/**
 * How fast the small detector serves, in onnxruntime beside the training engine: the network alone on one image of 256 x 192, and the way
 * from JPEG files to boxes. The two take turns; each round is one figure, and the table gives their mean and spread. Processor time, over
 * all threads, says the same on a machine that others use too. Without a trained model the network is one of random weights, which
 * proposes as many boxes as it may.
 * Run: npx tsx scripts/benchmarks/serving.ts [rounds] [a trained model's folder]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { architectureById } from '#server/ml/architectures/index.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { decodeImage } from '#server/ml/images/decode-image.ts'
import { engineRunner } from '#server/ml/models/engine-runner.ts'
import { loadModel } from '#server/ml/models/loaded-model.ts'
import { type Model, readModel, saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork, networkOfModel } from '#server/ml/models/network-of-model.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '#server/ml/models/onnx/onnx-runner.ts'
import type { ImageToPredict } from '#server/ml/models/predictor-messages.ts'
import { initialStatistics, initialWeights } from '#server/ml/networks/weights.ts'
import { tasks } from '#server/ml/tasks/index.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'

const DEFAULT_ROUNDS = 5
const RUNS_PER_ROUND = 30
const SEED = 1
const MICROSECONDS_PER_MS = 1000
const MS_PER_SECOND = 1000
const INPUT = { width: 256, height: 192 }
const LABELS = ['RBC', 'WBC', 'Platelets'].map(plainLabel)
/** Row 8 of the measures. */
const TARGET = { modelMs: 5, imagesPerSecond: 40 }

const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS)
const workFolder = await mkdtemp(join(tmpdir(), 'labelloop-serving-'))
try {
  const folder = process.argv[3] ?? (await untrainedModel(join(workFolder, 'model')))
  const images = await sampleImages()
  process.stdout.write(`${rounds} rounds of ${RUNS_PER_ROUND} images, ${images.length} JPEG files\n\n`)
  process.stdout.write('| | mean | spread | least | most |\n|---|---|---|---|---|\n')
  await timeNetwork(await readModel(folder), images)
  await timeFiles(folder, images)
  process.stdout.write(`\nTo be met: at most ${TARGET.modelMs} ms, at least ${TARGET.imagesPerSecond} images/s.\n`)
} finally {
  await rm(workFolder, { recursive: true, force: true })
}

async function timeNetwork(model: Model, images: readonly ImageToPredict[]): Promise<void> {
  const { input: size, architecture } = model.description
  const learned = networkOfModel(model)
  const range = architectureById(architecture).pixels
  const engine = await loadEngine('auto')
  const { runner, engine: name } = await onnxRunner(onnxOfNetwork(learned, size, range), size)
  const runners = { [name]: runner, [engine.describe()]: engineRunner(engine, { learned, size, range }) }
  const pixels = await Promise.all(images.slice(0, RUNS_PER_ROUND).map((image) => decodeImage(image, size)))
  const { wall, processor } = await takingTurns(runners, pixels.length, async (each) => {
    for (const image of pixels) await each.run([image])
  })
  for (const [who, values] of wall) report(`network alone, ${who}, ms`, values)
  for (const [who, values] of processor) report(`network alone, ${who}, processor ms`, values)
}

async function timeFiles(modelFolder: string, images: readonly ImageToPredict[]): Promise<void> {
  const models = [await loadModel('auto', modelFolder), await loadModel('tensorflow', modelFolder)]
  const byEngine = Object.fromEntries(models.map((each) => [each.engine, each]))
  const { wall, processor } = await takingTurns(byEngine, images.length, async (each) => void (await each.predict(images)))
  const perSecond = (values: readonly number[]) => values.map((milliseconds) => MS_PER_SECOND / milliseconds)
  for (const [who, values] of wall) report(`from JPEG files, ${who}, images/s`, perSecond(values))
  for (const [who, values] of processor) report(`from JPEG files, ${who}, processor ms an image`, values)
  for (const model of models) model.dispose()
}

/** Milliseconds an image, one figure for each round: by the clock, and of all processors together. */
type Figures = { wall: Map<string, number[]>; processor: Map<string, number[]> }

async function takingTurns<Who>(who: Record<string, Who>, images: number, work: (each: Who) => Promise<void>): Promise<Figures> {
  const figures: Figures = { wall: new Map(), processor: new Map() }
  for (const each of Object.values(who)) await work(each)
  for (let round = 0; round < rounds; round++) {
    for (const [name, each] of Object.entries(who)) {
      const [started, used] = [performance.now(), process.cpuUsage()]
      await work(each)
      const { user, system } = process.cpuUsage(used)
      add(figures.wall, name, (performance.now() - started) / images)
      add(figures.processor, name, (user + system) / MICROSECONDS_PER_MS / images)
    }
  }
  return figures
}

function add(figures: Map<string, number[]>, name: string, figure: number): void {
  figures.set(name, [...(figures.get(name) ?? []), figure])
}

function report(what: string, values: readonly number[]): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
  const cells = [mean, spread, Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2))
  process.stdout.write(`| ${[what, ...cells].join(' | ')} |\n`)
}

/** The small detector before its first lesson: as much to compute, and more to decode, than after it. */
async function untrainedModel(folder: string): Promise<string> {
  const architecture = architectureById('center-point')
  const network = architecture.build({ output: { bias: tasks.detection.outputBias(LABELS) }, graph: null })
  const learned = { network, weights: initialWeights(network.weights, SEED), statistics: initialStatistics(network) }
  const description = { task: 'detection', architecture: architecture.id, labels: LABELS, input: INPUT, parameters: {} } as const
  await saveModel(folder, { ...description, engine: 'none' }, arraysOfNetwork(learned))
  return folder
}

/** The photographs that come with the program. */
async function sampleImages(): Promise<ImageToPredict[]> {
  const folder = fileURLToPath(new URL('../../sample/blood-cells', import.meta.url))
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.jpe?g$/i.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      const { width, height } = await sharp(file).metadata()
      return { assetId: name, file, width, height }
    }),
  )
}
