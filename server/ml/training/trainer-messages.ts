import type { ValidationFigures } from '../tasks/task.ts'
import type { ResolvedParameters } from './parameters.ts'
import type { TrainerSpec } from './trainer-spec.ts'

/** What is said to a trainer process. */
export type TrainerCommand =
  | { type: 'train'; spec: TrainerSpec }
  | { type: 'cancel' }
  /** What became of a blob that it asked for: a local file, or why there is none. */
  | { type: 'brought'; blob: string; file: string }
  | { type: 'brought'; blob: string; error: string }

/** A trainer process asks for a blob as a local file. */
export type TrainerWish = { type: 'wanted'; blob: string }

/** What a finished training leaves. */
export type TrainedModel = {
  modelFolder: string
  architecture: string
  validation: ValidationFigures | null
  secondsElapsed: number
}

/** What a trainer process says. */
export type TrainerMessage =
  | {
      type: 'started'
      engine: string
      architecture: string
      architectureReason: string
      parameters: ResolvedParameters
      parametersCount: number
      resumedAtStep: number
    }
  | {
      type: 'progress'
      step: number
      steps: number
      epoch: number
      epochs: number
      secondsElapsed: number
      secondsLeft: number
      imagesPerSecond: number
    }
  | { type: 'metrics'; step: number; epoch: number; loss: number; learningRate: number }
  | ({ type: 'validation'; step: number; epoch: number } & ValidationFigures)
  /** The loss at step `from` was infinite or ran away: the run goes on from `step` with so much of its learning rate. */
  | { type: 'wentBack'; from: number; step: number; rateFactor: number }
  /** `seconds`: what writing it cost. */
  | { type: 'checkpoint'; step: number; seconds: number }
  | ({ type: 'done' } & TrainedModel)
  | { type: 'cancelled' }
  | { type: 'failed'; message: string }
