import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { projectKey, queries } from '../queries.ts'
import type { Place } from './use-journey.ts'

/** Images shown before and after the open one. */
export const BEFORE = 2
export const AFTER = 5
const FRESH_FOR_MS = 5 * 60_000

interface Neighbours {
  /** The nearest first. */
  readonly before: readonly AssetId[]
  readonly after: readonly AssetId[]
}
const NONE: Neighbours = { before: [], after: [] }

/** The images around one in import order. Each asset names its neighbours; known ones come from the cache, so that a step costs one question. */
export function useNeighbours(projectId: ProjectId, assetId: AssetId): Neighbours {
  const { data } = useQuery<Neighbours>({
    queryKey: [...projectKey(projectId), 'neighbours', assetId],
    staleTime: FRESH_FOR_MS,
    placeholderData: (previous, query) => previous && around(assetId, previous, query?.queryKey.at(-1)),
    queryFn: async ({ client }) => {
      const walk = { client, projectId, from: assetId }
      const after = await chain({ ...walk, length: AFTER, step: (place) => place.next })
      const before = await chain({ ...walk, length: BEFORE, step: (place) => place.previous })
      return { before, after }
    },
  })
  return data ?? NONE
}

/** What is known of the neighbours of one image, from those of another: a step leaves the others where they are. */
export function around(assetId: AssetId, { before, after }: Neighbours, of: unknown): Neighbours {
  const row = [...before.toReversed(), of as AssetId, ...after]
  const at = row.indexOf(assetId)
  if (at < 0) return NONE
  return { before: row.slice(0, at).toReversed().slice(0, BEFORE), after: row.slice(at + 1, at + 1 + AFTER) }
}

interface Walk {
  readonly client: QueryClient
  readonly projectId: ProjectId
  readonly from: AssetId
  readonly length: number
  readonly step: (place: Place) => AssetId | null
}

async function chain({ client, projectId, from, length, step }: Walk): Promise<AssetId[]> {
  const found: AssetId[] = []
  for (let at: AssetId | null = from; at && found.length < length; ) {
    const place: Place = await client.fetchQuery({ ...queries.asset(projectId, at), staleTime: FRESH_FOR_MS })
    at = step(place)
    if (at) found.push(at)
  }
  return found
}
