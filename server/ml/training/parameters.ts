import { z } from 'zod'
import { type Augmentation, type AugmentationPart, augmentationParts } from '#shared/domain/augmentation.ts'

const auto = z.literal('auto')
const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const share = number.min(0).max(1)
const onOff = z.union([auto, flag]).default('auto')
const strength = (part: AugmentationPart) => z.union([auto, number.min(0).max(augmentationParts[part].most)]).default('auto')

const augmentation = {
  horizontalFlip: onOff,
  verticalFlip: onOff,
  quarterTurns: onOff,
  scale: strength('scale'),
  crop: strength('crop'),
  shift: strength('shift'),
  rotationDegrees: strength('rotationDegrees'),
  brightness: strength('brightness'),
  contrast: strength('contrast'),
  saturation: strength('saturation'),
  hueDegrees: strength('hueDegrees'),
  mosaic: strength('mosaic'),
  mixup: strength('mixup'),
  cutOut: strength('cutOut'),
} satisfies Record<AugmentationPart, z.ZodType>

/** What a person may set of the augmentation alone. */
export const augmentationParameters = z.object(augmentation)

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
  ...augmentation,
  /** Share by which the input of a batch may be larger or smaller than usual. */
  mixedSizes: z.union([auto, number.min(0).max(0.5)]).default('auto'),
  /** Labels on a smaller share of the images than this are shown more often. */
  balance: z.union([auto, share]).default('auto'),
  /** How far rare labels weigh more: at 0 every object counts the same, at 1 every label does in all. */
  evenLabels: z.union([auto, share]).default('auto'),
  /** Share of the run in which only a new head learns, before the pretrained body joins. */
  headFirst: z.union([auto, share]).default('auto'),
  /** Validations (twelve a run) without a better figure after which a run ends early; 0 never ends one. */
  patience: z.union([auto, number.int().min(0).max(12)]).default('auto'),
  /** Whether what a model finds on its own training images without a label there is left out of the lesson. */
  ignoreUnlabelled: onOff,
  /** The imported body to build on, by its id; `auto` takes the one that comes with the product. */
  startingPoint: z.union([auto, z.string().min(1).max(80)]).default('auto'),
  /** Whether to start from the champion's weights, where there is one. */
  warmStart: onOff,
  /** Also learn from the validation images; nothing is left to choose the best moment by. */
  trainOnValidation: flag.default(false),
})
export type TrainingParameters = z.infer<typeof trainingParameters>

/** The parameters with every `auto` decided; one of `epochs` and `timeBudgetSeconds` is null. */
export type ResolvedParameters = Augmentation & {
  epochs: number | null
  timeBudgetSeconds: number | null
  batchSize: number
  learningRate: number
  weightDecay: number
  inputWidth: number
  inputHeight: number
  mixedSizes: number
  balance: number
  evenLabels: number
  headFirst: number
  patience: number
  ignoreUnlabelled: boolean
  startingPoint: string | null
  warmStart: boolean
  trainOnValidation: boolean
}
