import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import type { ImportId } from '#shared/domain/ids.ts'
import type { MergeRule } from '#shared/routes/data.ts'
import { imageTerms } from '../../asset-terms.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import type { Findings } from '../findings.ts'
import { metaOf } from './image-meta.ts'
import type { Ingested } from './ingest.ts'

interface MetaRequest {
  readonly importId: ImportId
  readonly options: { readonly merge: MergeRule; readonly dryRun: boolean }
  readonly findings: Findings
}

/**
 * Merges what a data set says of images that the project held already: what is new is added; where both say something else, what is here stays, unless
 * the import's rule is to replace. What was known before is noted first, so that the import can be taken back. Gives how many images it told something
 * about, new ones too; the same import again changes nothing.
 */
export async function mergeMeta(
  store: Pick<Store, 'assets' | 'importChanges'>,
  { importId, options, findings }: MetaRequest,
  ingested: readonly Ingested[],
): Promise<number> {
  const changed: { asset: AssetRow; after: AssetMeta }[] = []
  for (const { image, asset, isKnown } of ingested) {
    if (!isKnown || !image.meta) continue
    const example = { text: image.path, file: image.path, assetId: asset._id }
    const said = metaOf(image.meta, (what, kind) => findings.lose(what, example, 1, kind))
    const { after, kept } = merged(asset.meta ?? {}, said, options.merge)
    if (kept > 0) findings.lose('metadata that says something else here: what is here stays', example, kept)
    if (after) changed.push({ asset, after })
  }
  if (changed.length > 0 && !options.dryRun) await write(store, importId, changed)
  return changed.length + ingested.filter(({ asset, isKnown }) => !isKnown && asset.meta).length
}

/** What is known afterwards, null where that is what was known before; `kept` values here stood against others. */
function merged(before: AssetMeta, said: AssetMeta, rule: MergeRule): { after: AssetMeta | null; kept: number } {
  const isHere = (key: string) => Object.hasOwn(before, key)
  const differing = Object.keys(said).filter((key) => isHere(key) && before[key] !== said[key])
  const isNew = Object.keys(said).some((key) => !isHere(key))
  if (rule === 'replace') return { after: isNew || differing.length > 0 ? { ...before, ...said } : null, kept: 0 }
  return { after: isNew ? { ...said, ...before } : null, kept: differing.length }
}

async function write(
  store: Pick<Store, 'assets' | 'importChanges'>,
  importId: ImportId,
  changed: readonly { asset: AssetRow; after: AssetMeta }[],
): Promise<void> {
  await store.importChanges.bulkWrite(
    changed.map(({ asset: { _id: assetId, projectId, meta: before = {} }, after }) => {
      const untouched = { created: [], changed: [], status: null }
      const row = { importId, projectId, assetId, ...untouched, meta: { before, after } }
      return { updateOne: { filter: { _id: `${importId}:${assetId}:meta` }, update: { $setOnInsert: row }, upsert: true } }
    }),
    { ordered: false },
  )
  await store.assets.bulkWrite(
    changed.map(({ asset, after }) => ({ updateOne: { filter: { _id: asset._id }, update: withMeta(asset, after) } })),
    { ordered: false },
  )
}

/** Sets what is known of an image, and what it is found by. */
export const withMeta = (asset: AssetRow, meta: AssetMeta) => ({
  $set: { meta, 'terms.image': imageTerms({ ...asset, meta }) },
})
