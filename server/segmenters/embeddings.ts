import type { Segmenter } from '#shared/domain/segmenter.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { ImageToEncode } from './encoder-messages.ts'
import type { Encoders } from './encoders.ts'

interface EmbeddingDeps {
  readonly store: Pick<Store, 'embeddings'>
  readonly blobs: BlobStore
  readonly encoders: Pick<Encoders, 'encode'>
}

/** Embeddings by image and encoder: computed once, however many ask at the same time, and kept as blobs. */
export function createEmbeddings({ store, blobs, encoders }: EmbeddingDeps) {
  const coming = new Map<string, Promise<string>>()

  async function kept(id: string): Promise<string | null> {
    const row = await store.embeddings.findOne({ _id: id })
    return row && (await blobs.has(row.content)) ? row.content : null
  }

  async function compute(id: string, segmenter: Segmenter, asset: AssetRow): Promise<string> {
    const found = await kept(id)
    if (found) return found
    const { data } = await encoders.encode(segmenter, await imageOf(blobs, asset, segmenter))
    const { hash: content } = await blobs.put({ bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) })
    await store.embeddings.updateOne({ _id: id }, { $set: { encoder: segmenter.encoder.hash, content } }, { upsert: true })
    return content
  }

  return {
    /** The hash of the blob with the embedding of this image. */
    of(segmenter: Segmenter, asset: AssetRow): Promise<string> {
      const id = `${segmenter.encoder.hash}:${asset.hash}`
      const known = coming.get(id)
      if (known) return known
      const computed = compute(id, segmenter, asset).finally(() => coming.delete(id))
      coming.set(id, computed)
      return computed
    },
  }
}

// A large image is read at the smallest of its sizes that still fills the frame.
async function imageOf(
  blobs: BlobStore,
  { hash, pyramid, width, height, levels = 1, values }: AssetRow,
  segmenter: Segmenter,
): Promise<ImageToEncode> {
  if (!pyramid) return { file: await blobs.onDisk(hash), page: 0, values: values ?? null }
  const level = Math.floor(Math.log2(Math.max(width, height) / Math.max(...segmenter.frame)))
  return { file: await blobs.onDisk(pyramid), page: Math.min(Math.max(level, 0), levels - 1), values: values ?? null }
}
