import { resampled } from '#server/evaluation/resampling.ts'
import { resampledMetric } from '#server/evaluation/tasks/index.ts'
import type { Measured } from '#shared/learning-forecast.ts'
import { createRandom } from '#shared/random.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { type DataSet, readBccd, readRaccoon, readSignDigits } from '../accuracy-data.ts'
import { type Judged, trainAndJudge } from '../train-and-judge.ts'

/** One model's figure, and the 80 % interval that its test images leave it; null where they are not known. */
export interface Milestone extends Measured {
  readonly low: number | null
  readonly high: number | null
}

/** A real set whose labels come bit by bit. */
interface GrowingSet {
  readonly name: string
  readonly data: (seed: number) => Promise<DataSet>
  /** Images that are labelled at each milestone: about 1.4 times as many each time. */
  readonly counts: readonly number[]
  /** How many images every training goes through, whatever it has. */
  readonly trainedImages: number
  readonly parameters: Readonly<Record<string, string>>
}

/** Three sets and two tasks; inputs are small, for the curve counts here and not its end. */
export const SETS: readonly GrowingSet[] = [
  {
    name: 'hand signs',
    data: readSignDigits,
    counts: [30, 42, 60, 84, 118, 165, 231, 320],
    trainedImages: 1200,
    parameters: { inputWidth: '96', inputHeight: '96' },
  },
  {
    name: 'blood cells',
    data: readBccd,
    counts: [16, 23, 32, 45, 64, 90, 128, 180],
    trainedImages: 1500,
    parameters: { inputWidth: '192', inputHeight: '144' },
  },
  {
    name: 'raccoons',
    data: readRaccoon,
    counts: [12, 17, 24, 34, 48, 68, 96, 135],
    trainedImages: 480,
    parameters: { inputWidth: '192', inputHeight: '160' },
  },
]

const RESAMPLES = 400
const [LOW, HIGH] = [0.1, 0.9]

/** What the product's training makes of the first images that the seed draws, by the set's test images. */
export async function trained(set: GrowingSet, seed: number, images: number): Promise<Milestone> {
  const { train, validation, ...data } = await set.data(seed)
  const labelled = createRandom(seed)
    .shuffled([...train, ...validation])
    .slice(0, images)
  const epochs = String(Math.ceil(set.trainedImages / images))
  const parameters = { ...set.parameters, epochs }
  const judged = await trainAndJudge({ ...data, train: labelled, validation: [], architecture: 'auto', parameters, seed })
  const labels = labelled.reduce((sum, { objects }) => sum + objects.length, 0)
  return { labels, metric: mainMetric(judged.figures) ?? 0, ...(await intervalOf(judged, data)) }
}

async function intervalOf({ figures, images }: Judged, { task, labels }: Pick<DataSet, 'task' | 'labels'>) {
  const metric = resampledMetric({ task, split: 'test', labels, images, latencyMs: figures.latencyMs })
  const among = images.map((_, place) => place)
  const draws = await resampled((weights) => metric.measure(weights).value, {
    images: metric.images,
    among,
    seed: 0,
    resamples: RESAMPLES,
  })
  const sorted = draws.flatMap((value) => value ?? []).sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? null
  return { low: quantile(LOW), high: quantile(HIGH) }
}
