import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Subscription } from '#shared/domain/notification.ts'
import { invalid, notFound } from '../errors.ts'
import { newSecret } from '../secret.ts'
import { fromStored, type SubscriptionRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** A project tells no more than so many. */
const MOST_SUBSCRIPTIONS = 20

type SubscriptionStore = Pick<Store, 'subscriptions'>
type Wish = Pick<Subscription, 'channel' | 'events'>

/** A new subscription, and the secret that signs its webhook; null for e-mail. */
export async function addSubscription(
  { subscriptions }: SubscriptionStore,
  projectId: ProjectId,
  { channel, events }: Wish,
): Promise<{ subscription: Subscription; secret: string | null }> {
  if ((await subscriptions.countDocuments({ projectId })) >= MOST_SUBSCRIPTIONS)
    throw invalid(`Expected at most ${MOST_SUBSCRIPTIONS} subscriptions in a project`)
  const now = Date.now()
  const secret = channel.type === 'webhook' ? newSecret() : null
  const row: SubscriptionRow = {
    _id: newId('sub'),
    projectId,
    channel,
    events,
    enabled: true,
    since: now,
    createdAt: now,
    secret,
  }
  await subscriptions.insertOne(row)
  return { subscription: toSubscription(row), secret }
}

/** Changes what is told, or whether. Who is told again, or something else, hears what happens from now on. */
export async function changeSubscription(
  { subscriptions }: SubscriptionStore,
  of: { projectId: ProjectId; subscriptionId: string },
  wish: Partial<Wish & Pick<Subscription, 'enabled'>>,
): Promise<Subscription> {
  const before = await loadSubscription({ subscriptions }, of)
  if (wish.channel && wish.channel.type !== before.channel.type)
    throw invalid(`Expected an address of the same kind (${before.channel.type}): add another subscription instead`)
  const isNew = wish.enabled === true || (wish.events ?? []).some((event) => !before.events.includes(event))
  const row = await subscriptions.findOneAndUpdate(
    { _id: of.subscriptionId, projectId: of.projectId },
    { $set: { ...wish, ...(isNew && { since: Date.now() }) } },
    { returnDocument: 'after' },
  )
  if (!row) throw notFound(`Subscription ${of.subscriptionId}`)
  return toSubscription(row)
}

/** Signs with a new secret from now on. */
export async function rotateSecret(
  { subscriptions }: SubscriptionStore,
  of: { projectId: ProjectId; subscriptionId: string },
): Promise<string> {
  const { channel } = await loadSubscription({ subscriptions }, of)
  if (channel.type !== 'webhook') throw invalid('Expected a webhook: e-mail is not signed')
  const secret = newSecret()
  await subscriptions.updateOne({ _id: of.subscriptionId }, { $set: { secret } })
  return secret
}

/** One subscription of a project. */
export async function loadSubscription(
  { subscriptions }: SubscriptionStore,
  { projectId, subscriptionId }: { projectId: ProjectId; subscriptionId: string },
): Promise<Subscription> {
  const row = await subscriptions.findOne({ _id: subscriptionId, projectId })
  if (!row) throw notFound(`Subscription ${subscriptionId}`)
  return toSubscription(row)
}

/** A row as the contract knows it. */
export const toSubscription = ({ secret: _secret, ...row }: SubscriptionRow): Subscription => fromStored(row)
