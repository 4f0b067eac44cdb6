import type { AssetId, ImportId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { ImportOptions, LossKind } from '#shared/routes/data.ts'
import { freshTerms } from '../../asset-terms.ts'
import { derivedId } from '../../derived-id.ts'
import { nearKeys } from '../../look-alike-keys.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { AssetRow } from '../../store/collections.ts'
import { addSplitCounts } from '../../store/split-counts.ts'
import type { Store } from '../../store/store.ts'
import type { Findings } from '../findings.ts'
import type { ReadImage } from '../formats/format.ts'
import { inParallel } from '../in-parallel.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { ImageRefused } from './analyse-image.ts'
import { freeNames } from './asset-names.ts'
import { type Examined, examineFile, type HeldFile } from './examine-file.ts'
import { imageMeta } from './image-meta.ts'
import { insertAssets } from './insert-assets.ts'
import { kinOf } from './kin.ts'
import { lotteryOf, reserveOrder, stratumOf, untouched } from './new-asset.ts'
import { openPlaces } from './places.ts'
import { createSeenContents } from './seen-contents.ts'
import { videoFrameOf } from './video-frames.ts'

/** Decodings at a time: two cores are busy with these while files are read. */
const DECODERS = 4
/** Asked for hundreds of hashes at once, the planner has been seen to walk all terms of a project instead. */
const BY_HASH = { projectId: 1, hash: 1 } as const
const BY_BARE = { projectId: 1, bare: 1 } as const

export interface IngestDeps {
  readonly store: Pick<Store, 'assets' | 'counters'>
  readonly blobs: BlobStore
}
export interface IngestRequest {
  readonly project: Project
  readonly importId: ImportId
  readonly options: ImportOptions
  readonly findings: Findings
}
/** An image of the data set with the asset it has become, or (`isKnown`) that the project held already. */
export interface Ingested {
  readonly image: ReadImage
  readonly asset: AssetRow
  readonly isKnown: boolean
}

/**
 * Turns files into assets: refuses what is no image, passes over what is there already, groups near-duplicates, gives splits. What it needs to know
 * of the project is asked of the database per chunk, by index.
 */
export function openIngest({ store, blobs }: IngestDeps, { project, importId, options, findings }: IngestRequest) {
  const { id: projectId } = project
  const places = openPlaces(store, { project, options, findings })
  const seen = createSeenContents()

  async function examined(tree: FileTree, images: readonly ReadImage[], onFile: () => Promise<void>) {
    const target = { tree, blobs: options.dryRun ? null : blobs }
    const stated = images.flatMap(({ path }) => tree.hashOf?.(path) ?? [])
    const rows =
      stated.length === 0
        ? []
        : await store.assets
            .find({ projectId, hash: { $in: stated } })
            .hint(BY_HASH)
            .toArray()
    const prefetched = new Map(rows.map((row) => [row.hash, row]))
    const heldBy = async (hashes: readonly string[]) =>
      hashes.map((hash) => prefetched.get(hash)).find(Boolean) ??
      (await store.assets.findOne({ projectId, hash: { $in: [...hashes] } }, { hint: BY_HASH })) ??
      (await store.assets.findOne({ projectId, bare: { $in: [...hashes] } }, { hint: BY_BARE }))
    const results = await inParallel(images, DECODERS, async (image) => {
      await onFile()
      try {
        return await examineFile(target, image, heldBy)
      } catch (error) {
        if (!(error instanceof ImageRefused)) throw error
        findings.reject(image.path, error.message)
        return null
      }
    })
    return results.filter((result) => result !== null)
  }

  /** Sorts out what this import or the project holds already. A second file with the same content adds nothing, not even labels. */
  function sorted(files: readonly (Examined | HeldFile)[]) {
    const fresh: Examined[] = []
    const ingested: Ingested[] = []
    const met = new Set<string>()
    let duplicates = 0
    for (const file of files) {
      const { image, bare, held } = file
      const own = held?.brought?.by === importId ? held.brought : null
      const isRepeat = met.has(bare) || (options.dryRun && seen.has(bare)) || (own !== null && own.as !== image.path)
      if (isRepeat || (held && !own)) duplicates++
      if (isRepeat && image.annotations.length > 0)
        findings.lose(
          'labels of a file that another one repeats',
          { text: image.path, file: image.path },
          image.annotations.length,
        )
      if (isRepeat) continue
      met.add(bare)
      if (held) ingested.push({ image, asset: held, isKnown: own === null })
      else fresh.push(file as Examined)
    }
    if (options.dryRun) for (const bare of met) seen.add(bare)
    return { fresh, ingested, duplicates }
  }

  return {
    /** The assets of some images, in import order, and how many of the files the project held already; `onFile` is called before each. */
    async ingest(
      tree: FileTree,
      images: readonly ReadImage[],
      onFile: () => Promise<void>,
    ): Promise<{ ingested: Ingested[]; duplicates: number }> {
      const { fresh, ingested, duplicates } = sorted(await examined(tree, images, onFile))
      for (const { image, pages } of fresh)
        if (pages > 1)
          findings.lose('further pages or frames: the first one is taken', { text: image.path, file: image.path }, pages - 1)
      const rows = await rowsOf(fresh)
      const landed = options.dryRun ? rows.map((asset) => ({ asset, isNew: true })) : await insertAssets(store, rows, findings)
      if (!options.dryRun)
        await addSplitCounts(
          store,
          projectId,
          landed.flatMap(({ asset, isNew }) => (isNew ? asset.split : [])),
        )
      const made = landed.map(({ asset, isNew }, index) => ({ image: (fresh[index] as Examined).image, asset, isKnown: !isNew }))
      return { ingested: [...ingested, ...made], duplicates: duplicates + made.filter(({ isKnown }) => isKnown).length }
    },
  }

  async function rowsOf(files: readonly Examined[]): Promise<AssetRow[]> {
    if (files.length === 0) return []
    const paths = files.map(({ image }) => image.path)
    const names = await freeNames(store, projectId, paths, findings)
    const videos = files.map(({ image }) => videoFrameOf(importId, image, options.video))
    const ids = files.map(({ hash }) => derivedId<AssetId>('ast', importId, hash))
    const metas = files.map(({ image, exif }) => {
      const lose = (what: string, kind: LossKind) => findings.lose(what, { text: image.path, file: image.path }, 1, kind)
      return imageMeta(exif, image.meta ?? {}, { places: project.loop.privacy.places, lose })
    })
    const placed = await places.place(
      files.map(({ image, perceptualHash }, index) => ({
        id: ids[index] as AssetId,
        name: names[index] as string,
        file: image.path,
        perceptualHash,
        stratum: stratumOf(image),
        kin: kinOf({ video: videos[index] ?? undefined, meta: metas[index] }, options.groupBy ?? project.loop.split.by),
        wish: options.split === 'auto' ? null : options.split === 'source' ? image.split : options.split,
      })),
    )
    const first = options.dryRun ? 1 : await reserveOrder(store, projectId, files.length)
    return files.map((file, index): AssetRow => {
      const { image, hash, bare, width, height, bytes, kind: format, perceptualHash, thumbnail, values, tiles } = file
      const _id = ids[index] as AssetId
      const { isRepeat, ...place } = placed[index] as (typeof placed)[number]
      const fixed = { projectId, name: names[index] as string, hash, width, height, bytes, format, perceptualHash, thumbnail }
      const lottery = lotteryOf(_id)
      const [video, meta] = [videos[index], metas[index] ?? {}]
      // Before any model has looked, chance says what comes first: in import order a folder's worth of one kind, or one split, would.
      const row: AssetRow = {
        _id,
        ...fixed,
        ...(values && { values: [...values] }),
        ...tiles,
        ...(video && { video }),
        ...(bare !== hash && { bare }),
        ...(Object.keys(meta).length > 0 && { meta }),
        ...place,
        ...untouched(),
        near: isRepeat ? [] : nearKeys(perceptualHash),
        brought: { by: importId, as: image.path },
        order: first + index,
        lottery,
        uncertainty: lottery,
        createdAt: Date.now(),
      }
      return { ...row, ...freshTerms(row) }
    })
  }
}
