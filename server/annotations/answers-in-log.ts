import type { AssetId, OperationId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import type { Store } from '../store/store.ts'

/** What operations that are in the log already were answered when they came first. */
export async function answersInLog(
  store: Pick<Store, 'operations'>,
  assetId: AssetId,
  ids: readonly OperationId[],
): Promise<Map<OperationId, Outcome>> {
  const wanted = new Set(ids)
  const rows = await store.operations.find({ 'operations.id': { $in: [...ids] } }).toArray()
  const answers = new Map<OperationId, Outcome>()
  for (const row of rows)
    row.operations.forEach(({ id }, index) => {
      if (!wanted.has(id)) return
      const revision = row.revisions[index] ?? 0
      answers.set(id, row.assetId === assetId ? { id, outcome: 'applied', revision, sequence: row.sequence } : usedElsewhere(id))
    })
  return answers
}

const usedElsewhere = (id: OperationId): Outcome => ({
  id,
  outcome: 'refused',
  code: 'conflict',
  message: `Operation ${id} was used for another asset: expected an id of its own`,
  current: null,
})
