/**
 * Row 4's outlines, seeds and spread. Run: npx tsx scripts/benchmarks/segmentation.ts nuclei | nuclei-folds | fruits-nuts | oriented [--seeds 3]
 * [--epochs N] [--architecture A] [--set name=value]… [--keep FOLDER for the models] Design is judged on `nuclei-folds`, which never sees the images that `nuclei` tests on.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluationOf } from '#server/evaluation/tasks/index.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startPredictor } from '#server/prelabel/predictor-process.ts'
import { learnedShape } from '#server/training/learned-shape.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { type Evaluation, type TaskId, tasks } from '#shared/tasks/index.ts'
import { dealt, type OutlinedImage, readOutlined } from './segmentation-data.ts'
import { isTold } from './train-and-judge.ts'
import { vocMeanIou } from './voc-mean-iou.ts'

/** The images of one training and those that judge it. */
interface Trial {
  readonly name: string
  readonly train: readonly OutlinedImage[]
  readonly test: readonly OutlinedImage[]
}

const SPLIT_SEED = 0
/** Three of ten parts are never trained on, nor looked at before the last measurement. */
const TEST_PARTS = [2, 5, 8]
const PARTS = 10
const FOLDS = 3
/** One in so many of the training images chooses the best moment, as in the product. */
const VALIDATION_PARTS = 7

/** Passes over the training images where none are asked for: some seven minutes a training on a quiet machine of two cores. */
const EPOCHS = '100'

const parts: Readonly<Record<string, { task: TaskId; trials: () => Promise<Trial[]> }>> = {
  nuclei: {
    task: 'segmentation',
    trials: async () => {
      const { train, test } = await nucleiSplit('segmentation')
      return [{ name: 'held back', train, test }]
    },
  },
  'nuclei-folds': { task: 'segmentation', trials: async () => folds((await nucleiSplit('segmentation')).train) },
  // The smallest turned boxes around real outlines: no set of turned boxes is at hand.
  oriented: { task: 'oriented', trials: async () => folds(await readOutlined('fruits-nuts', 'oriented')) },
  'fruits-nuts': { task: 'segmentation', trials: async () => folds(await readOutlined('fruits-nuts', 'segmentation')) },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    trials: { type: 'string' },
    architecture: { type: 'string', default: 'auto' },
    epochs: { type: 'string', default: EPOCHS },
    keep: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const part = parts[positionals[0] ?? '']
if (!part) throw new Error(`Expected one of ${Object.keys(parts).join(', ')}, got "${positionals[0]}"`)
const trials = (await part.trials()).slice(0, values.trials ? Number(values.trials) : undefined)
const results: { seed: number; trial: string; seconds: number; figures: Evaluation; vocMeanIou: number | null }[] = []
for (let seed = 0; seed < Number(values.seeds); seed++)
  for (const trial of trials) results.push(await judged(part.task, trial, seed))
for (const name of ['map50', 'map', 'map75', 'meanIou'] as const) {
  const all = results.flatMap(({ figures }) => (name in figures ? (figures[name as keyof Evaluation] as unknown as number) : []))
  if (all.length > 0) process.stderr.write(`${name}: ${summary(all)}\n`)
}
const vocMeanIous = results.flatMap((result) => result.vocMeanIou ?? [])
if (vocMeanIous.length > 0) process.stderr.write(`mean IoU with the background, as PASCAL VOC's: ${summary(vocMeanIous)}\n`)
process.stdout.write(`${JSON.stringify({ part: positionals[0], results })}\n`)

async function judged(task: TaskId, trial: Trial, seed: number) {
  const { name, train, test } = trial
  const workFolder = await mkdtemp(join(tmpdir(), 'labelloop-segmentation-'))
  try {
    const labels = [...new Set(train.flatMap(({ objects }) => objects.map(({ label }) => label)))].sort()
    const [validation = [], ...rest] = dealt(train, VALIDATION_PARTS, SPLIT_SEED)
    const learnable = (images: readonly OutlinedImage[]) => images.map((image) => trainingImage(task, image, labels))
    const { modelFolder, secondsElapsed, architecture } = await startTrainer(
      {
        runId: 'benchmark',
        task,
        labels,
        architecture: values.architecture,
        parameters: parameters(),
        seed,
        train: learnable(rest.flat()),
        validation: learnable(validation),
        workFolder,
        engine: 'auto',
      },
      { onMessage: (message) => isTold(message.type) && process.stderr.write(`${JSON.stringify(message)}\n`) },
    )
    const predictor = await startPredictor({ modelFolder })
    const predictions = await predictor.predict([...test])
    predictor.dispose()
    const images = test.map(({ objects, assetId, ...image }, index) => ({
      ...image,
      assetId: assetId as AssetId,
      truth: objects.flatMap(({ label, shape }) => {
        const learned = tasks[task].learned({ shape, attributes: {} }, image)
        return learned ? [{ label, annotationId: '' as AnnotationId, ...learned }] : []
      }),
      predictions: (predictions[index] ?? []).flatMap(({ label, ...found }) => {
        const shape = tasks[task].proposed?.(found.shape) ?? null
        return shape ? [{ ...found, shape, label: labels[label] as string }] : []
      }),
    }))
    const figures = evaluationOf({ task, split: 'test', labels, images, latencyMs: 1000 / predictor.imagesPerSecond() })
    const pixels = task === 'segmentation' ? vocMeanIou(images, labels) : null
    if (values.keep)
      await cp(modelFolder, join(values.keep, `${positionals[0]}-${seed}-${trials.indexOf(trial)}`), { recursive: true })
    process.stderr.write(
      `seed ${seed}, ${name}, ${architecture}, ${Math.round(secondsElapsed)} s: ${JSON.stringify(figures)}, mean IoU of PASCAL VOC ${pixels?.toFixed(3)}\n`,
    )
    return { seed, trial: name, seconds: secondsElapsed, figures, vocMeanIou: pixels }
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

function trainingImage(task: TaskId, { objects, ...image }: OutlinedImage, labels: readonly string[]): TrainingImage {
  return {
    ...image,
    objects: objects.flatMap(({ label, shape }) => {
      const learned = tasks[task].learned({ shape, attributes: {} }, image)
      const simple = learned && learnedShape(learned.shape)
      return learned && simple ? [{ label: labels.indexOf(label), shape: simple, value: learned.value }] : []
    }),
  }
}

async function nucleiSplit(task: TaskId): Promise<{ train: OutlinedImage[]; test: OutlinedImage[] }> {
  const dealtParts = dealt(await readOutlined('nuclei', task), PARTS, SPLIT_SEED)
  const [test, train] = [true, false].map((isTest) =>
    dealtParts.filter((_, index) => TEST_PARTS.includes(index) === isTest).flat(),
  ) as [OutlinedImage[], OutlinedImage[]]
  return { train, test }
}

function folds(images: readonly OutlinedImage[]): Trial[] {
  const all = dealt(images, FOLDS, SPLIT_SEED)
  return all.map((test, index) => ({
    name: `fold ${index + 1} of ${FOLDS}`,
    train: all.filter((_, other) => other !== index).flat(),
    test,
  }))
}

function parameters(): Record<string, string> {
  const set = Object.fromEntries(values.set.map((pair) => pair.split('=') as [string, string]))
  return { epochs: values.epochs, ...set }
}

function summary(figures: readonly number[]): string {
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length
  const spread = Math.sqrt(figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / Math.max(1, figures.length - 1))
  return `${mean.toFixed(3)} ± ${spread.toFixed(3)} over ${figures.length} trainings (${figures.map((figure) => figure.toFixed(3)).join(', ')})`
}
