import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { inChunks } from './in-parallel.ts'

/** Assets whose annotations are asked for at once. */
const ASSETS_PER_QUERY = 200

type ManifestAnnotation = ManifestEntry['annotations'][number]
type AssetFields = Pick<AssetRow, '_id' | 'hash' | 'name' | 'width' | 'height' | 'split' | 'group' | 'video'>

/** The approved assets of a project with their approved annotations, by name; annotations by id. Takes the memory of a few hundred assets. */
export async function* approvedEntries(
  store: Pick<Store, 'assets' | 'annotations'>,
  projectId: ProjectId,
): AsyncIterable<ManifestEntry> {
  const fields = { hash: 1, name: 1, width: 1, height: 1, split: 1, group: 1, video: 1 } as const
  const assets = store.assets
    .find({ projectId, status: 'approved' }, { projection: fields })
    .sort({ name: 1 })
    .hint({ projectId: 1, name: 1 })
  for await (const chunk of inChunks(assets as AsyncIterable<AssetFields>, ASSETS_PER_QUERY)) {
    const annotations = await approvedAnnotations(
      store,
      chunk.map(({ _id }) => _id),
    )
    for (const { _id, ...asset } of chunk) yield { assetId: _id, ...asset, annotations: annotations.get(_id) ?? [] }
  }
}

/** An entry as its line in the manifest: fields in one fixed order, so that the same content has the same hash; what says nothing is left out. */
export function manifestLine({ assetId, annotations, video, ...asset }: ManifestEntry): string {
  const { hash, name, width, height, split, group } = asset
  const ordered = annotations.map(({ id, revision, label, shape, attributes, occluded, order, group: belongsTo, track }) => ({
    id,
    revision,
    label,
    shape: sorted(shape),
    ...(Object.keys(attributes).length > 0 && { attributes: sorted(attributes) }),
    ...(occluded && { occluded }),
    ...(order !== 0 && { order }),
    ...(belongsTo !== null && { group: belongsTo }),
    ...(track !== null && { track: sorted(track) }),
  }))
  const inVideo = video && { video: sorted(video) }
  return `${JSON.stringify({ assetId, hash, name, width, height, split, group, ...inVideo, annotations: ordered })}\n`
}

async function approvedAnnotations(
  store: Pick<Store, 'annotations'>,
  assetIds: readonly AssetId[],
): Promise<Map<AssetId, ManifestAnnotation[]>> {
  const found = new Map<AssetId, ManifestAnnotation[]>()
  const fields = {
    assetId: 1,
    revision: 1,
    label: 1,
    shape: 1,
    attributes: 1,
    occluded: 1,
    order: 1,
    group: 1,
    track: 1,
  } as const
  const rows = store.annotations.find({ assetId: { $in: [...assetIds] }, status: 'approved' }, { projection: fields })
  for await (const { _id, assetId, revision, label, shape, attributes, occluded, order, group, track } of rows) {
    const ofAsset = found.get(assetId) ?? []
    ofAsset.push({ id: _id, revision, label, shape, attributes, occluded, order, group, track })
    found.set(assetId, ofAsset)
  }
  for (const annotations of found.values()) annotations.sort((a, b) => (a.id < b.id ? -1 : 1))
  return found
}

const sorted = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) as T
