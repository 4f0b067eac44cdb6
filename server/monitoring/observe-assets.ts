import type { AssetId } from '#shared/domain/ids.ts'
import { area, type Shape } from '#shared/shapes/index.ts'
import type { AnnotationRow, AssetRow } from '../store/collections.ts'
import { featuresOf, TODAY } from '../store/features.ts'
import type { Store } from '../store/store.ts'
import { median, type Observation } from './observation.ts'

/** Annotations of so many images are asked for at once. */
const IMAGES_PER_QUERY = 200

export interface ObserveDeps {
  readonly store: Pick<Store, 'assetStatistics' | 'assetEmbeddings' | 'annotations'>
}
/** What the observation of an image is made from. */
export type Watched = Pick<AssetRow, '_id' | 'width' | 'height' | 'bytes' | 'prelabelledBy' | 'order' | 'thumbnail' | 'status'>
type Said = { readonly label: string; readonly shape: Shape; readonly score: number | null }

/** What is known of images: their pixels, their vectors, what this version suggested on them, and which labels are approved. */
export async function observeAssets({ store }: ObserveDeps, assets: readonly Watched[], version: number): Promise<Observation[]> {
  const observed: Observation[] = []
  for (let from = 0; from < assets.length; from += IMAGES_PER_QUERY)
    observed.push(...(await observeSome(store, assets.slice(from, from + IMAGES_PER_QUERY), version)))
  return observed
}

async function observeSome(store: ObserveDeps['store'], assets: readonly Watched[], version: number): Promise<Observation[]> {
  const ids = assets.map(({ _id }) => _id)
  const [features, annotations] = await Promise.all([
    featuresOf(store, ids, TODAY),
    store.annotations
      .find({ assetId: { $in: ids } }, { projection: { assetId: 1, label: 1, shape: 1, status: 1, origin: 1, changedBy: 1 } })
      .toArray(),
  ])
  const annotationsOf = new Map<AssetId, Annotated[]>(ids.map((id) => [id, []]))
  for (const annotation of annotations) annotationsOf.get(annotation.assetId)?.push(annotation)
  return assets.map((asset) => {
    const found = annotationsOf.get(asset._id) ?? []
    const suggested = asset.prelabelledBy === version ? found.flatMap((one) => suggestedBy(one, version)) : null
    const approved = asset.status === 'approved' ? found.filter(({ status }) => status === 'approved').map(labelled) : null
    return {
      id: asset._id,
      numbers: {
        ...features.get(asset._id)?.statistics,
        ...fileNumbers(asset),
        ...(suggested && predictionNumbers(suggested, asset)),
        ...(approved && labelNumbers(approved, asset)),
      },
      mixes: { ...(suggested && { suggestedMix: mixOf(suggested) }), ...(approved && { labelMix: mixOf(approved) }) },
      vector: features.get(asset._id)?.vector ?? null,
    }
  })
}

type Annotated = Pick<AnnotationRow, 'assetId' | 'label' | 'shape' | 'status' | 'origin' | 'changedBy'>
type Size = Pick<AssetRow, 'width' | 'height'>

/** What the file itself says: pixels and the shape of the image, and how much it was compressed, each as a logarithm of two. */
export const fileNumbers = ({ width, height, bytes }: Size & Pick<AssetRow, 'bytes'>) => ({
  pixels: Math.log2(width * height),
  aspect: Math.log2(width / height),
  compression: Math.log2(bytes / (width * height)),
})

/** What a model said of an image, as numbers: how many objects, the side of the middle one as a share of the image's, the middle score. */
export const predictionNumbers = (said: readonly Said[], size: Size) => {
  const scores = said.flatMap(({ score }) => score ?? [])
  return {
    suggestedCount: said.length,
    ...named('suggestedArea', sidesOf(said, size)),
    ...(scores.length > 0 && { score: median(scores) }),
  }
}

/** How many of each label. */
export function mixOf(said: readonly Pick<Said, 'label'>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { label } of said) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

/** What labels say of an image, as numbers: how many, and the side of the middle one as a share of the image's. */
export const labelNumbers = (approved: readonly Said[], size: Size) => ({
  labelCount: approved.length,
  ...named('labelArea', sidesOf(approved, size)),
})

const named = <K extends string>(name: K, sides: readonly number[]): Partial<Record<K, number>> =>
  sides.length > 0 ? ({ [name]: median(sides) } as Record<K, number>) : {}

const sidesOf = (said: readonly Said[], { width, height }: Size): number[] =>
  said.map(({ shape }) => Math.sqrt(area(shape) / (width * height))).filter((side) => side > 0)

// What the same version suggested and took back itself, when it looked again, was never shown for long.
function suggestedBy({ origin, status, changedBy }: Annotated, version: number): Said[] {
  if (origin.type !== 'model' || origin.version !== version || (status === 'deleted' && changedBy === null)) return []
  return [{ label: origin.label, shape: origin.shape, score: origin.score }]
}

const labelled = ({ label, shape }: Annotated): Said => ({ label, shape, score: null })

/** The assets among these, as many as there are, in no order. */
export async function watchedAmong(store: Pick<Store, 'assets'>, ids: readonly AssetId[]): Promise<Watched[]> {
  const found: Watched[] = []
  for (let from = 0; from < ids.length; from += IMAGES_PER_QUERY)
    found.push(
      ...(await store.assets
        .find<Watched>({ _id: { $in: ids.slice(from, from + IMAGES_PER_QUERY) } }, { projection: WATCHED_FIELDS })
        .toArray()),
    )
  return found
}

/** The fields that watching needs. */
export const WATCHED_FIELDS = {
  width: 1,
  height: 1,
  bytes: 1,
  prelabelledBy: 1,
  order: 1,
  thumbnail: 1,
  status: 1,
} as const
