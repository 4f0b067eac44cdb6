/**
 * What the queue's order is worth, in a minute: hand signs labelled in its order, by chance, by doubt alone and by looks alone, judged by a
 * linear layer on the vectors of images that were kept apart. Paired over seeds; a share of every order but chance is drawn by lot, as in the product.
 *
 *   npx tsx scripts/benchmarks/queue-order-digits.ts [--seeds 5] [--counts 10,20,40,80,160,320]
 */
import { parseArgs } from 'node:util'
import { EMBEDDING_SIZE } from '#server/ml/embedding/image-embedder.ts'
import { teachingOrder } from '#server/ml/embedding/teaching-order.ts'
import { createVectorProcess } from '#server/ml/embedding/vector-process.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { uncertaintyOf } from '#server/prelabel/uncertainty.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { createRandom } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { readSignDigits } from './accuracy-data.ts'
import { linearClassifier } from './linear-classifier.ts'
import { spoken } from './train-and-judge.ts'

const ORDERS = ['chance', 'queue', 'doubt alone', 'looks alone'] as const
type Order = (typeof ORDERS)[number]
const RANDOM_SHARE = 0.25
/** Vectors of length one differ little beside what they have in common. */
const SPREAD = 4

interface Image {
  readonly vector: Float32Array
  readonly label: number
}

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, counts: { type: 'string', default: '10,20,40,80,160,320' } },
})
const counts = values.counts.split(',').map(Number)
const found = new Map<string, number[]>()
const vectorProcess = createVectorProcess()
try {
  for (let seed = 0; seed < Number(values.seeds); seed++) await runSeed(seed)
} finally {
  vectorProcess.close()
}
const rows = counts.map((count) => {
  const of = (order: Order) => found.get(`${order} ${count}`) ?? []
  const gains = of('queue').map((accuracy, seed) => accuracy - (of('chance')[seed] ?? 0))
  return {
    labelled: String(count),
    ...Object.fromEntries(ORDERS.map((order) => [order, spoken(of(order))])),
    'queue − chance, paired': spoken(gains),
  }
})
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify(rows)}\n`)

async function runSeed(seed: number): Promise<void> {
  const data = await readSignDigits(seed)
  const pool = await embedded([...data.train, ...data.validation])
  const test = await embedded(data.test)
  for (const order of ORDERS) {
    const random = createRandom(seed)
    const labelled: number[] = []
    let unsure: readonly number[] | null = null
    for (const count of counts) {
      const waiting = pool.map((_, place) => place).filter((place) => !labelled.includes(place))
      const ranked = inOrder(order, pool, waiting, labelled, unsure)
      while (labelled.length < Math.min(count, pool.length)) {
        const from = order === 'chance' || random.next() < RANDOM_SHARE ? random.shuffled(waiting) : ranked
        labelled.push(from.find((place) => !labelled.includes(place)) as number)
      }
      const chosen = labelled.map((place) => pool[place] as Image)
      const moved = centredAt(chosen)
      const model = linearClassifier(
        chosen.map(({ vector }) => moved(vector)),
        chosen.map(({ label }) => label),
        data.labels.length,
      )
      const scoresOf = ({ vector }: Image) => model.classify(moved(vector))
      const right = test.filter((image) => bestOf(scoresOf(image)) === image.label).length
      const key = `${order} ${count}`
      found.set(key, [...(found.get(key) ?? []), right / test.length])
      unsure = pool.map((image) => uncertaintyOf('classification', predictionsOf(scoresOf(image)), []))
    }
  }
  process.stderr.write(`seed ${seed} is done\n`)
}

function inOrder(
  order: Order,
  pool: readonly Image[],
  waiting: readonly number[],
  labelled: readonly number[],
  unsure: readonly number[] | null,
): number[] {
  if (order === 'chance') return []
  if (order === 'doubt alone') return [...waiting].sort((a, b) => (unsure?.[b] ?? 0) - (unsure?.[a] ?? 0))
  const vectorsOf = (places: readonly number[]) =>
    Float32Array.from(places.flatMap((place) => [...(pool[place] as Image).vector]))
  const worth = Float32Array.from(waiting, (place) => (order === 'looks alone' ? 1 : (unsure?.[place] ?? 1)))
  const ranked = teachingOrder({ vectors: vectorsOf(waiting), worth, labelled: vectorsOf(labelled) }).order
  return [...ranked].map((place) => waiting[place] as number)
}

async function embedded(images: readonly TrainingImage[]): Promise<Image[]> {
  const { images: vectors } = await vectorProcess.ask<'embed'>({
    type: 'embed',
    images: images.map(({ file }) => ({ file, region: null })),
    pretrainedFolder: pretrainedFolder(),
    engine: 'auto',
  })
  return vectors.map((image, place) => {
    if ('unreadable' in image) throw new Error(`Expected an image, got ${image.unreadable}`)
    return { vector: image.vector, label: images[place]?.objects[0]?.label ?? 0 }
  })
}

/** What the labelled have in common says nothing about classes. */
function centredAt(images: readonly Image[]): (vector: Float32Array) => Float32Array {
  const mean = new Float32Array(EMBEDDING_SIZE)
  for (const { vector } of images) for (const [at, value] of vector.entries()) (mean[at] as number) += value / images.length
  return (vector) => vector.map((value, at) => SPREAD * (value - (mean[at] as number)))
}

function predictionsOf(scores: readonly number[]) {
  return scores.map((score, label) => ({ label: String(label), score, shape: { kind: 'whole' } as const, value: null }))
}

function bestOf(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores))
}
