import { z } from 'zod'
import { type ClientToServer, command, notice, type ServerToClient } from './contract.ts'
import { Annotation } from './domain/annotation.ts'
import { Asset } from './domain/asset.ts'
import { AssetId, OperationId, ProjectId, RunId, UserId } from './domain/ids.ts'
import { Job } from './domain/job.ts'
import { CurvePoint, Run } from './domain/training.ts'
import { Operation } from './operations.ts'
import { ErrorCode } from './result.ts'

/** Most operations one commit may hold; clients split longer lists. */
export const MAX_OPERATIONS_PER_COMMIT = 500

/** One commit as everybody hears it: its operations applied in this order, by one person, at one time. */
export const Commit = z.object({
  assetId: AssetId,
  sequence: z.number().int().positive(),
  userId: UserId.nullable(),
  at: z.number(),
  operations: z.array(Operation),
})
export type Commit = z.infer<typeof Commit>

/** What became of one operation. */
export const Outcome = z.discriminatedUnion('outcome', [
  z.object({
    id: OperationId,
    outcome: z.literal('applied'),
    revision: z.number().int(),
    sequence: z.number().int(),
    /** The operation as it was kept, where that differs from what was sent: a label has another name now. */
    kept: Operation.exactOptional(),
  }),
  z.object({
    id: OperationId,
    outcome: z.literal('refused'),
    code: ErrorCode,
    message: z.string(),
    /** The annotation as it is now; null where there is none (or the operation was about the asset). */
    current: Annotation.nullable(),
  }),
])
export type Outcome = z.infer<typeof Outcome>

/** Somebody on an asset, as the others see them. */
export const Presence = z.object({
  /** One per tab. */
  sessionId: z.string(),
  userId: UserId,
  name: z.string(),
  color: z.string(),
  pointer: z.object({ x: z.number(), y: z.number() }).nullable(),
  selection: z.array(z.string()).max(100),
  tool: z.string().nullable(),
  /** The shape in their hand: an annotation's id and its shape as it is being dragged. */
  holding: z.object({ annotationId: z.string(), shape: Annotation.shape.shape }).nullable(),
})
export type Presence = z.infer<typeof Presence>

export const commands = {
  'asset:open': command({
    summary: 'Join an asset: its state, or what was committed after `since`.',
    payload: z.object({ assetId: AssetId, since: z.number().int().nonnegative().optional() }),
    reply: z.discriminatedUnion('type', [
      z.object({ type: z.literal('state'), sequence: z.number().int(), asset: Asset, annotations: z.array(Annotation) }),
      z.object({ type: z.literal('commits'), sequence: z.number().int(), asset: Asset, commits: z.array(Commit) }),
    ]),
  }),
  'asset:close': command({ summary: 'Leave an asset.', payload: z.object({ assetId: AssetId }), reply: z.null() }),
  'annotation:commit': command({
    summary: 'Change annotations. Acknowledged only when durable; a repeated operation id gets the answer it got before.',
    payload: z.object({ assetId: AssetId, operations: z.array(Operation).min(1).max(MAX_OPERATIONS_PER_COMMIT) }),
    reply: z.object({
      sequence: z.number().int(),
      outcomes: z.array(Outcome),
      /** The time that stands in the log beside what was applied. */
      at: z.number(),
    }),
  }),
  'presence:update': command({
    summary: 'Tell the others on this asset where you are.',
    payload: Presence.pick({ pointer: true, selection: true, tool: true, holding: true }).extend({ assetId: AssetId }),
    reply: z.null(),
  }),
  'queue:next': command({
    summary: 'Reserve the next asset for this person, or say why there is none.',
    payload: z.object({
      projectId: ProjectId,
      role: z.enum(['annotator', 'reviewer']),
      /** Assets to pass over (the one being left). */
      except: z.array(AssetId).max(100).default([]),
    }),
    reply: z.object({ asset: Asset.nullable(), reason: z.string().nullable(), remaining: z.number().int() }),
  }),
  'project:watch': command({
    summary: 'Hear the notices of one project.',
    payload: z.object({ projectId: ProjectId }),
    reply: z.null(),
  }),
} as const

export const notices = {
  'asset:changed': notice({ summary: 'A commit landed on an open asset.', payload: Commit }),
  'presence:changed': notice({
    summary: 'Who is on an open asset, whenever that changes.',
    payload: z.object({ assetId: AssetId, people: z.array(Presence) }),
  }),
  'comments:changed': notice({
    summary: 'Somebody said something on an open asset, or about you: read it again.',
    payload: z.object({ projectId: ProjectId, assetId: AssetId }),
  }),
  'project:changed': notice({
    summary: 'Counts, settings, models or snapshots of a watched project changed: read it again.',
    payload: z.object({ projectId: ProjectId }),
  }),
  'run:progress': notice({
    summary: 'A run of a watched project moved.',
    payload: z.object({ projectId: ProjectId, runId: RunId, run: Run, points: z.array(CurvePoint) }),
  }),
  'model:promoted': notice({
    summary: 'The champion of a watched project changed.',
    payload: z.object({ projectId: ProjectId, version: z.number().int().nullable(), sentence: z.string() }),
  }),
  'job:changed': notice({ summary: 'A job of a watched project moved.', payload: Job }),
} as const

export type CommandName = keyof typeof commands
export type NoticeName = keyof typeof notices
export type ClientEvents = ClientToServer<typeof commands>
export type ServerEvents = ServerToClient<typeof notices>
export type CommandPayload<K extends CommandName> = z.output<(typeof commands)[K]['payload']>
export type CommandInput<K extends CommandName> = z.input<(typeof commands)[K]['payload']>
export type CommandReply<K extends CommandName> = z.output<(typeof commands)[K]['reply']>
