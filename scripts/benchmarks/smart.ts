/**
 * What the smart tools find, and in how long: IoU with the truth on real images, beside the trivial answers for the same prompt.
 * Run: npx tsx scripts/benchmarks/smart.ts [objects per set] [part of a way's name]
 */
import { createAnswering } from '#client/smart/answering.ts'
import { openCv } from '#client/smart/opencv.ts'
import { createRandom } from '#shared/random.ts'
import { iou } from '#shared/shapes/index.ts'
import { boxOf } from './smart/hand.ts'
import { measureLookAlikes } from './smart/look-alikes.ts'
import { readFruits, readNuclei, type SegmentedImage } from './smart/smart-data.ts'
import { WAYS } from './smart/ways.ts'

const DEFAULT_OBJECTS = 40
const NUCLEI_IMAGES = 20
const SEED = 1
/** Image pixels: nobody labels what is smaller. */
const LEAST_SIDE = 8

const objects = Number(process.argv[2] ?? DEFAULT_OBJECTS)
const wanted = process.argv[3] ?? ''
const { cv } = await openCv()
const sets = { 'fruits and nuts': await readFruits(), nuclei: await readNuclei(NUCLEI_IMAGES) }
for (const [name, images] of Object.entries(sets)) measureSet(name, images)
const lookAlikes = await measureLookAlikes(objects, (picture) => createAnswering(cv, picture))
process.stdout.write(`\nred blood cells (BCCD, test images): one cell is the sample, the others are to be found at IoU 0.5\n`)
process.stdout.write('| way | images | cells | proposals | right | found | s |\n|---|---|---|---|---|---|---|\n')
for (const line of lookAlikes) process.stdout.write(`${line}\n`)

function measureSet(name: string, images: readonly SegmentedImage[]): void {
  const random = createRandom(SEED)
  const all = images.flatMap((image) => image.objects.map((truth) => ({ image, truth, box: boxOf(truth) })))
  const sample = random.shuffled(all.filter(({ box }) => Math.min(box.width, box.height) >= LEAST_SIDE)).slice(0, objects)
  const figures = new Map<string, { ious: number[]; milliseconds: number[] }>()
  for (const { image, truth, box } of sample) {
    const answering = createAnswering(cv, image.picture)
    for (const [way, find] of Object.entries(WAYS).filter(([way]) => way.includes(wanted))) {
      const start = performance.now()
      const found = find({ truth, box, answering })
      const entry = figures.get(way) ?? { ious: [], milliseconds: [] }
      entry.milliseconds.push(performance.now() - start)
      entry.ious.push(found ? iou(found, truth) : 0)
      figures.set(way, entry)
    }
    answering.close()
  }
  process.stdout.write(`\n${name}: ${sample.length} objects of ${images.length} images, seed ${SEED}\n`)
  process.stdout.write('| way | mean IoU | median | at least .8 | median s | p95 s |\n|---|---|---|---|---|---|\n')
  for (const [way, { ious, milliseconds }] of figures) {
    const good = ious.filter((value) => value >= 0.8).length / ious.length
    const seconds = milliseconds.map((value) => value / 1000)
    process.stdout.write(
      `| ${way} | ${mean(ious).toFixed(3)} | ${quantile(ious, 0.5).toFixed(3)} | ${(100 * good).toFixed(0)} % | ${quantile(seconds, 0.5).toFixed(3)} | ${quantile(seconds, 0.95).toFixed(3)} |\n`,
    )
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
