import type { ProjectId } from '#shared/domain/ids.ts'
import type { ImageToEmbed } from '../ml/embedding/decode-region.ts'
import type { EmbeddedImage } from '../ml/embedding/vector-messages.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { countMissing, keepEmbeddings, ofProject } from './embedding-records.ts'

const ASSETS_PER_ROUND = 64
const MS = 1000

export interface EmbedDeps {
  readonly store: Pick<Store, 'assets' | 'assetEmbeddings'>
  readonly fileOf: (hash: string) => Promise<string>
  /** What becomes of each image, in their order. */
  readonly embed: (images: ImageToEmbed[]) => Promise<readonly EmbeddedImage[]>
  readonly progress: (fraction: number, message: string, secondsLeft: number) => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Gives every image of a project its vector that has none yet, the newest first, until none is left. The thumbnail is looked at: it is
 * larger than what the network sees, and there for every kind of image. Taken up again after a crash it goes on with what is missing.
 */
export async function embedAssets(deps: EmbedDeps, projectId: ProjectId): Promise<{ assets: number; imagesPerSecond: number }> {
  const { store, signal } = deps
  const started = Date.now()
  const rate = () => done / Math.max((Date.now() - started) / MS, 1 / MS)
  let done = 0
  for (let missing = await countMissing(store, projectId); missing > 0; missing = await countMissing(store, projectId)) {
    const total = done + missing
    const before = done
    for await (const rows of roundsOf(store, projectId)) {
      signal.throwIfAborted()
      const files = await Promise.all(rows.map(({ thumbnail }) => deps.fileOf(thumbnail)))
      const images = await deps.embed(files.map((file) => ({ file, region: null })))
      await keepEmbeddings(
        store,
        projectId,
        rows.map(({ _id }) => _id),
        images,
      )
      done += rows.length
      const left = Math.max(0, total - done)
      await deps.progress(Math.min(1, done / total), `${done} of ${total} images, ${rate().toFixed(1)} a second`, left / rate())
      if (left === 0) break
    }
    // Counted as missing and nowhere to be found: an image was deleted meanwhile.
    if (done === before) break
  }
  return { assets: done, imagesPerSecond: rate() }
}

type Looked = Pick<AssetRow, '_id' | 'order' | 'thumbnail'>

/** Assets without a vector, from the newest back, some at a time. */
async function* roundsOf(store: EmbedDeps['store'], projectId: ProjectId): AsyncGenerator<Looked[]> {
  let below = Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows: Looked[] = await store.assets
      .find({ projectId, order: { $lt: below } }, { projection: { order: 1, thumbnail: 1 } })
      .sort({ order: -1 })
      .limit(ASSETS_PER_ROUND)
      .toArray()
    const last = rows.at(-1)
    if (!last) return
    below = last.order
    const ids = rows.map(({ _id }) => _id)
    const known = await store.assetEmbeddings
      .find({ _id: { $in: ids }, embedder: ofProject(projectId).embedder }, { projection: { _id: 1 } })
      .toArray()
    const has = new Set(known.map(({ _id }) => _id))
    const missing = rows.filter(({ _id }) => !has.has(_id))
    if (missing.length > 0) yield missing
  }
}
