/**
 * Row 1 of the acceptance table, its second part: YOLOv8n from scratch and our detector on BCCD's own split, for the same time in turn, both
 * on all 292 training images and both judged by pycocotools on the 72 test images. Skipped with the reason where Ultralytics cannot be
 * installed. Run: npx tsx scripts/benchmarks/reference-yolo.ts [seconds] [seeds, as in 0,1,2]
 * [images]: with it as many images as a quiet machine of two cores trains on in that time, for one that does other things as well.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startPredictor } from '#server/prelabel/predictor-process.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { table } from '../cli/terminal.ts'
import { type DataSet, readBccd } from './accuracy-data.ts'
import { type FoundBox, writeResults, writeTruth } from './reference/coco-files.ts'
import { pythonEnvironment } from './reference/python-environment.ts'
import { writeYoloData } from './reference/yolo-data.ts'

const REQUIREMENTS = ['torch==2.13.0', 'ultralytics==8.4.100', 'pycocotools==2.0.11']
const YOLO_SIZE_PX = 256
/** Training images per second on two quiet cores: theirs as FACTS.md has it, ours as accuracy-parts.ts does. */
const IMAGES_PER_SECOND = { ours: 43, theirs: 24 }
/** Start and prediction of the reference come on top of its training. */
const OVERHEAD_SECONDS = 300
const OUTPUT_BYTES = 2 ** 28
const program = (name: string) => fileURLToPath(new URL(`reference/${name}.py`, import.meta.url))

type Figures = { map: number; map50: number; map50PerLabel: number[] }

const [seconds = '360', seeds = '0', by = 'seconds'] = process.argv.slice(2)
const epochsOf = (who: keyof typeof IMAGES_PER_SECOND, images: number) =>
  Math.ceil((Number(seconds) * IMAGES_PER_SECOND[who]) / images)
const environment = await pythonEnvironment('yolo', REQUIREMENTS)
if ('missing' in environment) process.stdout.write(`${JSON.stringify({ skipped: environment.missing })}\n`)
else await compare(environment.python)

async function compare(python: string): Promise<void> {
  const data = await readBccd()
  const all = { ...data, train: [...data.train, ...data.validation], validation: [] }
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-yolo-'))
  try {
    const truth = await writeTruth(folder, data.test, data.labels)
    const rows: Record<string, string | number>[] = []
    for (const seed of seeds.split(',').map(Number)) {
      for (const [who, find] of Object.entries({ ours: findOurs, YOLOv8n: findTheirs })) {
        const place = join(folder, `${who}-${seed}`)
        await mkdir(place)
        const { found, secondsElapsed } = await find({ python, data: all, folder: place, seed })
        const results = await writeResults(join(place, 'results.json'), found)
        const figures = JSON.parse(await runPython(python, 'coco-figures', [truth, results])) as Figures
        rows.push(row(who, seed, secondsElapsed, figures, data.labels))
        process.stderr.write(`${table(rows)}\n`)
      }
    }
    process.stdout.write(`${JSON.stringify(rows)}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Contest = { python: string; data: DataSet; folder: string; seed: number }
type Found = { found: FoundBox[][]; secondsElapsed: number }

async function findOurs({ data, folder, seed }: Contest): Promise<Found> {
  const { task, labels, train, validation, test } = data
  const parameters = by === 'images' ? { epochs: epochsOf('ours', train.length) } : { timeBudgetSeconds: seconds }
  const spec = {
    runId: `yolo-${seed}`,
    task,
    labels,
    architecture: 'auto',
    parameters,
    seed,
    train,
    validation,
    workFolder: folder,
  }
  const { modelFolder, secondsElapsed } = await startTrainer({ ...spec, engine: 'auto' })
  const predictor = await startPredictor({ modelFolder })
  try {
    const predictions = await predictor.predict(test)
    const found = predictions.map((image) =>
      image.flatMap(({ label, score, shape }): FoundBox[] =>
        shape.kind === 'box' ? [[label, score, shape.x, shape.y, shape.width, shape.height]] : [],
      ),
    )
    return { found, secondsElapsed }
  } finally {
    predictor.dispose()
  }
}

async function findTheirs({ python, data, folder, seed }: Contest): Promise<Found> {
  const { description, testFiles } = await writeYoloData(join(folder, 'data'), data)
  const limit = by === 'images' ? 0 : seconds
  const words = [
    description,
    limit,
    epochsOf('theirs', data.train.length),
    seed,
    YOLO_SIZE_PX,
    availableParallelism(),
    folder,
  ].map(String)
  const answer = JSON.parse(await runPython(python, 'yolo', words)) as {
    secondsElapsed: number
    found: Record<string, FoundBox[]>
  }
  return { found: testFiles.map((file) => answer.found[file] ?? []), secondsElapsed: answer.secondsElapsed }
}

async function runPython(python: string, name: string, words: readonly string[]): Promise<string> {
  const slowness = by === 'images' ? 10 : 1
  const timeout = (slowness * Number(seconds) + OVERHEAD_SECONDS) * 1000
  const { stdout } = await promisify(execFile)(python, [program(name), ...words], { timeout, maxBuffer: OUTPUT_BYTES })
  return stdout
}

function row(
  who: string,
  seed: number,
  secondsElapsed: number,
  { map, map50, map50PerLabel }: Figures,
  labels: readonly string[],
) {
  const perLabel = Object.fromEntries(labels.map((label, place) => [label, (map50PerLabel[place] ?? 0).toFixed(3)]))
  return { who, seed, seconds: Math.round(secondsElapsed), mAP50: map50.toFixed(4), 'mAP50-95': map.toFixed(4), ...perLabel }
}
