import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, ProjectId } from '#shared/domain/ids.ts'
import type { SuggestionFilter, SuggestionItem, SuggestionOrder } from '#shared/routes/review.ts'
import { fromStored } from '../store/collections.ts'
import { ensembleInForce } from '../store/ensembles.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { informationOf, knowledgeOf, type LabelKnowledge } from './information.ts'
import { after, BY_LABEL, indexFor, type Place, readPlace, suggestionQuery, writePlace } from './suggestion-query.ts'

type ListStore = Pick<Store, 'assets' | 'annotations' | 'projects' | 'models' | 'snapshots' | 'ensembles'>
type Page = SuggestionFilter & { order: SuggestionOrder; cursor?: string | undefined; limit: number }

/** A page of the undecided suggestions that pass a filter, and how many there are in all. */
export async function listSuggestions(
  store: ListStore,
  projectId: ProjectId,
  { order, cursor, limit, ...filter }: Page,
): Promise<{ items: SuggestionItem[]; next: string | null; total: number }> {
  const from = cursor === undefined ? null : readPlace(cursor)
  const [places, total] = await Promise.all([
    order === 'information'
      ? placesByInformation(store, await knowledgeFor(store, projectId), { projectId, filter, from, limit })
      : placesByScore(store, order === 'score' ? -1 : 1, { projectId, filter, from, limit }),
    store.annotations.countDocuments(suggestionQuery(projectId, filter), { hint: indexFor(filter) }),
  ])
  const last = places.length === limit ? places.at(-1) : undefined
  const ids = places.map(({ id }) => id as AnnotationId)
  return { items: await itemsOf(store, ids), next: last ? writePlace(last) : null, total }
}

interface Wanted {
  readonly projectId: ProjectId
  readonly filter: SuggestionFilter
  readonly from: Place | null
  readonly limit: number
}

/** The places of a page by score; walks the index and stops. */
export function placesByScoreCursor(
  store: Pick<Store, 'annotations'>,
  direction: 1 | -1,
  { projectId, filter, from, limit }: Wanted,
) {
  return store.annotations
    .find(
      { ...suggestionQuery(projectId, filter), ...(from && after('origin.score', direction, from)) },
      { hint: indexFor(filter) },
    )
    .project<{ _id: string; origin: { score: number } }>({ 'origin.score': 1 })
    .sort(direction < 0 ? { 'origin.score': -1, _id: 1 } : { 'origin.score': 1, _id: -1 })
    .limit(limit)
}

/** The places of a page by information: computed from the index's keys alone, the best `limit` kept. */
export function placesByInformationCursor(
  store: Pick<Store, 'annotations'>,
  knowledge: ReadonlyMap<string, LabelKnowledge>,
  { projectId, filter, from, limit }: Wanted,
) {
  return store.annotations.aggregate<{ _id: string; value: number }>(
    [
      { $match: suggestionQuery(projectId, filter) },
      { $project: { value: informationOf(knowledge) } },
      ...(from ? [{ $match: after('value', -1, from) }] : []),
      { $sort: { value: -1, _id: 1 } },
      { $limit: limit },
    ],
    { hint: BY_LABEL },
  )
}

async function placesByScore(store: ListStore, direction: 1 | -1, wanted: Wanted): Promise<Place[]> {
  const rows = await placesByScoreCursor(store, direction, wanted).toArray()
  return rows.map(({ _id, origin }) => ({ id: _id, value: origin.score }))
}

async function placesByInformation(
  store: ListStore,
  knowledge: ReadonlyMap<string, LabelKnowledge>,
  wanted: Wanted,
): Promise<Place[]> {
  const rows = await placesByInformationCursor(store, knowledge, wanted).toArray()
  return rows.map(({ _id, value }) => ({ id: _id, value }))
}

// The champion suggests, alone or with others; what it learned from is its snapshot, which never changes while a person turns the pages.
async function knowledgeFor(store: ListStore, projectId: ProjectId): Promise<Map<string, LabelKnowledge>> {
  const project = await loadProject(store, projectId)
  const model = project.champion === null ? null : await store.models.findOne({ projectId, version: project.champion })
  const snapshot = model?.snapshotId && (await store.snapshots.findOne({ _id: model.snapshotId }))
  const suggesting = (await ensembleInForce(store, project)) ?? model
  return knowledgeOf(suggesting?.thresholds ?? [], snapshot?.labels ?? [])
}

async function itemsOf(store: ListStore, ids: readonly AnnotationId[]): Promise<SuggestionItem[]> {
  const rows = await store.annotations.find({ _id: { $in: [...ids] } }).toArray()
  const annotations = new Map(rows.map((row) => [row._id, fromStored(row) as Annotation]))
  const found = await store.assets
    .find(
      { _id: { $in: [...new Set(rows.map(({ assetId }) => assetId))] } },
      { projection: { name: 1, width: 1, height: 1, status: 1 } },
    )
    .toArray()
  const assets = new Map(found.map((row) => [row._id, fromStored(row)]))
  return ids.flatMap((id) => {
    const annotation = annotations.get(id)
    const asset = annotation && assets.get(annotation.assetId)
    // What was set aside waits for nobody's decision.
    return annotation && asset && asset.status !== 'quarantined' ? [{ annotation, asset }] : []
  })
}
