import type { Split } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'

/** What could be trained on now: approved annotations of approved assets. */
export interface ApprovedLabels {
  readonly total: number
  readonly perLabel: ReadonlyMap<string, number>
  /** Approved assets per split. */
  readonly assets: Readonly<Record<Split, number>>
}

/**
 * Counts the projection of the log, so that an edit does not count twice, a bulk import is not missed and a restart forgets
 * nothing.
 */
export async function countApprovedLabels(store: Pick<Store, 'assets'>, projectId: ProjectId): Promise<ApprovedLabels> {
  const [counts] = await store.assets
    .aggregate<{ labels: { _id: string; count: number }[]; splits: { _id: Split; count: number }[] }>([
      { $match: { projectId, status: 'approved' } },
      { $project: { split: 1, pairs: { $objectToArray: '$counts.approved' } } },
      {
        $facet: {
          labels: [{ $unwind: '$pairs' }, { $group: { _id: '$pairs.k', count: { $sum: '$pairs.v' } } }],
          splits: [{ $group: { _id: '$split', count: { $sum: 1 } } }],
        },
      },
    ])
    .toArray()
  const perLabel = new Map((counts?.labels ?? []).map(({ _id, count }) => [_id, count]))
  const assets = {
    train: 0,
    validation: 0,
    test: 0,
    ...Object.fromEntries((counts?.splits ?? []).map(({ _id, count }) => [_id, count])),
  }
  return { total: [...perLabel.values()].reduce((sum, count) => sum + count, 0), perLabel, assets }
}
