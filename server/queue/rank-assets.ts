import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { FIRST_RANK } from './queue-queries.ts'
import { WAITING } from './waiting.ts'

/** A queue of these is put in order; what is submitted is reviewed in the order of the import. */
const RANKED: readonly AssetStatus[] = WAITING.annotator
/** What somebody has labelled or is about to: nothing alike is needed soon. */
const LABELLED: readonly AssetStatus[] = ['review', 'approved']
const WRITES_AT_A_TIME = 1000
/** An image the model is sure of is still worth a little where nothing resembles it. */
const LEAST_WORTH = 0.02
/** Smaller changes of how new an image is are not written. */
const NOVELTY_STEP = 0.005

/** In which order labels would teach most, and how new each is to what is labelled. */
export type TeachingOrder = (
  asked: { vectors: Float32Array; worth: Float32Array; labelled: Float32Array },
  onProgress: (fraction: number) => void,
) => Promise<{ order: Uint32Array; novelty: Float32Array }>

export interface RankDeps {
  readonly store: Pick<Store, 'assets' | 'projects'>
  /** The vectors of a project's images, one behind the other. */
  readonly vectorsOf: (projectId: ProjectId) => Promise<{ assetIds: readonly AssetId[]; vectors: Float32Array }>
  /** Numbers of a vector. */
  readonly vectorSize: number
  readonly orderOf: TeachingOrder
  readonly progress: (fraction: number, message: string) => Promise<void>
  readonly signal: AbortSignal
}

type Waiting = Pick<AssetRow, '_id' | 'status' | 'uncertainty' | 'prelabelledBy' | 'rank' | 'novelty'>
type Placed = { readonly asset: Waiting; readonly novelty: number | null }

/**
 * Puts the images that wait for labels in the order in which they would teach most, and writes each one's place: unsure and unlike anything
 * labelled or earlier in the queue first. Where vectors are missing, the unsure ones first. Asked again when the champion changes or images come.
 */
export async function rankAssets(deps: RankDeps, projectId: ProjectId): Promise<{ assets: number; withVectors: number }> {
  for (;;) {
    const { champion } = await loadProject(deps.store, projectId)
    const { waiting, labelled } = await readAssets(deps.store, projectId)
    const { assetIds, vectors } = await deps.vectorsOf(projectId)
    const rowOf = new Map(assetIds.map((id, row) => [id, row]))
    const known = waiting.filter(({ _id }) => rowOf.has(_id))
    const { order, novelty } = await deps.orderOf(
      {
        vectors: gathered(
          known.map(({ _id }) => _id),
          rowOf,
          vectors,
          deps.vectorSize,
        ),
        worth: Float32Array.from(known, (asset) => worthOf(asset, champion)),
        labelled: gathered(labelled, rowOf, vectors, deps.vectorSize),
      },
      (fraction) => void deps.progress(fraction, `Comparing ${known.length} images`).catch(() => undefined),
    )
    deps.signal.throwIfAborted()
    const byVectors = [...order].map((row): Placed => ({ asset: known[row] as Waiting, novelty: novelty[row] ?? null }))
    const rest = waiting.filter(({ _id }) => !rowOf.has(_id)).sort((a, b) => worthOf(b, champion) - worthOf(a, champion))
    await writeRanks(deps, [...byVectors, ...rest.map((asset) => ({ asset, novelty: null }))])
    // Promoted meanwhile: what it is unsure of is another matter.
    if ((await loadProject(deps.store, projectId)).champion === champion)
      return { assets: waiting.length, withVectors: known.length }
  }
}

/** Unknown to the champion: as much as can be. Before the first one all are alike, and only what they show decides. */
function worthOf({ uncertainty, prelabelledBy }: Waiting, champion: number | null): number {
  if (champion === null || prelabelledBy === null) return 1
  return Math.max(LEAST_WORTH, uncertainty)
}

async function readAssets(store: RankDeps['store'], projectId: ProjectId): Promise<{ waiting: Waiting[]; labelled: AssetId[] }> {
  const waiting: Waiting[] = []
  const labelled: AssetId[] = []
  const fields = { status: 1, uncertainty: 1, prelabelledBy: 1, rank: 1, novelty: 1 } as const
  const asked = { projectId, status: { $in: [...RANKED, ...LABELLED] } }
  for await (const asset of store.assets.find<Waiting>(asked, { projection: fields })) {
    // What a person put first stays there.
    if (asset.rank === FIRST_RANK && RANKED.includes(asset.status)) continue
    if (RANKED.includes(asset.status)) waiting.push(asset)
    else labelled.push(asset._id)
  }
  return { waiting, labelled }
}

function gathered(
  ids: readonly AssetId[],
  rowOf: ReadonlyMap<AssetId, number>,
  vectors: Float32Array,
  size: number,
): Float32Array {
  const rows = ids.flatMap((id) => rowOf.get(id) ?? [])
  const part = new Float32Array(rows.length * size)
  for (const [place, row] of rows.entries()) part.set(vectors.subarray(row * size, (row + 1) * size), place * size)
  return part
}

async function writeRanks({ store, signal, progress }: RankDeps, placed: readonly Placed[]): Promise<void> {
  const updates = placed.flatMap(({ asset, novelty }, place) => {
    const rank = place + 1
    if (asset.rank === rank && isAsNew(asset.novelty, novelty)) return []
    const update =
      novelty === null ? { $set: { rank }, $unset: { novelty: '' as const } } : { $set: { rank, novelty: clamped(novelty) } }
    // A person may have put it first meanwhile.
    return [{ updateOne: { filter: { _id: asset._id, rank: { $ne: FIRST_RANK } }, update } }]
  })
  for (let from = 0; from < updates.length; from += WRITES_AT_A_TIME) {
    signal.throwIfAborted()
    await progress(from / updates.length, `${from} of ${updates.length} images in order`)
    await store.assets.bulkWrite(updates.slice(from, from + WRITES_AT_A_TIME), { ordered: false })
  }
}

// Rounding may lead past the end of what a share can be.
const clamped = (share: number): number => Math.min(1, Math.max(0, share))

const isAsNew = (known: number | undefined, now: number | null): boolean =>
  now === null ? known === undefined : known !== undefined && Math.abs(known - now) < NOVELTY_STEP
