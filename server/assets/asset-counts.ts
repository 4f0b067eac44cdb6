import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'

type Counts = Record<string, number>

/** How many assets there are per status, per split, and with at least one approved annotation per label. */
export async function countAssets(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
): Promise<{ status: Counts; split: Counts; label: Counts }> {
  const [status, split, label] = await Promise.all([
    counted(store, [{ $match: { projectId } }, { $sort: { projectId: 1, status: 1 } }, countPer('$status')]),
    counted(store, [{ $match: { projectId } }, { $sort: { projectId: 1, split: 1 } }, countPer('$split')]),
    counted(store, [
      { $match: { projectId } },
      { $project: { labels: { $objectToArray: '$counts.approved' } } },
      { $unwind: '$labels' },
      { $match: { 'labels.v': { $gt: 0 } } },
      countPer('$labels.k'),
    ]),
  ])
  return { status, split, label }
}

const countPer = (field: string) => ({ $group: { _id: field, count: { $sum: 1 } } })

async function counted(store: Pick<Store, 'assets'>, stages: object[]): Promise<Counts> {
  const groups = await store.assets.aggregate<{ _id: string; count: number }>(stages).toArray()
  return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]))
}
