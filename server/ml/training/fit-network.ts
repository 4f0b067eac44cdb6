import type { ExampleFeatures, Fitted } from '../architectures/architecture.ts'
import type { Engine } from '../engines/engine.ts'
import { decodeImages, type OnDisk, type PixelStore, readDecoded, removeDecoded } from '../images/pixel-store.ts'
import { engineRunner } from '../models/engine-runner.ts'
import type { LearnedNetwork } from '../models/network-of-model.ts'
import { forEachWeight, initialStatistics, initialWeights, sizeOf } from '../networks/weights.ts'
import type { LabelledObject } from '../tasks/task.ts'
import type { PreparedRun } from './prepare-run.ts'
import { saveTrained } from './save-trained.ts'
import { deriveSeed } from './seeds.ts'
import type { TrainedModel, TrainerMessage } from './trainer-messages.ts'
import type { LearnedImage } from './trainer-spec.ts'
import { validator } from './validator.ts'

type FitOptions = {
  prepared: PreparedRun
  engine: Engine
  report(message: TrainerMessage): void
  isCancelled(): boolean
  onDisk?: OnDisk | undefined
}

/** Fits a network to the examples among the training images, in one go, and saves the model. Null where it was cancelled. */
export async function fitNetwork({ prepared, engine, report, isCancelled, onDisk }: FitOptions): Promise<TrainedModel | null> {
  const { spec, task, labels, architecture, parameters, network, graph } = prepared
  const { fitted } = architecture
  if (!fitted) throw new Error(`expected an architecture that is fitted, got ${architecture.id}`)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const size = { width: parameters.inputWidth, height: parameters.inputHeight }
  const objectsOf = (images: readonly LearnedImage[]) => images.map(({ objects }): readonly LabelledObject[] => objects)
  const examples = examplesAmong(objectsOf(spec.train), prepared)
  if (examples.length === 0) throw new Error('expected at least one good image to learn from, got none')
  const heldBack = examplesAmong(objectsOf(spec.validation), prepared)
  const decode = (images: LearnedImage[], name: string) =>
    decodeImages({ images, size, folder: spec.workFolder, name, ...(onDisk && { onDisk }) })
  const decoded = [await decode(spec.train, 'train'), await decode(spec.validation, 'validation')] as const
  const [train, validation] = decoded.map((images) => readDecoded(images)) as [PixelStore, PixelStore]
  const steps = examples.length + heldBack.length + 1
  const say = (step: number) => report({ type: 'progress', ...progressAt(step, steps, seconds()) })
  try {
    const runner = featureRunner(prepared, fitted, engine)
    const features: ExampleFeatures[] = []
    for (const [store, place] of [
      ...examples.map((at) => [train, at] as const),
      ...heldBack.map((at) => [validation, at] as const),
    ]) {
      if (isCancelled()) return null
      const { values, grid } = await runner.run([store.pixels(place)])
      features.push({ values, grid, channels: values.length / (grid.width * grid.height) })
      say(features.length)
    }
    runner.dispose()
    const weights = initialWeights(network.weights, deriveSeed(spec.seed))
    const found = fitted.fit(features.slice(0, examples.length), features.slice(examples.length), spec.seed)
    forEachWeight(network.weights, ({ name, shape }, offset) => {
      const values = found.get(name)
      if (values && values.length === sizeOf(shape)) weights.set(values, offset)
      else if (values) throw new Error(`expected ${sizeOf(shape)} numbers for ${name}, got ${values.length}`)
    })
    const learned: LearnedNetwork = { network, weights, statistics: initialStatistics(network) }
    const judge = validator({
      engine,
      task,
      labels,
      size,
      range: architecture.pixels,
      batchSize: parameters.batchSize,
      objects: objectsOf(spec.validation),
      pixels: validation,
    })
    const figures = await judge(learned)
    if (figures) report({ type: 'validation', step: steps, epoch: 1, ...figures })
    say(steps)
    const modelFolder = await saveTrained(prepared, engine, learned)
    return { modelFolder, architecture: architecture.id, validation: figures, secondsElapsed: seconds() }
  } finally {
    for (const store of [train, validation]) store.close()
    for (const images of decoded) removeDecoded(images)
  }

  function featureRunner({ spec: { seed } }: PreparedRun, { features }: Fitted, on: Engine) {
    const part = features({ output: { bias: [] }, graph })
    const learned = {
      network: part,
      weights: initialWeights(part.weights, deriveSeed(seed)),
      statistics: initialStatistics(part),
    }
    return engineRunner(on, { learned, size, range: architecture.pixels })
  }
}

/** Places of the images that the network is fitted to. */
function examplesAmong(images: readonly (readonly LabelledObject[])[], { task, labels }: PreparedRun): number[] {
  return images.flatMap((objects, place) => (task.isExample?.(objects, labels) === false ? [] : [place]))
}

/** How far the one pass over the examples is. */
function progressAt(step: number, steps: number, seconds: number) {
  const perStep = seconds / Math.max(1, step)
  return {
    step,
    steps,
    epoch: step / steps,
    epochs: 1,
    secondsElapsed: seconds,
    secondsLeft: (steps - step) * perStep,
    imagesPerSecond: 1 / Math.max(perStep, Number.EPSILON),
  }
}
