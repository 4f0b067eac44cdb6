import { z } from 'zod'
import { ProjectId, RunId, UserId } from './ids.ts'

/** Names a collection of runs: a project's own id, or a number that was counted up for whoever logs from outside. */
export const ExperimentId = z.string().min(1).max(80).brand('ExperimentId')
export type ExperimentId = z.infer<typeof ExperimentId>

/** Names and texts as clients of MLflow give them. */
export const Texts = z.record(z.string(), z.string())
export type Texts = z.infer<typeof Texts>

/** Where runs of outside clients belong, by the words of MLflow; every project is one too, and keeps only its tags here. */
export const Experiment = z.object({
  id: ExperimentId,
  name: z.string(),
  /** The project that it is; null where it is of outside clients alone. */
  projectId: ProjectId.nullable(),
  tags: Texts,
  /** Names that its runs have used, so that a list can offer them as columns. */
  metrics: z.array(z.string()),
  params: z.array(z.string()),
  state: z.enum(['active', 'deleted']),
  createdBy: UserId.nullable(),
  createdAt: z.number(),
  changedAt: z.number(),
})
export type Experiment = z.infer<typeof Experiment>

/** States of a run in MLflow's words; the loop's own states are told in them. */
export const LoggedState = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])
export type LoggedState = z.infer<typeof LoggedState>

/** The newest figure of a metric: highest step, then latest, then highest. Keys in the order by which the database compares. */
export const LatestFigure = z.object({
  s: z.number(),
  /** Milliseconds since 1970. */
  t: z.number(),
  v: z.number().or(z.nan()),
})
export type LatestFigure = z.infer<typeof LatestFigure>

/** A data set that a run read, as clients of MLflow describe it. */
export const LoggedInput = z.object({
  tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  dataset: z.object({
    name: z.string(),
    digest: z.string(),
    source_type: z.string(),
    source: z.string(),
    schema: z.string().optional(),
    profile: z.string().optional(),
  }),
})
export type LoggedInput = z.infer<typeof LoggedInput>

/** What people say of a run, whoever made it. */
export const RunMarks = z.object({
  /** Markdown. */
  note: z.string().default(''),
  tags: Texts.default({}),
  /** Who has put a star on it. */
  favouriteOf: z.array(UserId).default([]),
  archivedAt: z.number().nullable().default(null),
})
export type RunMarks = z.infer<typeof RunMarks>

/** What a run ran on. */
export const RunEnvironment = z.object({
  /** Of Labelloop, and its commit where it runs from a checkout. */
  version: z.string(),
  commit: z.string().nullable(),
  node: z.string(),
  platform: z.string(),
  processor: z.string(),
  cores: z.number().int(),
  memoryBytes: z.number(),
})
export type RunEnvironment = z.infer<typeof RunEnvironment>

/** A run of an outside client. Names in `params`, `metrics` and `tags` are written so that the database takes them as fields. */
export const LoggedRun = z.object({
  id: RunId,
  experimentId: ExperimentId,
  /** The project that its experiment is; null where it is none. */
  projectId: ProjectId.nullable(),
  name: z.string(),
  state: LoggedState,
  userName: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  params: Texts,
  metrics: z.record(z.string(), LatestFigure),
  inputs: z.array(LoggedInput),
  /** What `log-model` said, in order, as JSON. */
  models: z.array(z.string()),
  marks: RunMarks,
})
export type LoggedRun = z.infer<typeof LoggedRun>

/** loop: a run of the project's loop. study: one of a search over parameters. logged: by a client of MLflow. */
export const RunKind = z.enum(['loop', 'study', 'logged'])
export type RunKind = z.infer<typeof RunKind>

/** One run of a list, whoever made it. */
export const TrackedRun = z.object({
  id: RunId,
  kind: RunKind,
  experimentId: ExperimentId,
  name: z.string(),
  /** 1, 2, 3 … per project; null where it was logged. */
  number: z.number().int().nullable(),
  /** The loop's own word for the state, or the client's. */
  state: z.string(),
  userName: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  message: z.string().nullable(),
  modelVersion: z.number().int().nullable(),
  /** Newest figures; one that is no number is null. */
  metrics: z.record(z.string(), z.number().nullable()),
  params: Texts,
  tags: Texts,
  note: z.string(),
  isFavourite: z.boolean(),
  archivedAt: z.number().nullable(),
})
export type TrackedRun = z.infer<typeof TrackedRun>

/** A metric of one run over its steps, thinned so that no peak is lost; values that are no numbers are null. */
export const ThinCurve = z.object({
  runId: RunId,
  metric: z.string(),
  /** How many were logged in all. */
  count: z.number().int(),
  steps: z.array(z.number()),
  /** Since the run began. */
  seconds: z.array(z.number()),
  values: z.array(z.number().nullable()),
})
export type ThinCurve = z.infer<typeof ThinCurve>

/** A file or folder that a run has, by its path below the run. */
export const RunArtifact = z.object({ path: z.string(), isFolder: z.boolean(), bytes: z.number().nullable() })
export type RunArtifact = z.infer<typeof RunArtifact>
