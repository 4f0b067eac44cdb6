/**
 * Row 4's keypoints: the mice of `mouse-keypoints`, leave-one-out. Each image in turn is left out, the others are trained on, and all that
 * were left out are judged together by OKS and by pixels. With fewer folds than images several are left out at once, every so many-th image.
 * Resumable: what is done is kept in the file that --results names.
 *
 *   npx tsx scripts/benchmarks/keypoints.ts --results FILE [--folds 5] [--only 0,1] [--seed N] [--set epochs=60]
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { readDeepLabCutTable } from '#server/datasets/formats/deeplabcut-table.ts'
import { evaluationOf } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { sharedData } from './shared-data.ts'
import { parametersOf, trainAndJudge } from './train-and-judge.ts'

const LABEL = 'mouse'
/** Seen from above: a mouse may look any way, and its mirror image is a mouse. Small batches: fourteen images give few steps. */
const PARAMETERS = {
  epochs: '72',
  batchSize: '4',
  inputWidth: '256',
  inputHeight: '192',
  rotationDegrees: '180',
  verticalFlip: 'true',
  scale: '0.35',
  shift: '0.1',
}

const { values } = parseArgs({
  options: {
    results: { type: 'string' },
    folds: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '0' },
    architecture: { type: 'string', default: 'auto' },
    set: { type: 'string', multiple: true, default: [] },
  },
})

const { images, keypoints } = await readMice()
const folds = Number(values.folds ?? images.length)
const wanted = values.only?.split(',').map(Number) ?? [...Array(folds).keys()]
const done: Record<string, { image: MeasuredImage; seconds: number }> =
  values.results && existsSync(values.results) ? JSON.parse(await readFile(values.results, 'utf8')) : {}
for (const fold of wanted) {
  const left = images.filter((_, place) => place % folds === fold)
  if (left.every(({ assetId }) => done[assetId])) continue
  const {
    images: judged,
    figures,
    seconds,
  } = await trainAndJudge({
    task: 'keypoints',
    labels: [LABEL],
    keypoints: { [LABEL]: keypoints },
    train: images.filter((image) => !left.includes(image)),
    // With fourteen images none can be spared to choose the best moment: the last one is taken.
    validation: [],
    test: left,
    architecture: values.architecture,
    parameters: { ...PARAMETERS, ...parametersOf(values.set) },
    seed: Number(values.seed),
  })
  process.stderr.write(`fold ${fold}, ${Math.round(seconds)} s: ${JSON.stringify(figures)}\n`)
  for (const image of judged) done[image.assetId] = { image, seconds }
  if (values.results) await writeFile(values.results, JSON.stringify(done))
}
const judged = Object.values(done)
const figures = evaluationOf({
  task: 'keypoints',
  split: 'test',
  labels: [LABEL],
  images: judged.map(({ image }) => image),
  latencyMs: 0,
})
process.stdout.write(`${JSON.stringify({ leftOut: judged.length, of: images.length, figures })}\n`)

async function readMice(): Promise<{ images: TrainingImage[]; keypoints: string[] }> {
  const folder = sharedData('mouse-keypoints')
  const csv = await readFile(join(folder, 'labeled-data/m4s1/CollectedData_Pranav.csv'), 'utf8')
  const table = readDeepLabCutTable(csv)
  if (!table) throw new Error('Expected a DeepLabCut table in mouse-keypoints')
  const there = table.rows.filter(({ file }) => existsSync(join(folder, file)))
  const read = there.map(async ({ file, animals }): Promise<TrainingImage> => {
    const { width, height } = await sharp(join(folder, file)).metadata()
    const objects = animals.map((animal) => ({
      label: 0,
      shape: { kind: 'skeleton' as const, keypoints: [...animal.keypoints] },
      value: null,
    }))
    return { assetId: file, file: join(folder, file), width, height, objects }
  })
  return { images: await Promise.all(read), keypoints: [...(there[0]?.animals[0]?.parts ?? [])] }
}
