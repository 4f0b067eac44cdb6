import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluationOf } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import type { TrainerSpec, TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { startPredictor } from '#server/prelabel/predictor-process.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Evaluation } from '#shared/tasks/index.ts'

/** One training and the images that judge it. */
export type Trial = Pick<TrainerSpec, 'task' | 'labels' | 'keypoints' | 'train' | 'validation'> & {
  readonly test: TrainingImage[]
  readonly architecture: string
  readonly parameters: Record<string, unknown>
  readonly seed: number
  /** A folder that outlives an interrupted training, so that the same trial goes on there; one of its own where none is named. */
  readonly workFolder?: string
}

/** What a trial came to: the product's own figures, and every test image as it was judged. */
export interface Judged {
  readonly figures: Evaluation
  readonly images: readonly MeasuredImage[]
  readonly seconds: number
}

/** Trains as the product does, and judges by the product's own evaluation; messages of the training go to stderr. */
export async function trainAndJudge({ test, workFolder: lasting, ...spec }: Trial): Promise<Judged> {
  const workFolder = lasting ?? (await mkdtemp(join(tmpdir(), 'labelloop-trial-')))
  if (lasting) await mkdir(lasting, { recursive: true })
  try {
    const { modelFolder, secondsElapsed } = await startTrainer(
      { ...spec, runId: 'benchmark', workFolder, engine: 'auto' },
      { onMessage: (message) => isTold(message.type) && process.stderr.write(`${JSON.stringify(message)}\n`) },
    )
    const predictor = await startPredictor({ modelFolder })
    const predictions = await predictor.predict(test)
    predictor.dispose()
    const nameOf = <One extends { label: number }>({ label, ...one }: One) => ({ ...one, label: spec.labels[label] as string })
    const images = test.map(({ objects, assetId, width, height }, index) => ({
      assetId: assetId as AssetId,
      width,
      height,
      truth: objects.map((object, place) => ({ ...nameOf(object), annotationId: `${index}.${place}` as AnnotationId })),
      predictions: (predictions[index] ?? []).map(nameOf),
    }))
    const latencyMs = 1000 / predictor.imagesPerSecond()
    const figures = evaluationOf({ task: spec.task, split: 'test', labels: spec.labels, images, latencyMs })
    return { figures, images, seconds: secondsElapsed }
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

/** Whether a message of a training is of interest where only its end is judged. */
export const isTold = (type: string): boolean => ['started', 'validation', 'wentBack'].includes(type)

/** `name=value` pairs of a command line as parameters of a training. */
export const parametersOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]))

/** Mean and standard deviation of a figure, for people. */
export function spoken(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return `${mean.toFixed(3)} ± ${spread.toFixed(3)} (${values.length})`
}
