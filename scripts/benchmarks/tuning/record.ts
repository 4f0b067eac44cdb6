import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrainerSpec, TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { spreadPoint } from '#server/tuning/search/random.ts'
import { createRandom } from '#shared/random.ts'
import { bounds } from '#shared/shapes/index.ts'
import { readOutlined } from '../segmentation-data.ts'
import { type RecordedRun, readRecorded, writeRecorded } from './recorded-run.ts'
import { recordedSpace } from './recorded-space.ts'

/** Data sets as unlike each other as there are: cells, photographs, fruit, nuclei. */
const SETS = ['bccd', 'raccoon', 'fruits-nuts', 'nuclei']
const MOST_IMAGES = { train: 24, validation: 12 }
const SIZE = { inputWidth: 96, inputHeight: 64 }
/** The same number of images seen on every data set. */
const IMAGES_SEEN = 480
const SEED = 0

/** Trains the same sets of parameters on every data set, small and short, until the time is over; goes on where it stopped. */
export async function record({ results, points, seconds }: { results: string; points: number; seconds: number }): Promise<void> {
  const until = Date.now() + seconds * 1000
  const runs = await readRecorded(results)
  for (let point = 0; point < points; point++) {
    for (const project of SETS) {
      if (runs.some((run) => run.project === project && run.point === point)) continue
      if (Date.now() > until) return
      runs.push(await recordOne(project, point))
      await writeRecorded(results, runs)
      process.stderr.write(`${JSON.stringify(runs.at(-1))}\n`)
    }
  }
}

async function recordOne(project: string, point: number): Promise<RecordedRun> {
  const { labels, train, validation } = await smallSet(project)
  const assignment = spreadPoint(recordedSpace, SEED, point)
  const workFolder = await mkdtemp(join(tmpdir(), 'labelloop-tuning-'))
  const spec: TrainerSpec = {
    runId: `${project}-${point}`,
    task: 'detection',
    labels,
    architecture: 'center-point',
    parameters: { epochs: Math.ceil(IMAGES_SEEN / train.length), ...SIZE, ...assignment },
    seed: SEED,
    train,
    validation,
    workFolder,
    engine: 'auto',
  }
  try {
    const { validation: figures } = await startTrainer(spec)
    return { project, data: featuresOf(labels, train), point, assignment, value: figures?.metric ?? 0 }
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

async function smallSet(project: string): Promise<{ labels: string[]; train: TrainingImage[]; validation: TrainingImage[] }> {
  const images = createRandom(SEED).shuffled(await readOutlined(project, 'detection'))
  const labels = [...new Set(images.flatMap(({ objects }) => objects.map(({ label }) => label)))].sort()
  const validations = Math.min(MOST_IMAGES.validation, Math.floor(images.length / 3))
  const read = images.map(
    ({ objects, ...image }): TrainingImage => ({
      ...image,
      objects: objects.flatMap(({ label, shape }) => {
        const around = bounds(shape)
        return around ? [{ label: labels.indexOf(label), shape: { kind: 'box' as const, ...around }, value: null }] : []
      }),
    }),
  )
  return { labels, validation: read.slice(0, validations), train: read.slice(validations, validations + MOST_IMAGES.train) }
}

function featuresOf(labels: readonly string[], train: readonly TrainingImage[]): RecordedRun['data'] {
  const sides = train
    .flatMap(({ width, height, objects }) =>
      objects.flatMap(({ shape }) => {
        const around = bounds(shape)
        return around ? [Math.sqrt((around.width * around.height) / (width * height))] : []
      }),
    )
    .sort((a, b) => a - b)
  return {
    task: 'detection',
    images: train.length,
    objectsPerImage: sides.length / train.length,
    labels: labels.length,
    relativeSize: sides[sides.length >> 1] ?? null,
  }
}
