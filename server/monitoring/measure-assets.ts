import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'
import { TODAY } from '../store/features.ts'
import type { AssetStatisticsRow } from '../store/monitoring-rows.ts'
import type { Store } from '../store/store.ts'
import { measureImage } from './image-statistics.ts'

const IMAGES_PER_ROUND = 32

export interface MeasureDeps {
  readonly store: Pick<Store, 'assets' | 'assetStatistics'>
  readonly fileOf: (hash: string) => Promise<string>
  readonly signal: AbortSignal
}
type Measurable = Pick<AssetRow, '_id' | 'thumbnail'>

/** Measures those of the images that were not measured yet, once and for ever: images never change. */
export async function measureAssets(deps: MeasureDeps, projectId: ProjectId, rows: readonly Measurable[]): Promise<number> {
  let measured = 0
  for (let from = 0; from < rows.length; from += IMAGES_PER_ROUND) {
    deps.signal.throwIfAborted()
    const round = rows.slice(from, from + IMAGES_PER_ROUND)
    const known = await knownAmong(
      deps.store,
      round.map(({ _id }) => _id),
    )
    measured += await keepMeasured(
      deps,
      projectId,
      round.filter(({ _id }) => !known.has(_id)),
    )
  }
  return measured
}

/** Measures images of a project that nobody asked about yet, from the newest back, at most so many; gives how many. */
export async function measureBacklog(deps: MeasureDeps, projectId: ProjectId, most: number): Promise<number> {
  const [assets, known] = await Promise.all([
    deps.store.assets.countDocuments({ projectId }),
    deps.store.assetStatistics.countDocuments({ projectId, method: TODAY.statistics }),
  ])
  let left = Math.min(most, assets - known)
  let measured = 0
  let below = Number.MAX_SAFE_INTEGER
  while (left > 0) {
    const rows: (Measurable & Pick<AssetRow, 'order'>)[] = await deps.store.assets
      .find({ projectId, order: { $lt: below } }, { projection: { order: 1, thumbnail: 1 } })
      .sort({ order: -1 })
      .limit(IMAGES_PER_ROUND)
      .toArray()
    const last = rows.at(-1)
    if (!last) break
    below = last.order
    const done = await measureAssets(deps, projectId, rows)
    left -= done
    measured += done
  }
  return measured
}

async function knownAmong(store: MeasureDeps['store'], ids: readonly AssetId[]): Promise<ReadonlySet<AssetId>> {
  const rows = await store.assetStatistics
    .find({ _id: { $in: [...ids] }, method: TODAY.statistics }, { projection: { _id: 1 } })
    .toArray()
  return new Set(rows.map(({ _id }) => _id))
}

async function keepMeasured({ store, fileOf }: MeasureDeps, projectId: ProjectId, rows: readonly Measurable[]): Promise<number> {
  if (rows.length === 0) return 0
  const found = await Promise.all(rows.map(async ({ thumbnail }) => measuredOrNull(await fileOf(thumbnail))))
  await store.assetStatistics.bulkWrite(
    rows.map(({ _id }, place) => ({
      replaceOne: {
        filter: { _id },
        replacement: { projectId, method: TODAY.statistics, numbers: found[place] ?? null, madeAt: Date.now() },
        upsert: true,
      },
    })),
    { ordered: false },
  )
  // What was measured is found in the asset itself, once its terms are made anew.
  await store.assets.updateMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { $unset: { termed: '' } })
  return rows.length
}

// A thumbnail that is damaged or gone says nothing, now and later.
async function measuredOrNull(file: string): Promise<AssetStatisticsRow['numbers']> {
  try {
    return { ...(await measureImage(file)) }
  } catch {
    return null
  }
}
