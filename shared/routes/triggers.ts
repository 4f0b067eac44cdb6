import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { LoopSettings } from '../domain/project.ts'
import { TriggerReason } from '../domain/training.ts'
import { RuleTrigger } from '../domain/trigger.ts'

const byProject = z.object({ projectId: ProjectId })

/** Where one trigger stands. */
export const TriggerState = z.object({
  id: RuleTrigger,
  enabled: z.boolean(),
  due: z.boolean(),
  /** How far it is, 0 to 1. */
  share: z.number(),
  /** Due: why. Otherwise what it waits for. */
  sentence: z.string(),
  /** When it would be due next, by the clock and at the present pace; null: not within the days looked ahead. */
  nextAt: z.number().nullable(),
  /** When it would have started a training in the days looked back. */
  past: z.array(z.number()),
})
export type TriggerState = z.infer<typeof TriggerState>

/** What would fire and when, and what would have. */
export const DryRun = z.object({
  triggers: z.array(TriggerState),
  /** Why a training would start now; null where the rule is not fulfilled. */
  reason: TriggerReason.nullable(),
  /** What keeps it from starting. */
  holds: z.array(z.object({ sentence: z.string(), until: z.number().nullable() })),
  /** One sentence for all of it. */
  sentence: z.string(),
  /** When the next training would start by itself; null: not within the days looked ahead. */
  next: z.object({ at: z.number(), reason: TriggerReason }).nullable(),
  /** Newly approved labels a day, lately. */
  labelsPerDay: z.number(),
  past: z.object({
    from: z.number(),
    to: z.number(),
    /** Trainings that these settings would have started. */
    started: z.array(z.object({ at: z.number(), reason: TriggerReason })),
    /** Trainings that there were. */
    trained: z.array(z.object({ at: z.number(), number: z.number().int(), reason: TriggerReason })),
    /** Labels approved, by the day. */
    approved: z.array(z.object({ from: z.number(), labels: z.number().int() })),
    alerts: z.array(z.object({ at: z.number(), sentence: z.string() })),
  }),
})
export type DryRun = z.infer<typeof DryRun>

/** The address that lets others start a training; its secret is told once. */
export const Hook = z.object({ createdAt: z.number(), lastUsedAt: z.number().nullable() })
export type Hook = z.infer<typeof Hook>

/** What starts trainings by itself: a dry run of it, and the way in for other programs. */
export const triggers = {
  dryRun: route({
    method: 'post',
    path: '/api/projects/:projectId/triggers/dry-run',
    summary:
      'What would start a training and when, by these settings or by those that are saved; and what they would have started in the last 30 days.',
    access: 'project:view',
    params: byProject,
    body: z.object({ loop: LoopSettings.optional() }),
    response: DryRun,
  }),
  hook: route({
    method: 'get',
    path: '/api/projects/:projectId/hook',
    summary: 'Whether other programs may start trainings by an address with a secret in it; null where none was made.',
    access: 'project:change',
    params: byProject,
    response: Hook.nullable(),
  }),
  makeHook: route({
    method: 'post',
    path: '/api/projects/:projectId/hook',
    summary: 'Make a new secret address; the one before no longer works. The secret is told only now.',
    access: 'project:change',
    params: byProject,
    response: z.object({ hook: Hook, secret: z.string(), path: z.string() }),
  }),
  removeHook: route({
    method: 'delete',
    path: '/api/projects/:projectId/hook',
    summary: 'Let no address start trainings any more.',
    access: 'project:change',
    params: byProject,
    response: z.null(),
  }),
  callHook: route({
    method: 'post',
    path: '/api/hooks/:secret',
    summary: 'Start a training of the project with this secret, unless one is under way or its limits hold it.',
    access: 'anyone',
    params: z.object({ secret: z.string().min(1).max(100) }),
    body: z.object({ reason: z.string().trim().max(300).optional() }),
    response: z.object({ started: z.boolean(), run: z.number().int().nullable(), sentence: z.string() }),
  }),
} as const
