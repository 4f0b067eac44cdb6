import type { ProjectId } from '#shared/domain/ids.ts'
import { SCORE_BINS, type SuggestionFilter } from '#shared/routes/review.ts'
import type { Store } from '../store/store.ts'
import { BY_LABEL, indexFor, suggestionQuery } from './suggestion-query.ts'

/** How many suggestions are undecided per label (of all), and per bin of score (of those that pass the filter). */
export async function countSuggestions(
  store: Pick<Store, 'annotations'>,
  projectId: ProjectId,
  filter: Pick<SuggestionFilter, 'label'>,
): Promise<{ labels: Record<string, number>; scores: number[] }> {
  const [labels, bins] = await Promise.all([
    countPer<string>(store, suggestionQuery(projectId, {}), '$label', BY_LABEL),
    countPer<number>(store, suggestionQuery(projectId, filter), BIN, indexFor(filter)),
  ])
  const scores = Array.from({ length: SCORE_BINS }, () => 0)
  for (const { _id, count } of bins) scores[_id] = count
  return { labels: Object.fromEntries(labels.map(({ _id, count }) => [_id, count])), scores }
}

// 0.29 * 100 is a little below 29: rounded first, so that a score lies in the bin that its text names.
const BIN = {
  $max: [0, { $min: [SCORE_BINS - 1, { $floor: { $round: [{ $multiply: ['$origin.score', SCORE_BINS] }, 6] } }] }],
}

function countPer<Key>(store: Pick<Store, 'annotations'>, match: object, key: string | object, hint: object) {
  return store.annotations
    .aggregate<{ _id: Key; count: number }>([{ $match: match }, { $group: { _id: key, count: { $sum: 1 } } }], { hint })
    .toArray()
}
