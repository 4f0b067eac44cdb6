import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { PredictAnswer } from '#shared/routes/serving.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { type LabelledPrediction, shown } from '#shared/tasks/shown.ts'
import { ImagesRefused, type ReceivedImage } from './receive-images.ts'

/** What a model said of one file: predictions in its pixels, or why it is no image. */
export type SaidOfFile =
  | { readonly width: number; readonly height: number; readonly predictions: readonly LabelledPrediction[] }
  | { readonly unreadable: string }

/** Which predictions are told: all, or those that reach their label's score; of these labels only. */
export interface Telling {
  readonly task: TaskId
  readonly thresholds: readonly LabelThreshold[]
  readonly all: boolean
  /** Null: of every label. */
  readonly labels: ReadonlySet<string> | null
}

/** The answer on the images of a request; refuses it where one of them is no image, and names it. */
export function answerOn(
  images: readonly ReceivedImage[],
  said: readonly SaidOfFile[],
  { task, thresholds, all, labels }: Telling,
): PredictAnswer['images'] {
  return images.map(({ name }, index) => {
    const answer = said[index] ?? { unreadable: 'no answer' }
    if ('unreadable' in answer) throw new ImagesRefused('invalid', `Expected images that can be decoded, but ${name} cannot`)
    const { width, height, predictions } = answer
    const known = predictions.filter(({ label }) => labels === null || labels.has(label))
    return { name, width, height, annotations: (all ? known : shown(task, known, thresholds)).map(annotationOf) }
  })
}

const annotationOf = ({ label, score, shape, value }: LabelledPrediction) => ({ label, score, shape, value })
