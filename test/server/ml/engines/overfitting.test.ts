import { describe, expect, it } from 'vitest'
import { centerPoint } from '#server/ml/architectures/center-point.ts'
import { classifierSmall } from '#server/ml/architectures/classifier-small.ts'
import { segmenter } from '#server/ml/architectures/segmenter.ts'
import { type Engine, EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
import type { Tensor1D, Tensor4D } from '#server/ml/engines/tensor.ts'
import type { Network } from '#server/ml/networks/network.ts'
import { learningPass } from '#server/ml/networks/pass.ts'
import { initialStatistics, initialWeights, splitWeights } from '#server/ml/networks/weights.ts'
import { tasks } from '#server/ml/tasks/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { learner } from '#server/ml/training/learner.ts'
import { learningFactors } from '#server/ml/training/learning-factors.ts'
import { freshState, gradientNorm, learn } from '#server/ml/training/optimizer.ts'
import { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { LearnedShape } from '#shared/decoding/prediction.ts'
import { type EngineId, engineIds } from '#shared/domain/engine.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { offerSoftwareCard } from './software-card.ts'

const IMAGES = 10
const SIDE_PX = 32
const STEPS = 60
const LEARNING_RATE = 4e-3
const LONGEST_GRADIENT = 5
const SEED = 7
const TIMEOUT_MS = 300_000
const SQUARE = 0.45
/** The others would take minutes on the slower engines. */
const ON_EVERY_ENGINE: readonly TaskId[] = ['detection', 'classification']
const LABELS = ['red', 'blue'].map((name) =>
  LearnedLabel.parse({ name, keypoints: ['corner', 'opposite'], value: { mean: 4.5, deviation: 3 } }),
)

type Lesson = {
  architecture: typeof centerPoint | typeof classifierSmall | typeof segmenter
  shape: (image: number) => LearnedShape
}

/** The smallest architecture of each task and what is true of an image; a task without one says why. */
const lessons: Record<TaskId, Lesson | string> = {
  detection: { architecture: centerPoint, shape: (image) => ({ kind: 'box', ...square(image) }) },
  oriented: { architecture: centerPoint, shape: outline },
  segmentation: { architecture: segmenter, shape: outline },
  keypoints: {
    architecture: centerPoint,
    shape(image) {
      const { x, y, width, height } = square(image)
      return { kind: 'skeleton', keypoints: [x, y, 2, x + width, y + height, 2] }
    },
  },
  classification: { architecture: classifierSmall, shape: () => ({ kind: 'whole' }) },
  multilabel: { architecture: classifierSmall, shape: () => ({ kind: 'whole' }) },
  regression: { architecture: classifierSmall, shape: () => ({ kind: 'whole' }) },
  anomaly: 'it keeps what good images look like, and learns by no gradient',
}

// Asked before the software card is there: what was measured on this machine is remembered for it without that card, and a measurement with it
// would take a minute, and take its place.
const fastest = (await loadEngine('auto')).id
offerSoftwareCard()

describe.each(engineIds)('engine %s learns ten images by heart', { timeout: TIMEOUT_MS }, (id) => {
  it.for(Object.keys(lessons) as TaskId[])('%s', async (task, context) => {
    const lesson = lessons[task]
    if (typeof lesson === 'string') return context.skip(lesson)
    if (!ON_EVERY_ENGINE.includes(task) && fastest !== id)
      return context.skip('learned on the fastest engine alone: here, only each operation is held to double precision')
    const engine = await engineOrReason(id)
    if (typeof engine === 'string') return context.skip(engine)
    await engine.tf.setBackend(id)
    expect(await figureAfterLearning(engine, task, lesson)).toBeGreaterThan(0.9)
  })
})

/** The task's own figure on the images that were learned. */
async function figureAfterLearning(engine: Engine, id: TaskId, { architecture, shape }: Lesson): Promise<number> {
  const { tf } = engine
  const task = tasks[id]
  const network = architecture.build({ output: { bias: task.outputBias(LABELS) }, graph: null })
  const side = architecture === classifierSmall ? 1 : SIDE_PX / architecture.stride
  const grid = { width: side, height: side }
  const truth = Array.from({ length: IMAGES }, (_, image): LabelledObject[] => [
    { label: image % 2, shape: shape(image), value: image },
  ])
  const study = learner({ engine, network, task, labels: LABELS })
  const state = freshState(initialWeights(network.weights, SEED), initialStatistics(network))
  const factors = learningFactors(network, { headFactor: 1, weightDecay: 0 })
  const images = () => tf.tensor4d(paintedPixels(), [IMAGES, SIDE_PX, SIDE_PX, 3]) as Tensor4D
  for (let step = 0; step < STEPS; step++) {
    const { gradient } = await study(state.weights, { images: images(), targets: task.targets(tf, truth, grid, LABELS) })
    learn(state, gradient, factors, LEARNING_RATE, Math.min(1, LONGEST_GRADIENT / gradientNorm(gradient)), step)
  }
  const values = await answers(engine, network, state.weights, images())
  const perImage = values.length / IMAGES
  const found = truth.map((_, image) => task.decode(values.subarray(image * perImage, (image + 1) * perImage), grid, LABELS))
  return task.measure(found, truth, LABELS).metric
}

/** What a network says of a batch, normalised by the batch's own statistics as while it learned. */
async function answers(engine: Engine, network: Network, weights: Float32Array, images: Tensor4D): Promise<Float32Array> {
  const { tf } = engine
  const output = tf.tidy(() => {
    const parts = splitWeights(tf, network.weights, tf.tensor1d(weights) as Tensor1D)
    return network.forward(
      learningPass(engine, parts, ({ mean, variance }) => tf.dispose([mean, variance])),
      images,
    )
  })
  const values = (await output.data()) as Float32Array
  tf.dispose([output, images])
  return values
}

/** A card in software would take minutes for one task. */
async function engineOrReason(id: EngineId): Promise<Engine | string> {
  try {
    return await loadNamedEngine(id, { byName: false })
  } catch (error) {
    if (error instanceof EngineUnavailable) return error.message
    throw error
  }
}

/** Grey images, each with a red or a blue square of its own place; the whole is brighter from image to image. */
function paintedPixels(): Float32Array {
  const pixels = new Float32Array(IMAGES * SIDE_PX * SIDE_PX * 3)
  for (let image = 0; image < IMAGES; image++) {
    const { x, y, width, height } = square(image)
    for (let row = 0; row < SIDE_PX; row++)
      for (let column = 0; column < SIDE_PX; column++) {
        const [px, py] = [(column + 0.5) / SIDE_PX, (row + 0.5) / SIDE_PX]
        const isInside = px > x && px < x + width && py > y && py < y + height
        const grey = image / IMAGES - 0.5
        const colour = image % 2 === 0 ? [1, -1, -1] : [-1, -1, 1]
        pixels.set(isInside ? colour : [grey, grey, grey], ((image * SIDE_PX + row) * SIDE_PX + column) * 3)
      }
  }
  return pixels
}

function square(image: number): { x: number; y: number; width: number; height: number } {
  return { x: 0.05 + (image % 5) * 0.11, y: 0.05 + (image % 4) * 0.14, width: SQUARE, height: SQUARE }
}

function outline(image: number): LearnedShape {
  const { x, y, width, height } = square(image)
  return { kind: 'polygon', ring: [x, y, x + width, y, x + width, y + height, x, y + height], holes: [] }
}
