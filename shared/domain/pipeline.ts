import { z } from 'zod'
import { ProjectId, RunId } from './ids.ts'

const LONGEST_TIMEOUT_MINUTES = 7 * 24 * 60
const MOST_RETRIES = 10
const MOST_STEPS = 50

/** What a step can be: five of the loop, two of somebody's own. */
export const StepUse = z.enum(['snapshot', 'train', 'evaluate', 'gate', 'promote', 'http', 'command'])
export type StepUse = z.infer<typeof StepUse>

export const StepId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a step is named by up to 40 small letters, digits and hyphens, a letter first')

/** One step of a project's loop, as a person writes it down. */
export const PipelineStep = z.strictObject({
  id: StepId,
  uses: StepUse,
  /** Steps that come before. */
  needs: z.array(StepId).default([]),
  /** A step that is off is passed over; what needs it waits for what it needs. */
  enabled: z.boolean().default(true),
  /** Parameters of this step. */
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** How often it is tried again after it failed. */
  retries: z.int().min(0).max(MOST_RETRIES).default(0),
  timeoutMinutes: z.number().positive().max(LONGEST_TIMEOUT_MINUTES).nullable().default(null),
  /** Takes over what the same step gave for the same inputs before. */
  cache: z.boolean().default(false),
  /** Its failure stops nothing else. */
  optional: z.boolean().default(false),
})
export type PipelineStep = z.infer<typeof PipelineStep>

export const PipelineSteps = z.array(PipelineStep).min(1).max(MOST_STEPS)

/** One version of a project's pipeline; versions are never changed. */
export const Pipeline = z.object({
  projectId: ProjectId,
  /** 1, 2, 3 …; 0 is the loop as it comes. */
  version: z.int().nonnegative(),
  steps: PipelineSteps,
  /** What was changed, in somebody's words. */
  note: z.string(),
  /** Name of the person; null for the loop as it comes. */
  by: z.string().nullable(),
  at: z.number(),
})
export type Pipeline = z.infer<typeof Pipeline>

/** Steps to begin with, for any project. */
export const PipelineTemplate = z.object({
  name: z.string().trim().min(1).max(80),
  steps: PipelineSteps,
  by: z.string(),
  at: z.number(),
})
export type PipelineTemplate = z.infer<typeof PipelineTemplate>

/** waiting → running → one of the others; `off` from the start. */
export const StepState = z.enum(['waiting', 'running', 'succeeded', 'skipped', 'failed', 'cancelled', 'off'])
export type StepState = z.infer<typeof StepState>

/** How one step of an execution went. */
export const StepExecution = z.object({
  id: StepId,
  uses: StepUse,
  state: StepState,
  /** Times it was begun. */
  attempt: z.int(),
  /** SHA-256 of its parameters and inputs, once they are known. */
  digest: z.string().nullable(),
  /** What the steps before it gave, by their ids. */
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.unknown(),
  /** Number of the run whose outputs were taken over. */
  cachedFrom: z.int().nullable(),
  message: z.string().nullable(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
})
export type StepExecution = z.infer<typeof StepExecution>

/** How a run goes through its project's pipeline, as that was when the run began. */
export const Execution = z.object({
  /** The run it carries out. */
  id: RunId,
  projectId: ProjectId,
  runNumber: z.int(),
  pipelineVersion: z.int(),
  steps: PipelineSteps,
  states: z.array(StepExecution),
  createdAt: z.number(),
})
export type Execution = z.infer<typeof Execution>

/** What an own step that decides has to answer. */
export const OwnVerdict = z.object({
  verdict: z.enum(['promote', 'hold']),
  reasons: z.array(z.string().max(500)).max(20).default([]),
})
export type OwnVerdict = z.infer<typeof OwnVerdict>
