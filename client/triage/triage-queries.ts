import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AnnotationId, ProjectId } from '#shared/domain/ids.ts'
import type { SuggestionItem, SuggestionOrder } from '#shared/routes/review.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { projectKey } from '../queries.ts'

/** What narrows and orders the list, as in the address bar. */
export interface TriageFilter {
  readonly label?: string | undefined
  readonly order?: SuggestionOrder | undefined
}

const PER_PAGE = 300
const PER_BATCH = 500

/** The reads of triage. The list stands still while one works on it; counts and news follow the project's notices. */
export const triageQueries = {
  list: (projectId: ProjectId, filter: TriageFilter) =>
    infiniteQueryOptions({
      // Not under the project's key: crops must not change places under the hand.
      queryKey: ['triage', projectId, filter.label ?? null, filter.order ?? null],
      staleTime: Infinity,
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.review.suggestions,
          { params: { projectId }, query: { ...filter, cursor: pageParam, limit: PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  counts: (projectId: ProjectId, label: string | undefined) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'suggestion-counts', label ?? null],
      queryFn: ({ signal }) => call(routes.review.suggestionCounts, { params: { projectId }, query: { label } }, signal),
    }),
  look: (projectId: ProjectId, ids: readonly AnnotationId[]) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'look', ids],
      enabled: ids.length > 0,
      queryFn: ({ signal }) => call(routes.review.look, { params: { projectId }, body: { ids: [...ids] } }, signal),
    }),
} as const

/** Every suggestion with at least this score, page after page, the most certain first. */
export async function* suggestionsAbove(
  projectId: ProjectId,
  label: string | undefined,
  least: number,
): AsyncGenerator<readonly SuggestionItem[]> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: { items: SuggestionItem[]; next: string | null } = await call(routes.review.suggestions, {
      params: { projectId },
      query: { label, least, order: 'score', limit: PER_BATCH, cursor },
    })
    yield page.items
    cursor = page.next
  }
}
