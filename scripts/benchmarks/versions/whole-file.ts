import { manifestLine } from '#server/datasets/manifest-entries.ts'
import { inChunks } from '#server/in-chunks.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import type { Store } from '#server/store/store.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ManifestAnnotation } from '#shared/domain/manifest.ts'

const ASSETS_PER_QUERY = 200

/** A snapshot as it was taken before: every label read one query after the other, at no one moment, and all of it written into one file each time. */
export async function takeWholeFile({ store, blobs }: { store: Store; blobs: BlobStore }, projectId: ProjectId): Promise<string> {
  async function* lines(): AsyncGenerator<string> {
    const assets = store.assets.find({ projectId, status: 'approved' }).sort({ name: 1 }).hint({ projectId: 1, name: 1 })
    for await (const chunk of inChunks(assets, ASSETS_PER_QUERY)) {
      const found = new Map<string, ManifestAnnotation[]>(chunk.map(({ _id }) => [_id, []]))
      const rows = store.annotations.find({ assetId: { $in: chunk.map(({ _id }) => _id) }, status: 'approved' })
      for await (const { _id: id, assetId, ...row } of rows) found.get(assetId)?.push({ ...row, id })
      for (const { _id: assetId, ...asset } of chunk)
        yield manifestLine({ ...asset, assetId, annotations: found.get(assetId) ?? [] })
    }
  }
  return (await blobs.put({ stream: lines() })).hash
}
