import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { Attempt, Delivery, Notification } from '#shared/domain/notification.ts'
import { notFound } from '../errors.ts'
import { type DeliveryRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { insertEach } from '../store/tolerant-writes.ts'
import { waitBefore } from './back-off.ts'

const DAY_MS = 86_400_000
/** A delivery is tried for so long. */
const GIVE_UP_AFTER_MS = DAY_MS
const KEPT_MS = 30 * DAY_MS
/** Longer than any try takes: somebody else tries again where one died in the middle. */
const TRY_MS = 40_000
const ATTEMPTS_KEPT = 20

type DeliveryStore = Pick<Store, 'deliveries'>

/** What a try came to. */
export interface Outcome extends Attempt {
  readonly delivered: boolean
  /** Trying again cannot help. */
  readonly isFinal: boolean
}

/** Puts notifications on their way to a subscription; those that are on it already stay as they are. How many are new. */
export async function addDeliveries(
  { deliveries }: DeliveryStore,
  to: { readonly projectId: ProjectId; readonly subscriptionId: string },
  notifications: readonly Notification[],
  now: number,
): Promise<number> {
  const rows = notifications.map((notification) => newRow(to, notification, now))
  return (await insertEach(deliveries, rows)).filter((landed) => landed === 'inserted').length
}

/** A test on its way to a subscription. */
export async function addTest(
  { deliveries }: DeliveryStore,
  to: { readonly projectId: ProjectId; readonly subscriptionId: string },
  person: string,
  now: number,
): Promise<Delivery> {
  const sentence = `${person} sent a test: notifications of this project arrive here`
  const row = newRow(to, { id: newId('test'), type: 'test', at: now, sentence, data: {} }, now)
  await deliveries.insertOne(row)
  return toDelivery(row)
}

/** Takes the delivery whose time came first, for this try alone; null where none is due. */
export async function takeDelivery({ deliveries }: DeliveryStore, now: number): Promise<DeliveryRow | null> {
  return deliveries.findOneAndUpdate(
    { state: 'waiting', nextAt: { $lte: now } },
    { $set: { nextAt: now + TRY_MS }, $inc: { tries: 1 } },
    { sort: { nextAt: 1 }, returnDocument: 'after' },
  )
}

/** Writes down what a try came to, and when the next one is, if any; nothing where somebody else has tried since. */
export async function settleTry(
  { deliveries }: DeliveryStore,
  { _id, tries, giveUpAt }: DeliveryRow,
  { delivered, isFinal, ...attempt }: Outcome,
  random: () => number,
): Promise<void> {
  const nextAt = attempt.at + attempt.seconds * 1000 + waitBefore(tries + 1, random)
  const isOver = delivered || isFinal || nextAt > giveUpAt
  await deliveries.updateOne(
    { _id, tries, state: 'waiting' },
    {
      $set: { state: delivered ? 'delivered' : isOver ? 'given-up' : 'waiting', nextAt: isOver ? null : nextAt },
      $push: { attempts: { $each: [attempt], $slice: -ATTEMPTS_KEPT } },
    },
  )
}

/** Nobody wants to know any more what is still on its way to a subscription. */
export async function giveUpWaiting({ deliveries }: DeliveryStore, subscriptionId: string): Promise<void> {
  await deliveries.updateMany(
    { subscriptionId, state: 'waiting' },
    { $set: { state: 'given-up', nextAt: null }, $inc: { tries: 1 } },
  )
}

/** Sends a delivery again from now on, for a day at most, whatever became of it. */
export async function sendAgain({ deliveries }: DeliveryStore, projectId: ProjectId, id: string, now: number): Promise<Delivery> {
  const row = await deliveries.findOneAndUpdate(
    { _id: id, projectId },
    { $set: { state: 'waiting', nextAt: now, giveUpAt: now + GIVE_UP_AFTER_MS }, $inc: { tries: 1 } },
    { returnDocument: 'after' },
  )
  if (!row) throw notFound(`Delivery ${id}`)
  return toDelivery(row)
}

/** A row as the contract knows it. */
export const toDelivery = ({ tries: _tries, giveUpAt: _until, keptUntil: _kept, ...row }: DeliveryRow): Delivery =>
  fromStored(row)

// The same notification for the same subscription is the same delivery.
function newRow(to: { projectId: ProjectId; subscriptionId: string }, notification: Notification, now: number): DeliveryRow {
  return {
    _id: `${to.subscriptionId}.${notification.id}`,
    projectId: to.projectId,
    subscriptionId: to.subscriptionId,
    notification,
    state: 'waiting',
    attempts: [],
    nextAt: now,
    createdAt: now,
    tries: 0,
    giveUpAt: now + GIVE_UP_AFTER_MS,
    keptUntil: new Date(now + KEPT_MS),
  }
}
