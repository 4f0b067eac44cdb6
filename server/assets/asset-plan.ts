import type { AssetQuery } from '#shared/asset-query/condition.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'
import { type Access, accessesOf, EVERYTHING, indexOf, narrowed } from './asset-access.ts'
import { type Check, checkOf, type Named } from './asset-check.ts'

/** An image without what it is found by, which is as long as all the rest and which nobody shows. */
export const WITHOUT_TERMS = { terms: 0, near: 0 } as const

/** Ways with fewer images than this are short; longer ones are compared once more up to the second. */
const SHORT = 2000
const LONG = 8000

/** How the images of a query are found: along which access, what is checked on each, and how many there are along it where that is few. */
export interface AssetPlan {
  readonly projectId: ProjectId
  readonly access: Access
  /** Everything that the database is asked for but the place in import order. */
  readonly filter: Check
  readonly index: Record<string, 1>
  /** Null where there are too many to count in passing. */
  readonly along: number | null
}

/** Chooses the way with the fewest images; through all of them where not all have their terms, or no way is known. */
export async function planOf(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
  { query, named, isTermed, now }: { query: AssetQuery; named: Named; isTermed: boolean; now: number },
): Promise<AssetPlan> {
  const check = checkOf(query, named)
  const ways = accessesOf(query, named, now).filter(({ field }) => isTermed || field === 'status' || field === 'split')
  const isAlone = query !== null && !('of' in query)
  const only = isAlone && ways.length === 1 ? ways[0] : undefined
  const { access, along } = only?.isExact ? { access: only, along: null } : await shortest(store, projectId, ways)
  const isExact = query === null || (access.isExact && isAlone)
  const narrow = narrowed(access)
  const filter = isExact ? { projectId, ...narrow } : { projectId, $and: [narrow, check] }
  return { projectId, access: { ...access, isExact }, filter, index: indexOf(access), along }
}

async function shortest(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
  ways: readonly Access[],
): Promise<{ access: Access; along: number | null }> {
  if (ways.length === 0) return { access: EVERYTHING, along: null }
  for (const limit of [SHORT, LONG]) {
    const counts = await Promise.all(
      ways.map((way) => store.assets.countDocuments({ projectId, ...narrowed(way) }, { limit, hint: indexOf(way) })),
    )
    const least = Math.min(...counts)
    const best = counts.indexOf(least)
    if (least < limit) return { access: ways[best] as Access, along: least < SHORT ? least : null }
    if (ways.length === 1) break
  }
  return { access: ways[0] as Access, along: null }
}
