import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { Channel, Delivery, Subscription } from '../domain/notification.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })
const bySubscription = byProject.extend({ subscriptionId: z.string().max(80) })
const wish = Subscription.pick({ channel: true, events: true })

/** Who outside is told what happens in a project, and what became of it. */
export const notifications = {
  list: route({
    method: 'get',
    path: '/api/projects/:projectId/subscriptions',
    summary: 'Webhooks and e-mail addresses that are told what happens.',
    access: 'project:change',
    params: byProject,
    response: z.object({
      subscriptions: z.array(Subscription.extend({ last: Delivery.nullable() })),
      /** Whether this installation can send e-mail: LABELLOOP_SMTP. */
      email: z.boolean(),
    }),
  }),
  add: route({
    method: 'post',
    path: '/api/projects/:projectId/subscriptions',
    summary:
      'Tell a webhook or e-mail addresses what happens. A webhook gets a POST of JSON: id, type, at, project, sentence, data; X-Labelloop-Delivery names it, the same at every try, and X-Labelloop-Signature holds t (seconds) and v1, the HMAC-SHA256 of "t.body" in hexadecimal under the secret, which is told only now.',
    access: 'project:change',
    params: byProject,
    body: wish,
    response: z.object({ subscription: Subscription, secret: z.string().nullable() }),
  }),
  change: route({
    method: 'patch',
    path: '/api/projects/:projectId/subscriptions/:subscriptionId',
    summary: 'Change what is told, or whether.',
    access: 'project:change',
    params: bySubscription,
    body: z.object({
      channel: Channel.exactOptional(),
      events: Subscription.shape.events.exactOptional(),
      enabled: z.boolean().exactOptional(),
    }),
    response: Subscription,
  }),
  remove: route({
    method: 'delete',
    path: '/api/projects/:projectId/subscriptions/:subscriptionId',
    summary: 'Tell them no more; what was not delivered yet is given up.',
    access: 'project:change',
    params: bySubscription,
    response: z.null(),
  }),
  rotate: route({
    method: 'post',
    path: '/api/projects/:projectId/subscriptions/:subscriptionId/secret',
    summary: 'Sign with a new secret from now on, which is told only now.',
    access: 'project:change',
    params: bySubscription,
    response: z.object({ secret: z.string() }),
  }),
  test: route({
    method: 'post',
    path: '/api/projects/:projectId/subscriptions/:subscriptionId/test',
    summary: 'Send a test.',
    access: 'project:change',
    params: bySubscription,
    response: Delivery,
  }),
  deliveries: route({
    method: 'get',
    path: '/api/projects/:projectId/deliveries',
    summary: 'What was told, newest first, with every answer.',
    access: 'project:change',
    params: byProject,
    query: Paging,
    response: pageOf(Delivery),
  }),
  again: route({
    method: 'post',
    path: '/api/projects/:projectId/deliveries/:deliveryId/again',
    summary: 'Send a notification again, under the id it has.',
    access: 'project:change',
    params: byProject.extend({ deliveryId: z.string().max(200) }),
    response: Delivery,
  }),
} as const
