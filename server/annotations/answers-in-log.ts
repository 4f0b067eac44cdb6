import type { AssetId, OperationId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
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

/** The refusals of creations whose annotation was made on another asset. */
export async function foreignCreations(
  store: Pick<Store, 'operations'>,
  assetId: AssetId,
  operations: readonly Operation[],
): Promise<Map<OperationId, Outcome>> {
  const creations = operations.filter((operation) => operation.type === 'create')
  const ids = creations.map(({ annotationId }) => annotationId)
  const rows = await store.operations
    .find({ created: { $in: ids }, assetId: { $ne: assetId } }, { projection: { created: 1 } })
    .toArray()
  const foreign = new Set(rows.flatMap(({ created = [] }) => created))
  return new Map(
    creations.flatMap(({ id, annotationId }) =>
      foreign.has(annotationId)
        ? [[id, refused(id, `Annotation ${annotationId} belongs to another asset: expected an id of its own`)]]
        : [],
    ),
  )
}

const usedElsewhere = (id: OperationId): Outcome =>
  refused(id, `Operation ${id} was used for another asset: expected an id of its own`)

const refused = (id: OperationId, message: string): Outcome => ({
  id,
  outcome: 'refused',
  code: 'conflict',
  message,
  current: null,
})
