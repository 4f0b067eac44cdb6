/**
 * Anomalies on real images: crops without something are good, crops with it are not, and only good ones are learned from.
 *
 *   npx tsx scripts/benchmarks/anomaly.ts white-cells | fruits [--seeds 3] [--set inputWidth=256]
 *
 * `white-cells`: crops of BCCD, bad where a white blood cell shows; train, validation and test from the set's own split.
 * `fruits`: crops of fruits-nuts with dates alone, bad where a hazelnut or a fig shows; one image in three is for test.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom } from '#shared/random.ts'
import { readBccd } from './accuracy-data.ts'
import { asImage, type Crop, cutCrops } from './crops.ts'
import { readFruits } from './fruits-data.ts'
import { parametersOf, spoken, trainAndJudge } from './train-and-judge.ts'

interface Part {
  readonly side: number
  readonly perImage: number
  /** Labels that make a crop bad, and labels of which a good one shows at least one. */
  readonly bad: readonly number[]
  readonly shows: readonly number[]
  images(): Promise<{ train: TrainingImage[]; validation: TrainingImage[]; test: TrainingImage[] }>
}

const LABELS = ['good', 'defect']
const SPLIT_SEED = 0
const MOST_GOOD = { train: 100, validation: 30, test: 80 }

const parts: Readonly<Record<string, Part>> = {
  'white-cells': { side: 160, perImage: 6, bad: [1], shows: [0], images: readBccd },
  fruits: {
    side: 200,
    perImage: 30,
    bad: [1, 2],
    shows: [0],
    async images() {
      const shuffled = createRandom(SPLIT_SEED).shuffled((await readFruits(['date', 'hazelnut', 'fig'])).images)
      const of = (turn: number) => shuffled.filter((_, place) => place % 3 === turn)
      return { train: [...of(0), ...of(1).slice(2)], validation: of(1).slice(0, 2), test: of(2) }
    },
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '1' }, set: { type: 'string', multiple: true, default: [] } },
})
const part = parts[positionals[0] ?? '']
if (!part) throw new Error(`Expected one of ${Object.keys(parts).join(', ')}, got "${positionals[0]}"`)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-anomaly-'))
try {
  const crops = await cropsOf(part)
  const good = ({ touched, shown }: Crop) =>
    part.bad.every((label) => !touched.has(label)) && part.shows.some((label) => shown.has(label))
  const bad = ({ shown }: Crop) => part.bad.some((label) => shown.has(label))
  const goods = (of: keyof typeof crops) =>
    crops[of]
      .filter(good)
      .slice(0, MOST_GOOD[of])
      .map((crop) => asImage(crop, [0]))
  const test = [
    ...goods('test'),
    ...crops.test
      .filter(bad)
      .slice(0, MOST_GOOD.test)
      .map((crop) => asImage(crop, [1])),
  ]
  const aurocs: number[] = []
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const { figures, seconds } = await trainAndJudge({
      task: 'anomaly',
      labels: LABELS,
      train: goods('train'),
      validation: goods('validation'),
      test,
      architecture: 'auto',
      parameters: parametersOf(values.set),
      seed,
    })
    process.stderr.write(`seed ${seed}, ${Math.round(seconds)} s: ${JSON.stringify(figures)}\n`)
    if (figures.task === 'anomaly' && figures.auroc !== null) aurocs.push(figures.auroc)
  }
  const counts = { train: goods('train').length, validation: goods('validation').length, test: test.length }
  process.stdout.write(`${JSON.stringify({ part: positionals[0], counts, auroc: spoken(aurocs) })}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function cropsOf({ side, perImage, images }: Part): Promise<Record<keyof typeof MOST_GOOD, Crop[]>> {
  const all = await images()
  const cut = async (of: keyof typeof MOST_GOOD, seed: number) => {
    const into = join(folder, of)
    await mkdir(into)
    return cutCrops(all[of], { side, perImage, seed, folder: into })
  }
  return { train: await cut('train', 1), validation: await cut('validation', 2), test: await cut('test', 3) }
}
