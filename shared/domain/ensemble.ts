import { z } from 'zod'
import type { TaskId } from '../tasks/index.ts'
import { LabelThreshold } from './evaluation.ts'
import { ProjectId } from './ids.ts'
import type { Project } from './project.ts'

/** The tasks whose predictions several models can make as one; of outlines, skeletons and the rest the champion suggests alone. */
export const FUSED_TASKS = ['detection', 'classification', 'multilabel', 'regression'] as const satisfies readonly TaskId[]
export type FusedTask = (typeof FUSED_TASKS)[number]
export const isFused = (task: TaskId): task is FusedTask => (FUSED_TASKS as readonly TaskId[]).includes(task)

/**
 * together: they suggest as one. no-gain: not surely better than the champion alone. label-loses: better, but not for every label. too-slow:
 * better, and over the budget. too-few: too few validation images to tell. member-lost: one of them cannot be asked. In all but the first the
 * champion goes on alone.
 */
export const EnsembleVerdict = z.enum(['together', 'no-gain', 'label-loses', 'too-slow', 'too-few', 'member-lost'])
export type EnsembleVerdict = z.infer<typeof EnsembleVerdict>

/** How far each member is trusted, in their order, and what each label starts from, where the task learns that. */
export const EnsembleWeights = z.object({
  weights: z.array(z.number()),
  biases: z.array(z.object({ label: z.string(), bias: z.number() })),
})
export type EnsembleWeights = z.infer<typeof EnsembleWeights>

/** Several models weighed against the champion alone, with the numbers the verdict rests on; all of the validation split. */
export const Ensemble = z.object({
  projectId: ProjectId,
  /** The champion it was weighed for: with another one it is dissolved. */
  champion: z.number().int().positive(),
  /** The models chosen for it, the champion first, whether or not they could be asked. */
  asked: z.array(z.number().int().positive()),
  /** Those that answered, the champion first: the main figure each reaches alone, and its time for one image. */
  members: z.array(z.object({ version: z.number().int().positive(), value: z.number().nullable(), latencyMs: z.number() })),
  /** The labels are as this snapshot has them. */
  snapshotNumber: z.number().int(),
  images: z.number().int(),
  verdict: EnsembleVerdict,
  /** The main figure of the champion alone, and of all together where each half of the images was fused as the other half taught. */
  alone: z.number().nullable(),
  together: z.number().nullable(),
  difference: z.number().nullable(),
  /** 95 % interval of the difference, paired bootstrap over the images. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Labels that lose more than their margin when all are asked. */
  losing: z.array(z.string()),
  /** Milliseconds for one image, all members one after the other, and what the project allows. */
  latencyMs: z.number(),
  budgetMs: z.number(),
  learned: EnsembleWeights,
  /** From which fused score on each label is shown. */
  thresholds: z.array(LabelThreshold),
  weighedAt: z.number(),
})
export type Ensemble = z.infer<typeof Ensemble>

/** Whether the members of an ensemble suggest as one now: it pays, it was weighed for this champion, and nobody switched it off. */
export const isInForce = (
  { champion, loop }: Pick<Project, 'champion' | 'loop'>,
  ensemble: Pick<Ensemble, 'champion' | 'verdict'> | null,
): boolean => ensemble?.verdict === 'together' && ensemble.champion === champion && loop.prelabel.together

/** The versions that have a say beside the champion. */
export const othersIn = ({ champion, members }: Pick<Ensemble, 'champion' | 'members'>): number[] =>
  members.map(({ version }) => version).filter((version) => version !== champion)
