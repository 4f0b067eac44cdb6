import type { ProjectId } from '#shared/domain/ids.ts'
import type { Subscription } from '#shared/domain/notification.ts'
import type { User } from '#shared/domain/people.ts'
import { routes } from '#shared/routes.ts'
import type { DeliveryRow } from '../store/collections.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import type { Courier } from './courier.ts'
import { addTest, giveUpWaiting, sendAgain, toDelivery } from './delivery-records.ts'
import { addSubscription, changeSubscription, loadSubscription, rotateSecret, toSubscription } from './subscriptions.ts'

interface NotificationDeps {
  readonly store: Store
  readonly courier: Pick<Courier, 'wake'>
  /** Whether e-mail can be sent. */
  readonly email: boolean
}

/** Mounts subscriptions and the log of what was told. */
export function mountNotifications(mount: Mount, { store, courier, email }: NotificationDeps): void {
  const { notifications } = routes
  const noted = (user: Pick<User, 'id'>, projectId: ProjectId, sentence: string) =>
    recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })

  mount(notifications.list, async ({ params }) => {
    const rows = await store.subscriptions.find(params).sort({ createdAt: 1 }).toArray()
    const subscriptions = await Promise.all(
      rows.map(async (row) => {
        const last = await store.deliveries.findOne({ subscriptionId: row._id }, { sort: { createdAt: -1 } })
        return { ...toSubscription(row), last: last && toDelivery(last) }
      }),
    )
    return { subscriptions, email }
  })
  mount(notifications.add, async ({ params, body, user }) => {
    const added = await addSubscription(store, params.projectId, body)
    await noted(user, params.projectId, `${user.name} tells ${receiver(added.subscription)} what happens`)
    return added
  })
  mount(notifications.change, async ({ params, body }) => {
    const changed = await changeSubscription(store, params, body)
    if (!changed.enabled) await giveUpWaiting(store, changed.id)
    return changed
  })
  mount(notifications.remove, async ({ params, user }) => {
    const { projectId, subscriptionId } = params
    const subscription = await loadSubscription(store, params)
    await store.subscriptions.deleteOne({ _id: subscriptionId })
    await giveUpWaiting(store, subscriptionId)
    await noted(user, projectId, `${user.name} tells ${receiver(subscription)} no more`)
    return null
  })
  mount(notifications.rotate, async ({ params }) => ({ secret: await rotateSecret(store, params) }))
  mount(notifications.test, async ({ params, user }) => {
    const { id, projectId } = await loadSubscription(store, params)
    const delivery = await addTest(store, { projectId, subscriptionId: id }, user.name, Date.now())
    courier.wake()
    return delivery
  })
  mount(notifications.deliveries, async ({ params, query }) => {
    const rows = await deliveriesCursor(store, params.projectId, query).toArray()
    const last = rows.length === query.limit ? rows.at(-1) : undefined
    return { items: rows.map(toDelivery), next: last ? cursorOf(last) : null }
  })
  mount(notifications.again, async ({ params }) => {
    const delivery = await sendAgain(store, params.projectId, params.deliveryId, Date.now())
    courier.wake()
    return delivery
  })
}

const receiver = ({ channel }: Pick<Subscription, 'channel'>): string =>
  channel.type === 'email' ? channel.to.join(', ') : new URL(channel.url).host

/** A page of what was told, newest first; several may be of the same moment. */
export function deliveriesCursor(
  { deliveries }: Pick<Store, 'deliveries'>,
  projectId: ProjectId,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const [at, id] = cursor?.split(' ') ?? []
  const before = { $or: [{ createdAt: { $lt: Number(at) } }, { createdAt: Number(at), _id: { $lt: id ?? '' } }] }
  return deliveries
    .find({ projectId, ...(cursor !== undefined && { createdAt: { $lte: Number(at) }, ...before }) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
}

const cursorOf = ({ createdAt, _id }: DeliveryRow): string => `${createdAt} ${_id}`
