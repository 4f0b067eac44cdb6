import type { ProjectId } from '#shared/domain/ids.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { carryNext } from './carry.ts'
import { collect } from './collect.ts'
import { createNaps } from './naps.ts'
import { createMailer } from './send-email.ts'

/** So long after a change, what happened is read: with whatever else came meanwhile. */
const AFTER_CHANGE_MS = 200
/** What was missed while no server ran, or between two looks of a change stream, is found this often. */
const LOOK_AROUND_MS = 30_000
/** Deliveries whose time has come are looked for this often; at once after one was added here. */
const LOOK_AGAIN_MS = 2_000
/** So many receivers are called at the same time. */
const HANDS = 4

export interface CourierDeps {
  readonly store: Store
  readonly log: Log
  /** Whether receivers may lie in the installation's own network. */
  readonly allowPrivate: boolean
  /** Who carries e-mail; null: nobody. */
  readonly smtp: string | null
}

/**
 * Hears what happens in the database, puts it on its way to who wants to know, and brings it there. Any number of couriers may work on
 * one database: a delivery's id keeps it from being made twice, and whoever takes it keeps the others off for the length of a try.
 */
export function createCourier({ store, log, allowPrivate, smtp }: CourierDeps) {
  const closing = new AbortController()
  const { signal } = closing
  const mailer = smtp === null ? null : createMailer(smtp)
  const naps = createNaps(LOOK_AGAIN_MS, signal)
  const due = new Map<ProjectId, NodeJS.Timeout>()
  const quietly = async <T>(work: Promise<T>): Promise<T | null> => {
    try {
      return await work
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'Telling others waits')
      return null
    }
  }

  async function lookAt(projectId: ProjectId): Promise<void> {
    if ((await collect(store, projectId)) > 0) naps.wake()
  }
  async function lookAround(): Promise<void> {
    for (const projectId of await store.subscriptions.distinct('projectId', { enabled: true })) await quietly(lookAt(projectId))
  }
  async function work(): Promise<void> {
    while (!signal.aborted) if (!(await quietly(carryNext({ store, allowPrivate, mailer, signal })))) await naps.nap()
  }
  const heard = (row: { projectId: ProjectId | null } | null) => {
    const projectId = row?.projectId
    if (!projectId || due.has(projectId)) return
    const look = () => {
      due.delete(projectId)
      void quietly(lookAt(projectId))
    }
    due.set(projectId, setTimeout(look, AFTER_CHANGE_MS))
  }

  const streams = [
    // How far a training is, is told nobody.
    store.watch('runs', ({ row }) => heard(row?.progress ? null : row)),
    store.watch('models', ({ row }) => heard(row)),
    store.watch('decisions', ({ row }) => heard(row)),
    store.watch('alerts', ({ row }) => heard(row)),
  ]
  const timer = setInterval(() => void quietly(lookAround()), LOOK_AROUND_MS)
  void quietly(lookAround())
  const hands = Array.from({ length: HANDS }, work)

  return {
    /** Looks for due deliveries at once. */
    wake: naps.wake,
    async close(): Promise<void> {
      closing.abort()
      clearInterval(timer)
      for (const waiting of due.values()) clearTimeout(waiting)
      await Promise.all(streams.map((stream) => stream.end()))
      await Promise.all(hands)
      mailer?.close()
    },
  }
}
export type Courier = ReturnType<typeof createCourier>
