import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { decoders } from '#shared/decoding/index.ts'
import { LearnedLabel, plainLabel } from '#shared/decoding/learned-label.ts'
import type { Grid } from '#shared/decoding/prediction.ts'
import { createRandom } from '#shared/random.ts'
import type { TaskId } from '#shared/tasks/index.ts'

/** How many predictions there are, and a digest of them to nine digits, as the decoders said before they were shared with the browser. */
type Case = {
  task: TaskId
  grid: Grid
  labels: LearnedLabel[]
  channels: number
  isScore: (channel: number) => boolean
  count: number
  digest: string
}
const MAP = { width: 40, height: 30 }
const VECTOR = { width: 1, height: 1 }
const plain = (count: number) => Array.from({ length: count }, (_, index) => plainLabel(`label ${index}`))
const numbers = plain(2).map((label) => ({ ...label, value: { mean: 3, deviation: 2, whole: false } }))
const jointed = [
  ['x', 'y', 'z'],
  ['p', 'q'],
].map((keypoints, index) => LearnedLabel.parse({ name: `${index}`, keypoints }))
const none = () => false

const CASES: Case[] = [
  {
    task: 'detection',
    grid: MAP,
    labels: plain(3),
    channels: 7,
    isScore: (channel) => channel < 3,
    count: 300,
    digest: '928013f1d50bf028',
  },
  {
    task: 'oriented',
    grid: MAP,
    labels: plain(2),
    channels: 10,
    isScore: (channel) => channel < 2,
    count: 300,
    digest: '1bd6d47c4e12dbf2',
  },
  {
    task: 'segmentation',
    grid: MAP,
    labels: plain(2),
    channels: 5,
    isScore: (channel) => channel < 3,
    count: 47,
    digest: 'e6edac9161c05e58',
  },
  {
    task: 'keypoints',
    grid: { width: 32, height: 24 },
    labels: jointed,
    channels: 21,
    isScore: (channel) => channel < 2 || (channel >= 6 && channel < 11),
    count: 213,
    digest: '2aa88503f26c0d12',
  },
  { task: 'classification', grid: VECTOR, labels: plain(6), channels: 6, isScore: none, count: 6, digest: '3214bdbfd5d8513f' },
  { task: 'multilabel', grid: VECTOR, labels: plain(6), channels: 6, isScore: none, count: 6, digest: 'a02b4d8ddb697d86' },
  { task: 'regression', grid: VECTOR, labels: numbers, channels: 4, isScore: none, count: 2, digest: '9dd8ca5d24bb984c' },
  {
    task: 'anomaly',
    grid: { width: 8, height: 6 },
    labels: plain(2),
    channels: 1027,
    isScore: none,
    count: 2,
    digest: 'b826d8772d8d872b',
  },
]

it.each(CASES)(
  'reads from an output of $task the predictions it always read',
  ({ task, grid, labels, count, digest, ...spec }) => {
    const found = decoders[task](output(grid, spec), grid, labels)
    expect([found.length, digestOf(found)]).toEqual([count, digest])
  },
)

/** Random logits, whose scores are steep enough to have peaks, and equal ones among them. */
function output({ width, height }: Grid, { channels, isScore }: Pick<Case, 'channels' | 'isScore'>): Float32Array {
  const random = createRandom(1)
  return Float32Array.from({ length: width * height * channels }, (_, at) => {
    const value = random.normal()
    return isScore(at % channels) ? Math.round(value * 5 - 4) / 2 : value
  })
}

function digestOf(value: unknown): string {
  const rounded = JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toFixed(9)) : part))
  return createHash('sha256').update(rounded).digest('hex').slice(0, 16)
}
