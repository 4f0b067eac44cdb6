import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { RatingRound } from '#shared/domain/raters.ts'
import { groupBy } from '#shared/group-by.ts'
import { presentName } from '#shared/ontology.ts'
import { tasks } from '#shared/tasks/index.ts'
import { type AnnotationRow, type AssetRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { MODEL, type RatedImage, type RatedObject } from './agreement/rated-image.ts'
import { blindCopyId, blindProjectId } from './blind-copies.ts'
import { HANDED_IN } from './round-records.ts'

type RatingStore = Pick<Store, 'assets' | 'annotations'>
type ImageRow = Pick<AssetRow, '_id' | 'name' | 'width' | 'height' | 'status' | 'prelabelledBy'>

/** Every image of a round with what its raters have handed in so far, what the model proposed on it, and its truth where it is a honeypot. */
export async function readRatings(store: RatingStore, project: Project, round: RatingRound): Promise<RatedImage[]> {
  const ids = [...round.overlap, ...round.honeypots]
  const images = await readImages(store, ids)
  const own = groupBy(await annotationsOn(store, ids), ({ assetId }) => assetId)
  const ratings = new Map<AssetId, Map<string, RatedObject[]>>(ids.map((id) => [id, new Map()]))
  for (const rater of round.people) {
    const blind = blindProjectId(round.projectId, rater)
    const imageOf = new Map(ids.map((id) => [blindCopyId(blind, id), id]))
    const handedIn = await store.assets
      .find({ _id: { $in: [...imageOf.keys()] }, status: { $in: [...HANDED_IN] } }, { projection: { width: 1, height: 1 } })
      .toArray()
    const copies = handedIn.map(({ _id }) => _id)
    const drawn = groupBy(await annotationsOn(store, copies), ({ assetId }) => assetId)
    for (const { _id: copy, width, height } of handedIn) {
      const said = (drawn.get(copy) ?? []).filter(({ status }) => status === 'draft' || status === 'approved')
      const image = imageOf.get(copy)
      if (image) ratings.get(image)?.set(rater, ratedObjects(project, said, { width, height }))
    }
  }
  const honeypots = new Set(round.honeypots)
  return ids.flatMap((id): RatedImage[] => {
    const image = images.get(id)
    if (!image) return []
    const annotations = own.get(id) ?? []
    const said = ratings.get(id) ?? new Map()
    const byModel = proposedOn(project, image, annotations)
    if (byModel) said.set(MODEL, byModel)
    const approved = annotations.filter(({ status }) => status === 'approved')
    const truth = honeypots.has(id) && image.status === 'approved' ? ratedObjects(project, approved, image) : null
    return [{ assetId: id, name: image.name, ratings: said, isHoneypot: honeypots.has(id), truth }]
  })
}

/** What annotations say, as the task reads them, with the labels as they are called now. */
export function ratedObjects(
  { task, ontology }: Pick<Project, 'task' | 'ontology'>,
  annotations: readonly Pick<Annotation, 'label' | 'shape' | 'attributes'>[],
  image: { readonly width: number; readonly height: number },
): RatedObject[] {
  return annotations.flatMap((annotation) => {
    const learned = tasks[task].learned(annotation, image)
    return learned ? [{ label: presentName(ontology, annotation.label), shape: annotation.shape, value: learned.value }] : []
  })
}

// What the version proposed that suggested last, whatever people made of it; null where none looked.
function proposedOn(project: Project, image: ImageRow, annotations: readonly Annotation[]): RatedObject[] | null {
  if (image.prelabelledBy === null) return null
  const proposed = annotations.flatMap(({ origin, attributes, changedBy, status }) => {
    if (origin.type !== 'model' || origin.version !== image.prelabelledBy) return []
    // Taken back by the loop itself, not decided on.
    if (status === 'deleted' && changedBy === null) return []
    return [{ label: origin.label, shape: origin.shape, attributes }]
  })
  return ratedObjects(project, proposed, image)
}

async function readImages(store: RatingStore, ids: readonly AssetId[]): Promise<Map<AssetId, ImageRow>> {
  const fields = { name: 1, width: 1, height: 1, status: 1, prelabelledBy: 1 } as const
  const rows = await store.assets.find<ImageRow>({ _id: { $in: [...ids] } }, { projection: fields }).toArray()
  return new Map(rows.map((row) => [row._id, row]))
}

async function annotationsOn(store: RatingStore, ids: readonly AssetId[]): Promise<Annotation[]> {
  const rows: AnnotationRow[] = await store.annotations
    .find({ assetId: { $in: [...ids] } })
    .sort({ _id: 1 })
    .toArray()
  return rows.map((row) => fromStored(row) as Annotation)
}
