import { z } from 'zod'
import { ProjectId, RunId, SnapshotId, StudyId } from './ids.ts'

/** What a training parameter is set to. */
export const ParameterValue = z.union([z.string(), z.number(), z.boolean()])
export type ParameterValue = z.infer<typeof ParameterValue>

/** One point of a search: a value for every parameter that is in force there. */
export const Assignment = z.record(z.string(), ParameterValue)
export type Assignment = z.infer<typeof Assignment>

const name = z.string().min(1).max(60)
/** Only in force where an earlier parameter has one of these values. */
const when = z.object({ name, values: z.array(ParameterValue).min(1) }).exactOptional()
const scale = z.enum(['linear', 'log']).default('linear')

/** A training parameter with the range in which it is searched. `architecture` is one as well. */
export const SearchParameter = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('float'), name, low: z.number(), high: z.number(), scale, when }),
    z.object({ type: z.literal('integer'), name, low: z.int(), high: z.int(), scale, when }),
    z.object({ type: z.literal('choice'), name, choices: z.array(ParameterValue).min(2).max(20), when }),
    z.object({ type: z.literal('boolean'), name, when }),
  ])
  .refine((parameter) => !('low' in parameter) || parameter.low < parameter.high, 'Expected the low end to be below the high one')
  .refine(
    (parameter) => !('low' in parameter) || parameter.scale === 'linear' || parameter.low > 0,
    'Expected a logarithmic range to begin above 0',
  )
export type SearchParameter = z.infer<typeof SearchParameter>

/** Dimensions for which there are Sobol direction numbers. */
export const MOST_PARAMETERS = 16

/** Where is searched; parameters that others depend on come first. */
export const SearchSpace = z
  .array(SearchParameter)
  .min(1)
  .max(MOST_PARAMETERS)
  .refine((space) => new Set(space.map((parameter) => parameter.name)).size === space.length, 'Expected every parameter once')
  .refine(
    (space) => space.every(({ when }, place) => !when || space.slice(0, place).some((earlier) => decides(earlier, when))),
    'Expected a condition to name a choice further up, and values that it can have',
  )
export type SearchSpace = z.infer<typeof SearchSpace>

function decides(earlier: SearchParameter, condition: { name: string; values: readonly ParameterValue[] }): boolean {
  if (earlier.name !== condition.name) return false
  if (earlier.type === 'boolean') return condition.values.every((value) => typeof value === 'boolean')
  return earlier.type === 'choice' && condition.values.every((value) => earlier.choices.includes(value))
}

export const SearchMethodId = z.enum(['grid', 'random', 'tpe', 'gaussian-process'])
export type SearchMethodId = z.infer<typeof SearchMethodId>

/** How the next point is chosen, in words for people. */
export const searchMethods = {
  tpe: {
    title: 'Tree of Parzen estimators',
    sentence: 'Learns from 10 runs on what good runs have in common. Works with every kind of parameter.',
  },
  'gaussian-process': {
    title: 'Gaussian process',
    sentence: 'Models the figure as a smooth surface. Best for few runs over few numbers.',
  },
  random: { title: 'Evenly spread', sentence: 'Sobol points: learns nothing on the way, and covers the ranges evenly.' },
  grid: { title: 'Grid', sentence: 'Every combination of three values per number, in random order.' },
} as const satisfies Record<SearchMethodId, { title: string; sentence: string }>

export const EarlyStopping = z.enum(['none', 'halving', 'hyperband'])
export type EarlyStopping = z.infer<typeof EarlyStopping>

/** running ⇄ paused; running → judging (the best so far is at the gate) → succeeded, or one of the last two. */
export const StudyState = z.enum(['running', 'paused', 'judging', 'succeeded', 'failed', 'cancelled'])
export type StudyState = z.infer<typeof StudyState>
export const isOpenStudy = ({ state }: { state: StudyState }): boolean =>
  state === 'running' || state === 'paused' || state === 'judging'

/** What a person asks a study for. */
export const StudyRequest = z.object({
  method: SearchMethodId.default('tpe'),
  space: SearchSpace,
  /** Training parameters that are the same in every run; `epochs` or `timeBudgetSeconds` says how long a whole run is. */
  fixed: Assignment.default({}),
  architecture: z.string().default('auto'),
  /** It ends at whichever comes first; seconds are those spent on training. */
  budget: z.object({ runs: z.int().min(1).max(500), seconds: z.number().positive().nullable().default(null) }),
  earlyStopping: EarlyStopping.default('none'),
  /** Tried before the method chooses, such as what did well elsewhere. */
  first: z.array(Assignment).max(10).default([]),
  /** Let the best so far become champion where the gate lets it pass. */
  promote: z.boolean().default(true),
  seed: z.int().default(0),
})
export type StudyRequest = z.infer<typeof StudyRequest>

/** A search over parameters: many runs on one snapshot, judged by the validation split alone. */
export const Study = StudyRequest.extend({
  id: StudyId,
  projectId: ProjectId,
  /** 1, 2, 3 … per project. */
  number: z.int().positive(),
  state: StudyState,
  /** What is approved when it begins, frozen for all its runs; null until then. */
  snapshot: z.object({ id: SnapshotId, number: z.int(), labels: z.int() }).nullable(),
  /** The run with the best figure among those that have come furthest. */
  best: z.object({ runId: RunId, trial: z.int().positive(), value: z.number() }).nullable(),
  /** How much of the differences in the figure each parameter accounts for, together 1; empty until enough runs have ended. */
  importance: z.array(z.object({ name: z.string(), share: z.number() })),
  /** What its best run became. */
  modelVersion: z.int().nullable(),
  message: z.string().nullable(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
})
export type Study = z.infer<typeof Study>

/** The part that a run plays in a study. */
export const Trial = z.object({
  studyId: StudyId,
  /** 1, 2, 3 … per study. */
  number: z.int().positive(),
  assignment: Assignment,
  /** The share of its training that it is to do, 1 for all of it; grows where early stopping lets it go on. */
  share: z.number().positive().max(1),
  /** How often it was asked for: each time is a job of its own. */
  stage: z.int().positive(),
  /** It is the best of its study: its model meets the champion. */
  atGate: z.boolean(),
  /** Where it stood whenever a share was done: the validation figure of the model it would have left, and seconds of training so far. */
  reached: z.array(z.object({ share: z.number(), value: z.number(), seconds: z.number() })),
})
export type Trial = z.infer<typeof Trial>
