import type { Annotation, Origin } from '#shared/domain/annotation.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { ManifestAnnotation, ManifestEntry } from '#shared/domain/manifest.ts'
import type { AnnotationRow } from '../store/collections.ts'
import type { OneTime } from '../store/one-time.ts'
import type { Store } from '../store/store.ts'
import type { FrozenAsset } from './frozen-assets.ts'

/** An entry, with who made each of its annotations and who decided on it last (nobody is the empty text). */
export interface FrozenEntry {
  readonly entry: ManifestEntry
  readonly origins: readonly string[]
  readonly people: readonly string[]
}

/** Some approved assets with their approved annotations as they were `at` one time, in the order of the assets; annotations by id. */
export async function frozenEntries(
  store: Pick<Store, 'annotations'>,
  assets: readonly FrozenAsset[],
  at: OneTime,
): Promise<FrozenEntry[]> {
  const asked = assets.flatMap(({ _id, logged }) => (logged ? [] : [_id]))
  const projected = await approvedAnnotations(store, asked, at)
  return assets.map(({ _id, sequence: _sequence, logged, ...asset }) => {
    const made = (logged ?? projected.get(_id) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    return {
      entry: { assetId: _id, ...asset, annotations: made.map(annotationIn) },
      origins: made.map(({ origin }) => originWord(origin)),
      people: made.map(({ changedBy }) => changedBy ?? ''),
    }
  })
}

/** An entry as its line in the manifest: fields in one fixed order, so that the same content has the same hash; what says nothing is left out. */
export function manifestLine({ assetId, annotations, video, meta, ...asset }: ManifestEntry): string {
  const { hash, name, width, height, split, group } = asset
  const ordered = annotations.map(
    ({ id, revision, label, shape, attributes, occluded, order, group: belongsTo, track, originId }) => ({
      id,
      revision,
      label,
      shape: sorted(shape),
      ...(Object.keys(attributes).length > 0 && { attributes: sorted(attributes) }),
      ...(occluded && { occluded }),
      ...(order !== 0 && { order }),
      ...(belongsTo !== null && { group: belongsTo }),
      ...(track !== null && { track: sorted(track) }),
      ...(originId !== undefined && { originId }),
    }),
  )
  const inVideo = video && { video: sorted(video) }
  const known = meta && Object.keys(meta).length > 0 && { meta: sorted(meta) }
  return `${JSON.stringify({ assetId, hash, name, width, height, split, group, ...inVideo, ...known, annotations: ordered })}\n`
}

type Said = ManifestAnnotation & Pick<Annotation, 'origin' | 'changedBy'>

async function approvedAnnotations(
  store: Pick<Store, 'annotations'>,
  assetIds: readonly AssetId[],
  at: OneTime,
): Promise<Map<AssetId, Said[]>> {
  const found = new Map<AssetId, Said[]>()
  if (assetIds.length === 0) return found
  const rows = store.annotations.find(
    { assetId: { $in: [...assetIds] }, status: 'approved' },
    { projection: { ...FIELDS, 'origin.type': 1, 'origin.format': 1, 'origin.id': 1, changedBy: 1, assetId: 1 }, ...at },
  )
  for (const { _id, assetId, ...said } of (await rows.toArray()) as unknown as (AnnotationRow & { assetId: AssetId })[]) {
    const ofAsset = found.get(assetId)
    if (ofAsset) ofAsset.push({ id: _id, ...said })
    else found.set(assetId, [{ id: _id, ...said }])
  }
  return found
}

const FIELDS = { revision: 1, label: 1, shape: 1, attributes: 1, occluded: 1, order: 1, group: 1, track: 1 } as const

const annotationIn = ({
  id,
  revision,
  label,
  shape,
  attributes,
  occluded,
  order,
  group,
  track,
  origin,
}: Said): ManifestAnnotation => ({
  id,
  revision,
  label,
  shape,
  attributes,
  occluded,
  order,
  group,
  track,
  ...('format' in origin && origin.id !== undefined && { originId: origin.id }),
})

const originWord = (origin: Origin): string => ('format' in origin ? `${origin.type} ${origin.format}` : origin.type)

const sorted = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) as T
