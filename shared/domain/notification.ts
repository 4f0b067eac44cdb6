import { z } from 'zod'
import { ProjectId } from './ids.ts'

/** Everything worth telling somebody outside. */
export const NotificationType = z.enum([
  'milestone.reached',
  'run.started',
  'run.finished',
  'run.failed',
  'gate.decided',
  'model.promoted',
  'model.rolled-back',
  'alert.raised',
  'alert.settled',
])
export type NotificationType = z.infer<typeof NotificationType>

/** Something that happened in a project, once: the same happening has the same id, whoever notices it. */
export const Notification = z.object({
  id: z.string(),
  /** 'test' is sent only where somebody asks for it. */
  type: z.enum([...NotificationType.options, 'test']),
  /** Milliseconds since 1970. */
  at: z.number(),
  sentence: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type Notification = z.infer<typeof Notification>

/** Where notifications go. */
export const Channel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('webhook'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.object({ type: z.literal('email'), to: z.array(z.email()).min(1).max(20) }),
])
export type Channel = z.infer<typeof Channel>

/** Who is told what. */
export const Subscription = z.object({
  id: z.string(),
  projectId: ProjectId,
  channel: Channel,
  events: z.array(NotificationType).min(1),
  enabled: z.boolean(),
  /** What happened before is not told. */
  since: z.number(),
  createdAt: z.number(),
})
export type Subscription = z.infer<typeof Subscription>

/** One try to bring a notification to its receiver. */
export const Attempt = z.object({
  at: z.number(),
  seconds: z.number(),
  /** HTTP status, or SMTP reply code; null where there was no answer. */
  status: z.number().int().nullable(),
  /** The beginning of the answer, or why there was none. */
  answer: z.string(),
})
export type Attempt = z.infer<typeof Attempt>

/** waiting: for its time or its receiver. delivered: the receiver said so. given up: after a day, or where trying again is no use. */
export const DeliveryState = z.enum(['waiting', 'delivered', 'given-up'])

/** A notification on its way to one subscription. Its id stays the same however often it is sent. */
export const Delivery = z.object({
  id: z.string(),
  projectId: ProjectId,
  subscriptionId: z.string(),
  notification: Notification,
  state: DeliveryState,
  /** The last ones, oldest first. */
  attempts: z.array(Attempt),
  /** When it is tried next; null once it is settled. */
  nextAt: z.number().nullable(),
  createdAt: z.number(),
})
export type Delivery = z.infer<typeof Delivery>
