import type { Alert } from '#shared/domain/alert.ts'
import { newId, type ProjectId } from '#shared/domain/ids.ts'
import { fromStored } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

type AlertStore = Pick<Store, 'alerts'>
const MOST_SETTLED = 50

/** Raises an alert; nothing where it is raised already, by whomever. */
export async function raiseAlert(
  { alerts }: AlertStore,
  alert: Omit<Alert, 'id' | 'state' | 'raisedAt' | 'settledAt'>,
  at: number,
): Promise<void> {
  try {
    await alerts.insertOne({ _id: newId('alert'), ...alert, state: 'raised', raisedAt: at, settledAt: null })
  } catch (error) {
    if (!isDuplicateKey(error, 'one_raised')) throw error
  }
}

/** Settles the raised alerts about these signals. */
export async function settleAlerts(
  { alerts }: AlertStore,
  projectId: ProjectId,
  { signals, version }: { signals: readonly string[]; version: number },
  at: number,
): Promise<void> {
  if (signals.length === 0) return
  await alerts.updateMany(
    { projectId, state: 'raised', signal: { $in: [...signals] }, version },
    { $set: { state: 'settled', settledAt: at } },
  )
}

/** What was raised about versions that are the champion no more is no concern: their place was taken. */
export async function settleOthers({ alerts }: AlertStore, projectId: ProjectId, version: number, at: number): Promise<void> {
  await alerts.updateMany(
    { projectId, state: 'raised', kind: { $in: ['drift', 'quality'] }, version: { $ne: version } },
    { $set: { state: 'settled', settledAt: at } },
  )
}

/** The signals with a raised alert about a version. */
export async function raisedSignals({ alerts }: AlertStore, projectId: ProjectId, version: number): Promise<Set<string>> {
  const rows = await alerts.find({ projectId, state: 'raised', version }, { projection: { signal: 1 } }).toArray()
  return new Set(rows.map(({ signal }) => signal))
}

/** All that is raised, then the last that were settled, each newest first. */
export async function listAlerts({ alerts }: AlertStore, projectId: ProjectId): Promise<Alert[]> {
  const newest = { raisedAt: -1 } as const
  const [raised, settled] = await Promise.all([
    alerts.find({ projectId, state: 'raised' }).sort(newest).toArray(),
    alerts.find({ projectId, state: 'settled' }).sort(newest).limit(MOST_SETTLED).toArray(),
  ])
  return [...raised, ...settled].map(fromStored)
}
