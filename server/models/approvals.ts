import type { UserId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { conflict } from '../errors.ts'
import type { Store } from '../store/store.ts'

/** A model that passed the gate waits for a person's word. */
export async function askForApproval(store: Pick<Store, 'models'>, { projectId, version }: Model): Promise<void> {
  const approval = { state: 'waiting', by: null, reason: '', at: Date.now() } as const
  await store.models.updateOne({ projectId, version, approval: { $exists: false } }, { $set: { approval } })
}

/** Writes a person's word down, once: a model that does not wait any more is a conflict. */
export async function settleApproval(
  store: Pick<Store, 'models'>,
  { projectId, version }: Model,
  { state, by, reason }: { state: 'approved' | 'declined'; by: UserId; reason: string },
): Promise<void> {
  const { matchedCount } = await store.models.updateOne(
    { projectId, version, 'approval.state': 'waiting' },
    { $set: { approval: { state, by, reason, at: Date.now() } } },
  )
  if (matchedCount === 0) throw conflict(`v${version} does not wait for an approval`)
}
