import * as ort from 'onnxruntime-web'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openPredictor } from '#client/champion/open-predictor.ts'
import { architectureById } from '#server/ml/architectures/index.ts'
import { imagePredictor } from '#server/ml/models/image-predictor.ts'
import { networkPredictor } from '#server/ml/models/network-predictor.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '#server/ml/models/onnx/onnx-runner.ts'
import { tasks } from '#server/ml/tasks/index.ts'
import { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { named } from '#shared/decoding/named.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { createRandom } from '#shared/random.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { missingFor, randomNetwork } from '../../server/ml/models/random-network.ts'

const INPUT = { width: 96, height: 64 }
const TOLERANCE = 1e-4
/** Numbers are said to a hundredth of their deviation, which is 1 here. */
const VALUE_STEP = 0.0101

const two = (more: Partial<LearnedLabel> = {}) => ['one', 'other'].map((name) => LearnedLabel.parse({ name, ...more }))

/** Networks by the outputs that a task asks for with these labels. */
const CASES: { task: TaskId; architecture: string; labels: LearnedLabel[]; outputs: number }[] = [
  { task: 'detection', architecture: 'center-point', labels: two(), outputs: 6 },
  { task: 'oriented', architecture: 'center-point', labels: two(), outputs: 10 },
  { task: 'keypoints', architecture: 'center-point', labels: two({ keypoints: ['nose', 'tail'] }), outputs: 18 },
  { task: 'segmentation', architecture: 'segmenter', labels: two(), outputs: 5 },
  { task: 'classification', architecture: 'classifier-small', labels: two(), outputs: 2 },
  { task: 'multilabel', architecture: 'classifier-small', labels: two(), outputs: 2 },
  { task: 'regression', architecture: 'classifier-small', labels: two(), outputs: 4 },
  { task: 'anomaly', architecture: 'patch-memory', labels: two(), outputs: 0 },
]

describe.each(CASES)('a network for $task', ({ task, architecture, labels, outputs }) => {
  const missing = missingFor(architecture)
  it.skipIf(missing !== '')(`says in WebAssembly what it says at the server${missing && ` (skipped: ${missing})`}`, async () => {
    const labelNames = ['first', 'second']
    const network = onnxOfNetwork(await randomNetwork(architecture, 1, outputs), INPUT, architectureById(architecture).pixels)
    const image = aNoise(INPUT)

    const { runner } = await onnxRunner(network, INPUT)
    const atServer = imagePredictor(networkPredictor(runner, { task: tasks[task], labels }), INPUT)
    const [said] = await atServer.predict([{ assetId: 'noise', bytes: await png(image) }])
    const wanted = named(task, labelNames, said && 'predictions' in said ? said.predictions : ([] as Prediction[]))
    atServer.dispose()

    const here = await openPredictor(ort, network, { version: 1, task, labels, labelNames, thresholds: [], input: INPUT })
    const found = await here.predict({ image: INPUT, pixels: image })
    await here.close()

    expect(wanted.length).toBeGreaterThan(1)
    expect(found).toHaveLength(wanted.length)
    // Scores that are nearly equal may change places.
    for (const one of found) expect(wanted.some((other) => isNear(one, other))).toBe(true)
  })
})

function isNear(one: LabelledPrediction, other: LabelledPrediction): boolean {
  if (one.label !== other.label || one.shape.kind !== other.shape.kind) return false
  if (!(Math.abs(one.score - other.score) <= TOLERANCE) || !(Math.abs((one.value ?? 0) - (other.value ?? 0)) <= VALUE_STEP))
    return false
  const [a, b] = [bounds(one.shape), bounds(other.shape)]
  if (!a || !b) return a === b
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) < INPUT.width * TOLERANCE)
}

function aNoise({ width, height }: typeof INPUT) {
  const random = createRandom(1)
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => (at % 4 === 3 ? 255 : random.integer(256)))
  return { width, height, data }
}

const png = ({ width, height, data }: ReturnType<typeof aNoise>): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
