import { z } from 'zod'
import type { PipelineStep, StepUse } from '../domain/pipeline.ts'

/** What passes from step to step; `verdict` may come from several, and all must agree. */
export type Port = 'snapshot' | 'model' | 'evaluation' | 'verdict'

/** What a step takes from those before it, gives to those after it, and may be told. */
export interface StepKind {
  readonly title: string
  readonly sentence: string
  readonly takes: readonly Port[]
  /** Own steps give a verdict where they are told to. */
  gives(step: Pick<PipelineStep, 'with'>): readonly Port[]
  /** Whether a run may have several of them. */
  readonly many: boolean
  /** Whether the same inputs always give the same, so that it may be taken over. */
  readonly cacheable: boolean
  readonly parameters: z.ZodType<Record<string, unknown>>
}

const none = z.strictObject({})
const gives = z.enum(['data', 'verdict']).default('data')
const ofOwn = ({ with: parameters }: Pick<PipelineStep, 'with'>): Port[] => (parameters.gives === 'verdict' ? ['verdict'] : [])

/** Parameters of an HTTP call. */
export const HttpParameters = z.strictObject({ url: z.url({ protocol: /^https?$/ }), gives })
/** Parameters of a program in a container: its image, and the line that its shell runs. */
export const CommandParameters = z.strictObject({
  image: z.string().trim().max(300).default(''),
  command: z.string().trim().min(1).max(4000),
  gives,
})

/** Every kind of step: DESIGN.md section 4, and what people add to it. */
export const stepKinds: Readonly<Record<StepUse, StepKind>> = {
  snapshot: {
    title: 'Snapshot',
    sentence: 'Freezes the approved labels.',
    takes: [],
    gives: () => ['snapshot'],
    many: false,
    cacheable: false,
    parameters: none,
  },
  train: {
    title: 'Train',
    sentence: 'Learns a model from the snapshot and registers it as a version.',
    takes: ['snapshot'],
    gives: () => ['model'],
    many: false,
    cacheable: true,
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  },
  evaluate: {
    title: 'Evaluate',
    sentence: 'Measures the model on the validation split and the frozen test split.',
    takes: ['snapshot', 'model'],
    gives: () => ['evaluation'],
    many: false,
    cacheable: false,
    parameters: none,
  },
  gate: {
    title: 'Gate',
    sentence: 'Holds the model against the champion, image by image.',
    takes: ['snapshot', 'model', 'evaluation'],
    gives: () => ['verdict'],
    many: false,
    cacheable: false,
    parameters: none,
  },
  promote: {
    title: 'Promote',
    sentence: 'Makes the model the champion where every verdict says so.',
    takes: ['model', 'verdict'],
    gives: () => [],
    many: false,
    cacheable: false,
    parameters: none,
  },
  http: {
    title: 'HTTP call',
    sentence: 'Sends a signed message with what came before, and keeps the answer.',
    takes: [],
    gives: ofOwn,
    many: true,
    cacheable: true,
    parameters: HttpParameters,
  },
  command: {
    title: 'Command',
    sentence: 'Runs a program in a container with what came before, and keeps what it wrote.',
    takes: [],
    gives: ofOwn,
    many: true,
    cacheable: true,
    parameters: CommandParameters,
  },
}
