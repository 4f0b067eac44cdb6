import type { ProjectId } from '#shared/domain/ids.ts'
import { Segmenter } from '#shared/domain/segmenter.ts'
import type { BlobStore } from './blobs.ts'
import type { Store } from './store.ts'

type SegmenterStore = Pick<Store, 'segmenters' | 'embeddings'>

/** The project's own segmenter; null where it has none. */
export async function findSegmenter(store: Pick<Store, 'segmenters'>, projectId: ProjectId): Promise<Segmenter | null> {
  const row = await store.segmenters.findOne({ _id: projectId })
  return row && Segmenter.parse(row)
}

/** Gives the project a segmenter, in place of the one it had. */
export async function replaceSegmenter(
  { store, blobs }: { store: SegmenterStore; blobs: BlobStore },
  projectId: ProjectId,
  segmenter: Segmenter,
): Promise<void> {
  const before = await findSegmenter(store, projectId)
  await store.segmenters.replaceOne({ _id: projectId }, segmenter, { upsert: true })
  if (before) await removeContents({ store, blobs }, before)
}

/** Takes the project's segmenter away, with what it computed; files that other projects use stay. */
export async function removeSegmenter(
  { store, blobs }: { store: SegmenterStore; blobs: BlobStore },
  projectId: ProjectId,
): Promise<void> {
  const segmenter = await findSegmenter(store, projectId)
  if (!segmenter) return
  await store.segmenters.deleteOne({ _id: projectId })
  await removeContents({ store, blobs }, segmenter)
}

async function removeContents(
  { store, blobs }: { store: SegmenterStore; blobs: BlobStore },
  { encoder, decoder }: Segmenter,
): Promise<void> {
  if (!(await store.segmenters.findOne({ 'decoder.hash': decoder.hash }))) await blobs.remove(decoder.hash)
  if (await store.segmenters.findOne({ 'encoder.hash': encoder.hash })) return
  for await (const { _id, content } of store.embeddings.find({ encoder: encoder.hash })) {
    await blobs.remove(content)
    await store.embeddings.deleteOne({ _id })
  }
  await blobs.remove(encoder.hash)
}
