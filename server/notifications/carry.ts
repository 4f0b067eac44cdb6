import type { DeliveryRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { type Outcome, settleTry, takeDelivery } from './delivery-records.ts'
import { payloadOf } from './payload.ts'
import type { Mailer } from './send-email.ts'
import { sendWebhook } from './send-webhook.ts'

export interface CarryDeps {
  readonly store: Pick<Store, 'deliveries' | 'subscriptions' | 'projects'>
  readonly allowPrivate: boolean
  /** Null where the installation sends no e-mail. */
  readonly mailer: Mailer | null
  /** Aborted when the server closes. */
  readonly signal: AbortSignal
}

/** Takes the delivery whose time came first, tries it once, and writes down what came of it; false where none is due. */
export async function carryNext(deps: CarryDeps): Promise<boolean> {
  const row = await takeDelivery(deps.store, Date.now())
  const outcome = row && (await tryOnce(deps, row))
  if (row && outcome) await settleTry(deps.store, row, outcome, Math.random)
  return row !== null
}

// Null where the server closes meanwhile: somebody tries again once this try's time is over.
async function tryOnce(
  { store, allowPrivate, mailer, signal }: CarryDeps,
  { _id: deliveryId, projectId, subscriptionId, notification }: DeliveryRow,
): Promise<Outcome | null> {
  const [subscription, project] = await Promise.all([
    store.subscriptions.findOne({ _id: subscriptionId }),
    store.projects.findOne({ _id: projectId }),
  ])
  if (!subscription || !project) return given('Nobody wants to know any more')
  const { channel, secret } = subscription
  const payload = payloadOf(notification, { id: projectId, name: project.name })
  if (channel.type === 'email')
    return mailer?.send({ to: channel.to, deliveryId, payload }) ?? given('LABELLOOP_SMTP is not set: no e-mail is sent')
  try {
    return await sendWebhook({ url: channel.url, secret: secret ?? '', deliveryId, payload, allowPrivate, signal })
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

// Trying again would change nothing.
const given = (answer: string): Outcome => ({
  at: Date.now(),
  seconds: 0,
  status: null,
  answer,
  delivered: false,
  isFinal: true,
})
