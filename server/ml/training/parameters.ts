import { z } from 'zod'

const auto = z.literal('auto')
const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const share = number.min(0).max(1)

/** What a person may set of a training (`--set name=value`); `auto` leaves it to the data, the task and the architecture. */
export const trainingParameters = z.strictObject({
  /** Passes over the data; takes the place of the time budget. */
  epochs: z.union([auto, number.int().min(1).max(10_000)]).default('auto'),
  timeBudgetSeconds: z.union([auto, number.min(1).max(7 * 24 * 3600)]).default('auto'),
  batchSize: z.union([auto, number.int().min(1).max(256)]).default('auto'),
  learningRate: z.union([auto, number.positive().max(1)]).default('auto'),
  weightDecay: z.union([auto, number.min(0).max(1)]).default('auto'),
  inputWidth: z.union([auto, number.int().min(32).max(2048)]).default('auto'),
  inputHeight: z.union([auto, number.int().min(32).max(2048)]).default('auto'),
  horizontalFlip: z.union([auto, flag]).default('auto'),
  verticalFlip: z.union([auto, flag]).default('auto'),
  scale: z.union([auto, share]).default('auto'),
  shift: z.union([auto, share]).default('auto'),
  rotationDegrees: z.union([auto, number.min(0).max(180)]).default('auto'),
  brightness: z.union([auto, share]).default('auto'),
  contrast: z.union([auto, share]).default('auto'),
  /** Also learn from the validation images; nothing is left to choose the best moment by. */
  trainOnValidation: flag.default(false),
})
export type TrainingParameters = z.infer<typeof trainingParameters>

/** The parameters with every `auto` decided; one of `epochs` and `timeBudgetSeconds` is null. */
export type ResolvedParameters = {
  epochs: number | null
  timeBudgetSeconds: number | null
  batchSize: number
  learningRate: number
  weightDecay: number
  inputWidth: number
  inputHeight: number
  horizontalFlip: boolean
  verticalFlip: boolean
  scale: number
  shift: number
  rotationDegrees: number
  brightness: number
  contrast: number
  trainOnValidation: boolean
}
