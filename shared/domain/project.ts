import { z } from 'zod'
import { Ontology } from '../ontology.ts'
import { TaskId } from '../tasks/index.ts'
import { MetaKey } from './asset-meta.ts'
import { ProjectId, UserId } from './ids.ts'
import { LabelModelId } from './labeling-function.ts'
import { MonitoringSettings } from './monitoring.ts'
import { triggerSettings } from './trigger.ts'

const share = z.number().min(0).max(1)

/** What starts, shapes and judges the loop of a project; every field has a default. */
export const LoopSettings = z.object({
  milestone: z
    .object({
      enabled: z.boolean().default(true),
      /** New approved labels since the last training that start the next one. */
      labels: z.number().int().positive().default(100),
      /** … or this share of the labels of the last training, if that is more: trainings get rarer as data grows. */
      growth: z.number().min(0).max(10).default(0.5),
    })
    .prefault({}),
  age: z
    .object({
      enabled: z.boolean().default(false),
      /** Train when the oldest approved label that no training has seen is older than this. */
      days: z.number().positive().default(7),
    })
    .prefault({}),
  ...triggerSettings,
  training: z
    .object({
      architecture: z.string().default('auto'),
      /** Seconds of training, or null to plan by the amount of data. */
      timeBudgetSeconds: z.number().positive().nullable().default(null),
      parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    })
    .prefault({}),
  gate: z
    .object({
      promote: z.boolean().default(true),
      /** Who has to agree before a model that passed becomes the champion. */
      approval: z.enum(['none', 'manager']).default('none'),
      /** What a model that passed begins with: all images, or a share of them until corrections have shown that it is no worse. */
      rollout: z.enum(['all', 'canary']).default('all'),
      /** Least gain of the main figure over the champion's, 0 to 1; at 0 it must still be better. */
      leastGain: share.default(0),
      /** Share of the bootstrap's resamples in which it must be better. */
      certainty: share.default(0.5),
      /** The most that its expected calibration error may be above the champion's, 0 to 1; null where that is not asked. */
      calibrationMargin: share.nullable().default(null),
      /** Slowest prediction of one image that may be promoted, in milliseconds; null for no cap. */
      latencyCapMs: z.number().positive().nullable().default(null),
      /** Largest model that may be promoted, in megabytes of its files; null for no cap. */
      sizeCapMb: z.number().positive().nullable().default(null),
      /** Also judged on what was approved since the champion's snapshot and neither model learned from; from so many images on. */
      newest: z
        .object({
          enabled: z.boolean().default(true),
          images: z.number().int().positive().default(30),
          /** How much of the main figure it may lose there, 0 to 1. */
          margin: share.default(0.02),
        })
        .prefault({}),
    })
    .prefault({}),
  prelabel: z
    .object({
      enabled: z.boolean().default(true),
      /** Suggestions are shown above the score whose precision on the validation split reaches this; null for what saves people's time. */
      targetPrecision: share.nullable().default(null),
      /** Several models suggest as one where that is measured to pay. */
      together: z.boolean().default(true),
      /** … and takes no longer than this for one image, in milliseconds. */
      togetherMs: z.number().positive().default(200),
    })
    .prefault({}),
  queue: z
    .object({
      order: z.enum(['uncertain', 'random', 'name']).default('uncertain'),
      /** Share of the queue drawn at random, so that figures stay unbiased. */
      randomShare: share.default(0.25),
      reservationMinutes: z.number().positive().default(10),
    })
    .prefault({}),
  monitoring: MonitoringSettings.prefault({}),
  supervision: z
    .object({
      /** What makes one answer of the labeling functions' votes. */
      model: LabelModelId.default('generative'),
      /** Suggestions are made of answers that are at least this probable. */
      least: share.default(0.8),
      /** Images nobody has decided on are trained with, as what the functions' answer makes of them. */
      train: z.boolean().default(false),
    })
    .prefault({}),
  split: z
    .object({
      validation: share.default(0.15),
      test: share.default(0.15),
      /** Metadata whose equal values keep images in one split, such as "patient"; null where only looks and videos do. */
      by: MetaKey.nullable().default(null),
    })
    .refine(({ validation, test }) => validation + test < 1, 'validation and test together must leave a share for training')
    .prefault({}),
  privacy: z
    .object({
      /** Where photographs were taken is kept beside them, as their files say it. */
      places: z.boolean().default(false),
    })
    .prefault({}),
})
export type LoopSettings = z.infer<typeof LoopSettings>

export const ProjectName = z.string().trim().min(1).max(120)

export const Project = z.object({
  id: ProjectId,
  name: ProjectName,
  task: TaskId,
  ontology: Ontology,
  loop: LoopSettings,
  /** Aliases: the model version that pre-labels, the one waiting for its verdict. */
  champion: z.number().int().positive().nullable(),
  challenger: z.number().int().positive().nullable(),
  /** A project of blind copies: whose ratings of which project; it is on no list. Absent for others. */
  blind: z.object({ of: ProjectId, rater: UserId }).exactOptional(),
  createdAt: z.number(),
})
export type Project = z.infer<typeof Project>
