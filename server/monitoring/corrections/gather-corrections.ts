import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AnnotationRow, AssetRow, CommitRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { tallyCorrections } from './tally-corrections.ts'
import { timeActs } from './time-acts.ts'

const IMAGES_PER_QUERY = 100
/** Commits of several servers reach the log a little out of order. */
const MARGIN_MS = 60_000

type CorrectionStore = Pick<Store, 'operations' | 'assets' | 'annotations' | 'corrections'>
type Decided = Pick<AssetRow, '_id' | 'order' | 'lottery'>

/**
 * Writes down what people did to the suggestions of a version, for each image that they touched since `from` and that is decided now. What
 * was written before is written anew where people came back to it. Gives the time up to which the log was read.
 */
export async function gatherCorrections(
  store: CorrectionStore,
  { projectId, version, from, signal }: { projectId: ProjectId; version: number; from: number; signal: AbortSignal },
): Promise<number> {
  const touched = new Map<AssetId, number>()
  let upTo = from
  const commits = store.operations.find<Pick<CommitRow, 'assetId' | 'at' | 'userId'>>(
    { projectId, at: { $gt: from - MARGIN_MS } },
    { projection: { assetId: 1, at: 1, userId: 1 } },
  )
  for await (const { assetId, at, userId } of commits.sort({ at: 1 })) {
    if (userId !== null) touched.set(assetId, at)
    upTo = Math.max(upTo, at)
  }
  const ids = [...touched.keys()]
  for (let first = 0; first < ids.length; first += IMAGES_PER_QUERY) {
    signal.throwIfAborted()
    const decided = await decidedAmong(store, ids.slice(first, first + IMAGES_PER_QUERY), version)
    await keepCorrections(store, { projectId, version, decided, touched })
  }
  return upTo
}

const decidedAmong = (store: CorrectionStore, ids: readonly AssetId[], version: number): Promise<Decided[]> =>
  store.assets
    .find<Decided>(
      { _id: { $in: [...ids] }, prelabelledBy: version, status: { $in: ['review', 'approved'] } },
      { projection: { order: 1, lottery: 1 } },
    )
    .toArray()

async function keepCorrections(
  store: CorrectionStore,
  {
    projectId,
    version,
    decided,
    touched,
  }: { projectId: ProjectId; version: number; decided: readonly Decided[]; touched: ReadonlyMap<AssetId, number> },
): Promise<void> {
  if (decided.length === 0) return
  const ids = decided.map(({ _id }) => _id)
  const [annotations, commits] = await Promise.all([
    store.annotations
      .find<Judged>(
        { assetId: { $in: ids } },
        { projection: { assetId: 1, label: 1, shape: 1, status: 1, origin: 1, changedBy: 1 } },
      )
      .toArray(),
    store.operations
      .find<Timed>({ assetId: { $in: ids } }, { projection: { assetId: 1, userId: 1, at: 1, 'operations.type': 1 } })
      .sort({ assetId: 1, sequence: 1 })
      .toArray(),
  ])
  await store.corrections.bulkWrite(
    decided.map(({ _id, order, lottery }) => ({
      updateOne: {
        filter: { _id: `${_id}:${version}` },
        update: {
          $set: {
            projectId,
            version,
            assetId: _id,
            order,
            lottery,
            labels: tallyCorrections(
              annotations.filter(({ assetId }) => assetId === _id),
              version,
            ),
            timed: timeActs(commits.filter(({ assetId }) => assetId === _id)),
          },
          $setOnInsert: { at: touched.get(_id) ?? 0 },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  )
}

type Judged = Pick<AnnotationRow, 'assetId' | 'label' | 'shape' | 'status' | 'origin' | 'changedBy'>
type Timed = Pick<CommitRow, 'assetId' | 'userId' | 'at' | 'operations'>
