import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { inChunks } from '../in-chunks.ts'
import { EMBEDDER_ID } from '../ml/embedding/image-embedder.ts'
import type { Store } from '../store/store.ts'

const IMAGES_AT_A_TIME = 100
const MARKED_AT_A_TIME = 1000
const JUDGED = { projectId: 1, judgedBy: 1, looked: 1, _id: 1 } as const

/** Images that nobody has looked at, from the newest back until as many are found as are missing. */
export async function* unknownImages(
  store: Pick<Store, 'assets' | 'assetQuality'>,
  projectId: ProjectId,
): AsyncGenerator<AssetId[]> {
  const [assets, known] = await Promise.all([
    store.assets.countDocuments({ projectId }),
    store.assetQuality.countDocuments({ projectId }),
  ])
  let below = Number.MAX_SAFE_INTEGER
  for (let missing = assets - known; missing > 0; ) {
    const rows = await store.assets
      .find({ projectId, order: { $lt: below } }, { projection: { order: 1 } })
      .sort({ order: -1 })
      .limit(IMAGES_AT_A_TIME)
      .toArray()
    if (rows.length === 0) return
    below = rows.at(-1)?.order ?? 0
    const ids = rows.map(({ _id }) => _id)
    const there = await store.assetQuality.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
    const held = new Set(there.map(({ _id }) => _id))
    const fresh = ids.filter((id) => !held.has(id))
    missing -= fresh.length
    if (fresh.length > 0) yield fresh
  }
}

/**
 * Marks each image that was changed since then, so that it is found among those judged otherwise. Looking at very many takes hours, longer than the
 * database holds a place in a list open; marks outlast that, and a crash.
 */
export async function markChanged(
  store: Pick<Store, 'operations' | 'assetQuality'>,
  projectId: ProjectId,
  since: number,
): Promise<void> {
  const commits = store.operations.find({ projectId, at: { $gt: since } }, { projection: { assetId: 1 } })
  for await (const chunk of inChunks(commits, MARKED_AT_A_TIME)) {
    const ids = [...new Set(chunk.map(({ assetId }) => assetId))]
    await store.assetQuality.updateMany({ _id: { $in: ids } }, { $set: { judgedBy: '' } })
  }
}

/** Images that were judged by other rules, or are marked. Each page is to be judged before the next is read: then it is not found again. */
export async function* judgedOtherwise(
  store: Pick<Store, 'assetQuality'>,
  projectId: ProjectId,
  digest: string,
): AsyncGenerator<AssetId[]> {
  for (;;) {
    const rows = await store.assetQuality
      .find({ projectId, judgedBy: { $ne: digest } }, { projection: { _id: 1 }, hint: JUDGED })
      .limit(IMAGES_AT_A_TIME)
      .toArray()
    if (rows.length === 0) return
    yield rows.map(({ _id }) => _id)
  }
}

/** Images whose vector was not there when they were judged, and is now. */
export async function* lookedAtSince(
  store: Pick<Store, 'assetQuality' | 'assetEmbeddings'>,
  projectId: ProjectId,
  digest: string,
): AsyncGenerator<AssetId[]> {
  for (let last: AssetId | null = null; ; ) {
    const rows: { _id: AssetId }[] = await store.assetQuality
      .find(
        { projectId, judgedBy: digest, looked: false, ...(last !== null && { _id: { $gt: last } }) },
        { projection: { _id: 1 }, sort: { _id: 1 }, hint: JUDGED },
      )
      .limit(IMAGES_AT_A_TIME)
      .toArray()
    const end = rows.at(-1)
    if (!end) return
    last = end._id
    const ids = rows.map(({ _id }) => _id)
    const asked = { _id: { $in: ids }, embedder: EMBEDDER_ID }
    const embedded = await store.assetEmbeddings.find(asked, { projection: { _id: 1 } }).toArray()
    if (embedded.length > 0) yield embedded.map(({ _id }) => _id)
  }
}
