import { z } from 'zod'
import { Evaluation, TaskId } from '../tasks/index.ts'
import { Split } from './asset.ts'
import { GateVerdict, LabelThreshold } from './evaluation.ts'
import { ProjectId, RunId, SnapshotId, UserId } from './ids.ts'
import { MlBackend } from './ml-backend.ts'
import { Trial } from './study.ts'
import { RunEnvironment, RunMarks } from './tracking.ts'
import { RuleTrigger } from './trigger.ts'
import { VersionMarks } from './version.ts'

/** Immutable, hashed version of a project's approved labels. */
export const Snapshot = z.object({
  id: SnapshotId,
  projectId: ProjectId,
  /** 1, 2, 3 … per project. */
  number: z.number().int().positive(),
  /** SHA-256 of the manifest, which is the blob of that name. */
  digest: z.string(),
  ontologyVersion: z.number().int(),
  assets: z.record(Split, z.number().int()),
  /** Approved annotations per label and split. */
  labels: z.array(z.object({ label: z.string(), train: z.number().int(), validation: z.number().int(), test: z.number().int() })),
  annotations: z.number().int(),
  /** Images that trainings learn as what labeling functions make of them, and the blob that says so; absent where there are none. */
  believed: z.object({ digest: z.string(), images: z.number().int() }).exactOptional(),
  /** Side of the median object as a share of the image's side; null without objects inside images, or where it was not measured. */
  relativeSize: z.number().nullable().default(null),
  /** What people call it and say of it; absent until somebody does. */
  marks: VersionMarks.exactOptional(),
  createdAt: z.number(),
})
export type Snapshot = z.infer<typeof Snapshot>

export const TriggerReason = z.object({
  type: z.enum([...RuleTrigger.options, 'webhook', 'person', 'study']),
  /** A sentence: "100 approved labels since snapshot 3". */
  reason: z.string(),
})
export type TriggerReason = z.infer<typeof TriggerReason>

/** What a run that started by itself has seen, so that nothing is answered twice. */
export const Answered = z.object({
  /** Approved labels when it was decided. */
  labels: z.number().int(),
  /** Number of the run that answered before it, 0 for the first: at most one follows each. */
  after: z.number().int().nonnegative(),
})
export type Answered = z.infer<typeof Answered>

/** queued → snapshot → training → evaluating → gate → one of the last four. */
export const RunState = z.enum([
  'queued',
  'snapshot',
  'training',
  'evaluating',
  'gate',
  'succeeded',
  'skipped',
  'failed',
  'cancelled',
])
export type RunState = z.infer<typeof RunState>
export const ACTIVE_RUN_STATES = ['queued', 'snapshot', 'training', 'evaluating', 'gate'] as const satisfies readonly RunState[]
export const isActiveRun = (run: { state: RunState }): boolean => (ACTIVE_RUN_STATES as readonly RunState[]).includes(run.state)

export const RunProgress = z.object({
  step: z.number().int(),
  steps: z.number().int(),
  epoch: z.number(),
  epochs: z.number(),
  secondsElapsed: z.number(),
  secondsLeft: z.number().nullable(),
  imagesPerSecond: z.number(),
})
export type RunProgress = z.infer<typeof RunProgress>

/** One training attempt on one snapshot with one set of parameters. */
export const Run = z.object({
  id: RunId,
  projectId: ProjectId,
  number: z.number().int().positive(),
  state: RunState,
  trigger: TriggerReason,
  /** What it answers by itself; absent where somebody asked for it. */
  answered: Answered.exactOptional(),
  snapshotId: SnapshotId.nullable(),
  snapshotNumber: z.number().int().nullable(),
  /** Approved annotations of its snapshot. */
  labels: z.number().int().nullable(),
  architecture: z.string(),
  /** Why this architecture, in a sentence. */
  architectureReason: z.string().nullable(),
  /** What was asked for; the rest is decided by the data. */
  requested: z.record(z.string(), z.unknown()),
  /** Every parameter as decided, once the training has begun. */
  parameters: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  promote: z.boolean(),
  engine: z.string().nullable(),
  /** How often one of its jobs was taken up, at most: more than once where a worker died. */
  attempt: z.number().int(),
  progress: RunProgress.nullable(),
  /** Figures of the last and the best validation so far. */
  metrics: z.object({ loss: z.number().nullable(), validation: z.number().nullable(), best: z.number().nullable() }),
  modelVersion: z.number().int().nullable(),
  /** Its part in a study; null where it is a run of the loop. */
  trial: Trial.nullable().default(null),
  message: z.string().nullable(),
  /** What people say of it; absent until somebody does. */
  marks: RunMarks.exactOptional(),
  /** What it runs on; absent before it began, and in older runs. */
  environment: RunEnvironment.exactOptional(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
})
export type Run = z.infer<typeof Run>

/** A point of a run's curve; fields that were not measured at this step are left out. */
export const CurvePoint = z.object({
  step: z.number().int(),
  epoch: z.number(),
  seconds: z.number(),
  loss: z.number().exactOptional(),
  learningRate: z.number().exactOptional(),
  validation: z.number().exactOptional(),
  perLabel: z.record(z.string(), z.number()).exactOptional(),
})
export type CurvePoint = z.infer<typeof CurvePoint>

/** A word that people put on a model, to find it again. */
export const ModelTag = z.string().trim().min(1).max(40)

/** A person's say on a model that passed the gate, where the project asks for one. */
export const Approval = z.object({
  state: z.enum(['waiting', 'approved', 'declined']),
  by: UserId.nullable(),
  reason: z.string(),
  at: z.number(),
})
export type Approval = z.infer<typeof Approval>

/** One trained artefact; one that was published ready to use has neither run nor snapshot. */
export const Model = z.object({
  projectId: ProjectId,
  version: z.number().int().positive(),
  runId: RunId.nullable(),
  snapshotId: SnapshotId.nullable(),
  snapshotNumber: z.number().int().nullable(),
  /** Approved annotations it learned from and was judged on. */
  labels: z.number().int(),
  task: TaskId,
  architecture: z.string(),
  engine: z.string(),
  /** The labels it predicts; a prediction names one by its place here. */
  labelNames: z.array(z.string()),
  /** File name inside the model folder, SHA-256 of its blob, bytes. */
  files: z.array(z.object({ name: z.string(), hash: z.string(), bytes: z.number().int() })),
  parametersCount: z.number().int(),
  /** The network that a person brought, and it began with: its name, its licence in their words, and the hashes of its files. */
  startingPoint: z.object({ name: z.string(), licence: z.string(), hashes: z.array(z.string()) }).exactOptional(),
  evaluation: Evaluation.nullable(),
  validation: Evaluation.nullable(),
  thresholds: z.array(LabelThreshold),
  gate: GateVerdict.nullable(),
  /** When it last became the champion; absent where it never did, or was rolled back. */
  promotedAt: z.number().exactOptional(),
  /** Absent where nobody was asked. */
  approval: Approval.exactOptional(),
  /** What people wrote about it. */
  note: z.string().max(4000).exactOptional(),
  tags: z.array(ModelTag).max(20).exactOptional(),
  /** A model that answers elsewhere, by Label Studio's protocol: it has no files here. */
  backend: MlBackend.exactOptional(),
  trainingSeconds: z.number(),
  createdAt: z.number(),
})
export type Model = z.infer<typeof Model>
