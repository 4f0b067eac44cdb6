import { isProposed } from '#shared/domain/annotation.ts'
import { labelsIn } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { type AssetActs, acted, NO_ACTS } from '../asset-acts.ts'
import { MAKING, termsOf } from '../asset-terms.ts'
import type { AssetRow, AssetWork } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type TermStore = Pick<Store, 'assets' | 'annotations' | 'operations' | 'assetStatistics'>

const ROWS_AT_A_TIME = 500
const BY_MAKING = { projectId: 1, termed: 1 } as const

/**
 * Sees that the images of a project are found by terms: those of an older version, and those that just came, get theirs. Gives whether
 * all have them within the patience; the next one to ask goes on.
 */
export async function keepTerms(store: TermStore, projectId: ProjectId, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs
  for (;;) {
    const rows = await store.assets
      .find({ projectId, termed: { $ne: MAKING } }, { hint: BY_MAKING })
      .limit(ROWS_AT_A_TIME)
      .toArray()
    if (rows.length === 0) return true
    await writeTerms(store, rows)
    if (performance.now() > until) return false
  }
}

/** The same for all projects, one after the other, until it is done or told to stop: brings an older database up to date while people work. */
export async function keepAllTerms(store: TermStore & Pick<Store, 'projects'>, signal: AbortSignal): Promise<void> {
  const projects = await store.projects.find({}, { projection: { _id: 1 } }).toArray()
  for (const { _id } of projects) while (!signal.aborted && !(await keepTerms(store, _id, 0)));
}

async function writeTerms(store: TermStore, rows: readonly AssetRow[]): Promise<void> {
  const ids = rows.map(({ _id }) => _id)
  const [acts, scores, statistics] = await Promise.all([
    actsOf(
      store,
      rows.filter(({ work, sequence }) => !work && sequence > 0).map(({ _id }) => _id),
    ),
    leastScores(
      store,
      rows.filter(({ work, counts }) => !work && counts.suggested > 0).map(({ _id }) => _id),
    ),
    store.assetStatistics.find({ _id: { $in: ids } }).toArray(),
  ])
  const measured = new Map(statistics.map(({ _id, numbers }) => [_id, numbers]))
  const writes = rows.map((row) => {
    const work = row.work ?? workOf(row, acts.get(row._id) ?? NO_ACTS, scores.get(row._id) ?? null)
    const numbers = measured.get(row._id) ?? row.measured
    const terms = termsOf({ ...row, ...(numbers && { measured: numbers }) }, work)
    // Whoever has changed it meanwhile has made its terms anew: it is looked at again.
    const filter = { _id: row._id, sequence: row.sequence }
    return { updateOne: { filter, update: { $set: { work, ...(numbers && { measured: numbers }), terms, termed: MAKING } } } }
  })
  await store.assets.bulkWrite(writes, { ordered: false })
}

function workOf({ counts }: AssetRow, acts: AssetActs, leastScore: number | null): AssetWork {
  return { ...acts, labels: labelsIn(counts), leastScore }
}

async function actsOf(store: TermStore, ids: readonly AssetId[]): Promise<Map<AssetId, AssetActs>> {
  const found = new Map<AssetId, AssetActs>()
  if (ids.length === 0) return found
  const fields = { assetId: 1, userId: 1, at: 1, 'operations.type': 1, 'operations.status': 1 } as const
  const commits = store.operations.find({ assetId: { $in: [...ids] } }, { projection: fields }).sort({ assetId: 1, sequence: 1 })
  for await (const commit of commits) found.set(commit.assetId, acted(found.get(commit.assetId) ?? NO_ACTS, commit))
  return found
}

async function leastScores(store: TermStore, ids: readonly AssetId[]): Promise<Map<AssetId, number>> {
  const found = new Map<AssetId, number>()
  if (ids.length === 0) return found
  const asked = { assetId: { $in: [...ids] }, status: 'suggested' as const }
  for await (const { assetId, origin } of store.annotations.find(asked, { projection: { assetId: 1, origin: 1 } }))
    if (isProposed(origin)) found.set(assetId, Math.min(origin.score, found.get(assetId) ?? Number.POSITIVE_INFINITY))
  return found
}
