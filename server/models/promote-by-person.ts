import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Bus } from '../bus.ts'
import type { Store } from '../store/store.ts'
import { settleApproval } from './approvals.ts'
import { loadModel, promoteModel } from './model-records.ts'

/** Makes a version the champion because somebody says so; where it waited for an approval, this is one. */
export async function promoteByPerson(
  { store, bus }: { readonly store: Store; readonly bus: Bus },
  { projectId, version }: { readonly projectId: ProjectId; readonly version: number },
  { user, reason }: { readonly user: Pick<User, 'id'>; readonly reason: string },
): Promise<void> {
  const model = await loadModel(store, projectId, version)
  if (model.approval?.state === 'waiting') await settleApproval(store, model, { state: 'approved', by: user.id, reason })
  await promoteModel(store, model, { userId: user.id, reason })
  await bus.emit('model.promoted', { projectId, version })
}
