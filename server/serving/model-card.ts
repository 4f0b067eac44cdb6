import { z } from 'zod'
import { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { GateVerdict, LabelThreshold } from '#shared/domain/evaluation.ts'
import { Approval, type Model, type Run, type Snapshot } from '#shared/domain/training.ts'
import { ModelFormat } from '#shared/routes/serving.ts'
import { Evaluation, TaskId } from '#shared/tasks/index.ts'
import { architectureById } from '../ml/architectures/index.ts'

/** Version of the card's layout. */
const CARD_FORMAT = 1

/** Whose numbers a pretrained model began with (see FACTS of the training reference: the detector inside this package). */
const PRETRAINED_PART = {
  name: 'CenterNet on MobileNetV3, trained on COCO (80 classes)',
  source: '@vladmandic/human 3.3.6, models/centernet',
  licence: 'MIT',
} as const

/** How the numbers of one file are to be given and read. */
const Files = z.object({
  format: ModelFormat,
  input: z.object({ name: z.string(), shape: z.array(z.number().int().nullable()), type: z.string(), convention: z.string() }),
  output: z.object({ name: z.string(), decoding: z.string() }),
})

/** All that a program, or a person, has to know of an exported model. */
export const ModelCard = z.object({
  format: z.literal(CARD_FORMAT),
  project: z.string(),
  version: z.number().int(),
  task: TaskId,
  architecture: z.string(),
  /** In the order of the output's channels, as the network knows them. */
  labels: z.array(LearnedLabel),
  /** The same as they are called in the project now; an empty one stands for nothing there. */
  labelNames: z.array(z.string()),
  /** Scores from which on predictions were good enough on the validation split. */
  thresholds: z.array(LabelThreshold),
  inputSize: z.object({ width: z.number().int(), height: z.number().int() }),
  files: Files,
  data: z
    .object({
      snapshot: z.number().int(),
      digest: z.string(),
      images: z.record(z.string(), z.number().int()),
      labels: z.array(z.object({ label: z.string(), train: z.number(), validation: z.number(), test: z.number() })),
    })
    .nullable(),
  figures: z.object({ test: Evaluation.nullable(), validation: Evaluation.nullable() }),
  training: z.object({
    seed: z.number().int().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    engine: z.string(),
    seconds: z.number(),
    weights: z.number().int(),
  }),
  pretrained: z.object({ name: z.string(), source: z.string(), licence: z.string() }).nullable(),
  /** What was decided about it, and what people wrote. */
  decision: z
    .object({ gate: GateVerdict.nullable(), approval: Approval.nullable(), note: z.string() })
    .default({ gate: null, approval: null, note: '' }),
  createdAt: z.string(),
})
export type ModelCard = z.infer<typeof ModelCard>

/** What the records say; the exporting process adds what the model's files do. */
export type CardDraft = Omit<ModelCard, 'files' | 'labels' | 'inputSize'>

/** A card from the records of a model, under the names that its labels have now. */
export function draftCard(records: {
  readonly project: string
  readonly model: Model
  readonly run: Run | null
  readonly snapshot: Snapshot | null
}): CardDraft {
  const { project, model, run, snapshot } = records
  return {
    format: CARD_FORMAT,
    project,
    version: model.version,
    task: model.task,
    architecture: model.architecture,
    labelNames: model.labelNames,
    thresholds: model.thresholds,
    data: snapshot && {
      snapshot: snapshot.number,
      digest: snapshot.digest,
      images: snapshot.assets,
      labels: snapshot.labels,
    },
    figures: { test: model.evaluation, validation: model.validation },
    training: {
      seed: run?.seed ?? null,
      parameters: run?.parameters ?? {},
      engine: model.engine,
      seconds: model.trainingSeconds,
      weights: model.parametersCount,
    },
    pretrained: pretrainedPart(model),
    decision: { gate: model.gate, approval: model.approval ?? null, note: model.note ?? '' },
    createdAt: new Date(model.createdAt).toISOString(),
  }
}

/** Whose numbers it began with: those that came with the product, or what somebody brought, in their words. */
function pretrainedPart({ architecture, startingPoint, backend }: Model): ModelCard['pretrained'] {
  if (backend)
    return { name: backend.modelClass ?? 'a model', source: `a backend that answers at ${backend.url}`, licence: 'not stated' }
  if (!architectureById(architecture).pretrained) return null
  if (!startingPoint) return PRETRAINED_PART
  const { name, licence, hashes } = startingPoint
  return { name, source: `files that were brought as "${name}" (SHA-256 ${hashes.join(', ')})`, licence: licence || 'not stated' }
}
