import type { AssetId, ImportId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { ImportOptions } from '#shared/routes/data.ts'
import { derivedId } from '../../derived-id.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { insertEach } from '../../store/tolerant-writes.ts'
import type { Findings } from '../findings.ts'
import type { ReadImage } from '../formats/format.ts'
import { inParallel } from '../in-parallel.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { ImageRefused } from './analyse-image.ts'
import { freeNames } from './asset-names.ts'
import { type Examined, examineFile } from './examine-file.ts'
import { createGroups } from './groups.ts'
import { lotteryOf, reserveOrder, stratumOf, untouched } from './new-asset.ts'
import { videoFrameOf } from './video-frames.ts'

/** Decodings at a time: two cores are busy with these while files are read. */
const DECODERS = 4

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

/** Turns files into assets: refuses what is no image, passes over what is there already, groups near-duplicates, gives splits. */
export async function openIngest({ store, blobs }: IngestDeps, { project, importId, options, findings }: IngestRequest) {
  const { id: projectId, loop } = project
  const keepApart = options.split === 'source'
  const groups = createGroups({ shares: loop.split, seed: projectId, keepApart }, findings)
  // Hashes this import has met: a second file with the same bytes adds nothing, not even labels.
  const met = new Set<string>()
  const rememberedFields = { name: 1, group: 1, split: 1, perceptualHash: 1, video: 1 } as const
  for await (const row of store.assets.find({ projectId }, { projection: rememberedFields })) groups.remember(row)

  async function examined(
    tree: FileTree,
    images: readonly ReadImage[],
    earlier: ReadonlyMap<string, AssetRow>,
    onFile: () => Promise<void>,
  ) {
    const target = { tree, blobs: options.dryRun ? null : blobs }
    const results = await inParallel(images, DECODERS, async (image) => {
      await onFile()
      try {
        return await examineFile(target, image, earlier.get(idOf(image)) ?? null)
      } catch (error) {
        if (!(error instanceof ImageRefused)) throw error
        findings.reject(image.path, error.message)
        return null
      }
    })
    return results.filter((result) => result !== null)
  }

  const idOf = (image: ReadImage): AssetId => derivedId('ast', importId, image.path)

  /** Sorts out what this import or the project holds already. */
  function sorted(files: readonly Examined[], earlier: ReadonlyMap<string, AssetRow>, held: ReadonlyMap<string, AssetRow>) {
    const fresh: Examined[] = []
    const ingested: Ingested[] = []
    let duplicates = 0
    for (const file of files) {
      const { image, hash } = file
      const own = earlier.get(idOf(image))
      const known = own ? undefined : held.get(hash)
      if (met.has(hash) || known) duplicates++
      if (met.has(hash) && image.annotations.length > 0)
        findings.lose('labels of a file that another one repeats', image.path, image.annotations.length)
      if (met.has(hash)) continue
      if (own) ingested.push({ image, asset: own, isKnown: false })
      else if (known) ingested.push({ image, asset: known, isKnown: true })
      else fresh.push(file)
      met.add(hash)
    }
    return { fresh, ingested, duplicates }
  }

  return {
    /** The assets of some images, in import order, and how many of the files the project held already; `onFile` is called before each. */
    async ingest(
      tree: FileTree,
      images: readonly ReadImage[],
      onFile: () => Promise<void>,
    ): Promise<{ ingested: Ingested[]; duplicates: number }> {
      const earlier = byKey(await store.assets.find({ _id: { $in: images.map(idOf) } }).toArray(), '_id')
      const files = await examined(tree, images, earlier, onFile)
      const held = byKey(await store.assets.find({ projectId, hash: { $in: files.map(({ hash }) => hash) } }).toArray(), 'hash')
      const { fresh, ingested, duplicates } = sorted(files, earlier, held)
      const rows = await rowsOf(fresh)
      for (const { image, pages } of fresh)
        if (pages > 1) findings.lose('further pages or frames: the first one is taken', image.path, pages - 1)
      const landed = options.dryRun || rows.length === 0 ? rows.map(() => 'inserted') : await insertEach(store.assets, rows)
      const made = rows.map((asset, index) => ({ image: (fresh[index] as Examined).image, asset, isKnown: false }))
      const inserted = made.filter((_, index) => landed[index] === 'inserted')
      return { ingested: [...ingested, ...inserted], duplicates: duplicates + made.length - inserted.length }
    },
  }

  async function rowsOf(files: readonly Examined[]): Promise<AssetRow[]> {
    if (files.length === 0) return []
    const names = await freeNames(
      store,
      projectId,
      files.map(({ image }) => image.path),
      findings,
    )
    const videos = files.map(({ image }) => videoFrameOf(importId, image, options.video))
    const places = groups.place(
      files.map(({ image, perceptualHash }, index) => ({
        id: idOf(image),
        name: names[index] as string,
        perceptualHash,
        stratum: stratumOf(image),
        kin: videos[index]?.id ?? null,
        wish: options.split === 'auto' ? null : options.split === 'source' ? image.split : options.split,
      })),
    )
    const first = options.dryRun ? 1 : await reserveOrder(store, projectId, files.length)
    return files.map((file, index): AssetRow => {
      const { image, hash, width, height, bytes, kind: format, perceptualHash, thumbnail, values, tiles } = file
      const _id = idOf(image)
      const place = places[index] as (typeof places)[number]
      const fixed = { projectId, name: names[index] as string, hash, width, height, bytes, format, perceptualHash, thumbnail }
      const lottery = lotteryOf(_id)
      const video = videos[index]
      // Before any model has looked, chance says what comes first: in import order a folder's worth of one kind, or one split, would.
      return {
        _id,
        ...fixed,
        ...(values && { values: [...values] }),
        ...tiles,
        ...(video && { video }),
        ...place,
        ...untouched(),
        order: first + index,
        lottery,
        uncertainty: lottery,
        createdAt: Date.now(),
      }
    })
  }
}

const byKey = <K extends 'hash' | '_id'>(rows: readonly AssetRow[], key: K): Map<AssetRow[K], AssetRow> =>
  new Map(rows.map((row) => [row[key], row]))
