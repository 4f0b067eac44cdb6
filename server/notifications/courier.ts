import type { ProjectId } from '#shared/domain/ids.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { DeliveryRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { addDeliveries, type Outcome, settleTry, takeDelivery } from './delivery-records.ts'
import { payloadOf } from './payload.ts'
import { readHappenings } from './read-happenings.ts'
import { createMailer } from './send-email.ts'
import { sendWebhook } from './send-webhook.ts'

const DAY_MS = 86_400_000
/** After a change, what happened is read once things are quiet for this long. */
const AFTER_CHANGE_MS = 200
/** What was missed while no server ran, or between two looks of a change stream, is found this often. */
const LOOK_AROUND_MS = 30_000
/** Deliveries whose time has come are looked for this often; at once after one was added here. */
const LOOK_AGAIN_MS = 1_000
/** So many receivers are called at the same time. */
const HANDS = 4

export interface CourierDeps {
  readonly store: Store
  readonly log: Log
  readonly allowPrivate: boolean
  readonly smtp: string | null
}

/**
 * Hears what happens in the database, puts it on its way to who wants to know, and brings it there. Any number of couriers may work on
 * one database: a delivery's id keeps it from being made twice, and whoever takes it keeps the others off for the length of a try.
 */
export function createCourier({ store, log, allowPrivate, smtp }: CourierDeps) {
  const closing = new AbortController()
  const mailer = smtp === null ? null : createMailer(smtp)
  const due = new Map<ProjectId, NodeJS.Timeout>()
  let wake = (): void => undefined
  const quietly = (work: Promise<unknown>) => work.catch((error) => log.warn({ error: messageOf(error) }, 'Telling waits'))

  async function collect(projectId: ProjectId): Promise<void> {
    const now = Date.now()
    const subscriptions = await store.subscriptions.find({ enabled: true, projectId }).toArray()
    const project = subscriptions.length > 0 ? await store.projects.findOne({ _id: projectId }) : null
    if (!project) return
    const since = Math.max(now - DAY_MS, Math.min(...subscriptions.map((subscription) => subscription.since)))
    const happenings = await readHappenings(store, { id: projectId, champion: project.champion }, since)
    for (const { _id, events, since: from } of subscriptions) {
      const wanted = happenings.filter(({ type, at }) => at >= from && (events as readonly string[]).includes(type))
      if ((await addDeliveries(store, { projectId, subscriptionId: _id }, wanted, now)) > 0) wake()
    }
  }

  const soon = (projectId: ProjectId) => {
    clearTimeout(due.get(projectId))
    const look = () => {
      due.delete(projectId)
      void quietly(collect(projectId))
    }
    due.set(projectId, setTimeout(look, AFTER_CHANGE_MS))
  }

  async function lookAround(): Promise<void> {
    for (const projectId of await store.subscriptions.distinct('projectId', { enabled: true })) await collect(projectId)
  }

  async function carry(row: DeliveryRow): Promise<void> {
    const outcome = await tryOnce(row)
    if (outcome) await settleTry(store, row, outcome, Math.random)
  }

  // Null where the server closes meanwhile: somebody else tries once this try's time is over.
  async function tryOnce({ _id, projectId, subscriptionId, notification }: DeliveryRow): Promise<Outcome | null> {
    const subscription = await store.subscriptions.findOne({ _id: subscriptionId })
    const project = await store.projects.findOne({ _id: projectId })
    if (!subscription || !project) return failing('Nobody wants to know any more')
    const { channel, secret } = subscription
    const payload = payloadOf(notification, { id: projectId, name: project.name })
    if (channel.type === 'email')
      return mailer?.send({ to: channel.to, deliveryId: _id, payload }) ?? failing('LABELLOOP_SMTP is not set: no e-mail is sent')
    try {
      const { signal } = closing
      return await sendWebhook({ url: channel.url, secret: secret ?? '', deliveryId: _id, payload, allowPrivate, signal })
    } catch (error) {
      if (closing.signal.aborted) return null
      throw error
    }
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const row = await takeDelivery(store, Date.now()).catch(() => null)
      if (row) await quietly(carry(row))
      else await pause()
    }
  }

  const sleepers = new Set<() => void>()
  wake = () => {
    for (const rise of sleepers) rise()
  }
  const pause = () =>
    new Promise<void>((resolve) => {
      const rise = () => {
        clearTimeout(timer)
        sleepers.delete(rise)
        resolve()
      }
      const timer = setTimeout(rise, LOOK_AGAIN_MS)
      sleepers.add(rise)
      if (closing.signal.aborted) rise()
    })

  const heard = (row: { projectId: ProjectId | null } | null) => {
    if (row?.projectId) soon(row.projectId)
  }
  const streams = [
    store.watch('runs', ({ row }) => heard(row)),
    store.watch('models', ({ row }) => heard(row)),
    store.watch('decisions', ({ row }) => heard(row)),
    store.watch('alerts', ({ row }) => heard(row)),
  ]
  const timer = setInterval(() => void quietly(lookAround()), LOOK_AROUND_MS)
  void quietly(lookAround())
  const hands = Array.from({ length: HANDS }, work)

  return {
    /** Looks for due deliveries at once. */
    wake: () => wake(),
    async close(): Promise<void> {
      closing.abort()
      clearInterval(timer)
      for (const waiting of due.values()) clearTimeout(waiting)
      wake()
      await Promise.all(streams.map((stream) => stream.end()))
      await Promise.all(hands)
      mailer?.close()
    },
  }
}
export type Courier = ReturnType<typeof createCourier>

const failing = (answer: string): Outcome => ({
  at: Date.now(),
  seconds: 0,
  status: null,
  answer,
  delivered: false,
  isFinal: true,
})
