import type { ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { notFound } from '../../errors.ts'
import { fromStored } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'

/** A version of a project by its id; not_found where the project has none of it. */
export async function loadVersion(store: Pick<Store, 'snapshots'>, projectId: ProjectId, id: SnapshotId): Promise<Snapshot> {
  const row = await store.snapshots.findOne({ _id: id, projectId })
  if (!row) throw notFound(`Version ${id}`)
  return fromStored(row)
}
