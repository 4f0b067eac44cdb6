/**
 * Tags and numbers on real images.
 *
 *   npx tsx scripts/benchmarks/classes-and-numbers.ts fruit-tags | cell-count [--seeds 3] [--architecture A] [--set epochs=20]
 *
 * `fruit-tags`: crops of fruits-nuts, tagged with every kind that shows; one image in three is for test. `cell-count`: how many red cells
 * are labelled on an image of BCCD, by the set's own split (many are not labelled, so that the truth is noisy).
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom } from '#shared/random.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { readBccd } from './accuracy-data.ts'
import { asImage, cutCrops } from './crops.ts'
import { readFruits } from './fruits-data.ts'
import { parametersOf, spoken, type Trial, trainAndJudge } from './train-and-judge.ts'

type Data = Pick<Trial, 'task' | 'labels' | 'train' | 'validation' | 'test'>

const SPLIT_SEED = 0
const RED_CELL = 0
const CROP = { side: 200, perImage: 12 }

const parts: Readonly<Record<string, (folder: string) => Promise<Data>>> = {
  'fruit-tags': fruitTags,
  'cell-count': cellCount,
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1' },
    architecture: { type: 'string', default: 'auto' },
    set: { type: 'string', multiple: true, default: [] },
  },
})
const part = parts[positionals[0] ?? '']
if (!part) throw new Error(`Expected one of ${Object.keys(parts).join(', ')}, got "${positionals[0]}"`)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-whole-'))
try {
  const data = await part(folder)
  const reached: number[] = []
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const parameters = parametersOf(values.set)
    const { figures, seconds } = await trainAndJudge({ ...data, architecture: values.architecture, parameters, seed })
    process.stderr.write(`seed ${seed}, ${Math.round(seconds)} s: ${JSON.stringify(figures)}\n`)
    reached.push(mainMetric(figures) ?? 0)
  }
  const counts = { train: data.train.length, validation: data.validation.length, test: data.test.length }
  process.stdout.write(`${JSON.stringify({ part: positionals[0], counts, mainMetric: spoken(reached) })}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function fruitTags(into: string): Promise<Data> {
  const { labels, images } = await readFruits(['date', 'hazelnut', 'fig'])
  const shuffled = createRandom(SPLIT_SEED).shuffled(images)
  const cut = async (name: string, of: readonly TrainingImage[], seed: number) => {
    await mkdir(join(into, name))
    const crops = await cutCrops(of, { ...CROP, seed, folder: join(into, name) })
    return crops.map((crop) => asImage(crop, [...crop.shown]))
  }
  const of = (turn: number) => shuffled.filter((_, place) => place % 3 === turn)
  return {
    task: 'multilabel',
    labels,
    train: await cut('train', [...of(0), ...of(1).slice(2)], 1),
    validation: await cut('validation', of(1).slice(0, 2), 2),
    test: await cut('test', of(2), 3),
  }
}

async function cellCount(): Promise<Data> {
  const { train, validation, test } = await readBccd()
  const counted = (images: readonly TrainingImage[]): TrainingImage[] =>
    images.map((image) => {
      const value = image.objects.filter(({ label }) => label === RED_CELL).length
      return { ...image, objects: [{ label: 0, shape: { kind: 'whole' }, value }] }
    })
  return {
    task: 'regression',
    labels: ['red cells'],
    train: counted(train),
    validation: counted(validation),
    test: counted(test),
  }
}
