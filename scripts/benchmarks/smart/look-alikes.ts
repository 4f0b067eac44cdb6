import type { Answering } from '#client/smart/answering.ts'
import type { Picture } from '#client/smart/picture.ts'
import { createRandom } from '#shared/random.ts'
import { boundsIou } from '#shared/shapes/bounds.ts'
import { type Bounds, bounds } from '#shared/shapes/index.ts'
import { readBccd } from '../accuracy-data.ts'
import { readPicture } from './smart-data.ts'

/** Overlap from which a proposal counts as the thing itself. */
const SAME = 0.5
const LABEL = 'RBC'
const SEED = 1

interface Found {
  readonly proposals: number
  readonly right: number
  readonly others: number
  readonly seconds: number
}

/**
 * Find similar on blood cells: one cell is the sample, the others of the image are to be found. Beside it, as many boxes of the sample's
 * size at places of chance.
 */
export async function measureLookAlikes(images: number, open: (picture: Picture) => Answering): Promise<string[]> {
  const { test, labels } = await readBccd()
  const random = createRandom(SEED)
  const [similar, chance]: [Found[], Found[]] = [[], []]
  for (const { file, objects } of random.shuffled(test).slice(0, images)) {
    const cells = random.shuffled(objects.flatMap(({ label, shape }) => (labels[label] === LABEL ? (bounds(shape) ?? []) : [])))
    const [sample, ...others] = cells
    if (!sample) continue
    const picture = await readPicture(file)
    const answering = open(picture)
    const start = performance.now()
    const boxes = answering.answer('similar', { box: sample, taken: [sample] }).map(({ box }) => box)
    const seconds = (performance.now() - start) / 1000
    answering.close()
    similar.push({ ...judged(boxes, others), seconds })
    const guesses = boxes.map(() => ({
      ...sample,
      x: random.next() * (picture.image.width - sample.width),
      y: random.next() * (picture.image.height - sample.height),
    }))
    chance.push({ ...judged(guesses, others), seconds: 0 })
  }
  return [line('find similar', similar), line('boxes at places of chance', chance)]
}

function judged(boxes: readonly Bounds[], others: readonly Bounds[]) {
  const left = new Set(others)
  let right = 0
  for (const box of boxes) {
    const match = [...left].find((other) => boundsIou(other, box) >= SAME)
    if (!match) continue
    left.delete(match)
    right++
  }
  return { proposals: boxes.length, right, others: others.length }
}

function line(name: string, found: readonly Found[]): string {
  const sum = (pick: (one: Found) => number) => found.reduce((total, one) => total + pick(one), 0)
  const [right, proposals, others] = [sum((one) => one.right), sum((one) => one.proposals), sum((one) => one.others)]
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  const seconds = (sum((one) => one.seconds) / found.length).toFixed(3)
  return `| ${name} | ${found.length} | ${others} | ${proposals} | ${percent(right / Math.max(1, proposals))} | ${percent(right / others)} | ${seconds} |`
}
