import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import { createRandom } from '#shared/random.ts'
import type { Store } from '../store/store.ts'
import { WATCHED_FIELDS, type Watched, watchedAmong } from './observe-assets.ts'

/** A reference of more images says no more, and each must be measured. */
const MOST_REFERENCE = 1000

export interface WindowDeps {
  readonly store: Pick<Store, 'assets'>
  /** The images of a snapshot. */
  readonly imagesOf: (snapshot: Snapshot) => Promise<AssetId[]>
}
export interface Window {
  readonly reference: readonly Watched[]
  readonly current: readonly Watched[]
}
export interface Windows {
  /** What images are held against, in words. */
  readonly against: string
  readonly images: Window
  readonly predictions: Window
  readonly labels: Window
}

/**
 * Which images are held against which. Pixels and vectors: the newest against the reference of the settings. What the champion suggests: the
 * newest against what was there before it, since it never suggests on what it learned from. Labels: the newest approved against the reference.
 * No image is on both sides.
 */
export async function chooseWindows(
  deps: WindowDeps,
  project: Project,
  model: Model,
  snapshot: Snapshot | null,
): Promise<Windows> {
  const { store } = deps
  const size = project.loop.monitoring.window
  const { against, rows: reference } = await referenceOf(deps, project, model, snapshot)
  const used = new Set(reference.all)
  const isFresh = ({ _id }: Watched) => !used.has(_id)
  const newest = await newestOf(store, { projectId: project.id }, size, (row) => row.status !== 'quarantined' && isFresh(row))
  const suggested = await suggestedOf(store, project, model, newest)
  const approved = await newestOf(store, { projectId: project.id, status: 'approved' }, size, isFresh)
  return {
    against,
    images: { reference: reference.watched, current: newest },
    predictions: suggested,
    labels: { reference: reference.watched.filter(({ status }) => status === 'approved'), current: approved },
  }
}

interface Reference {
  readonly against: string
  readonly rows: { readonly all: readonly AssetId[]; readonly watched: readonly Watched[] }
}

async function referenceOf(
  { store, imagesOf }: WindowDeps,
  project: Project,
  model: Model,
  snapshot: Snapshot | null,
): Promise<Reference> {
  const { reference, from, until } = project.loop.monitoring
  const seed = model.version
  if (reference === 'snapshot' && snapshot) {
    const all = await imagesOf(snapshot)
    return { against: `snapshot ${snapshot.number}`, rows: { all, watched: await watchedAmong(store, drawn(all, seed)) } }
  }
  const isBetween = reference === 'dates'
  const [first, last] = isBetween ? [from ?? 0, until ?? Number.MAX_SAFE_INTEGER] : [0, snapshot?.createdAt ?? model.createdAt]
  const all: AssetId[] = []
  const rows = store.assets.find({ projectId: project.id }, { projection: { createdAt: 1 } }).sort({ order: 1 })
  for await (const { _id, createdAt } of rows) if (createdAt >= first && createdAt <= last) all.push(_id)
  const against = isBetween ? 'the days of the reference' : `what had come before v${model.version}`
  return { against, rows: { all, watched: await watchedAmong(store, drawn(all, seed)) } }
}

const drawn = (ids: readonly AssetId[], seed: number): AssetId[] =>
  ids.length <= MOST_REFERENCE ? [...ids] : createRandom(seed).shuffled(ids).slice(0, MOST_REFERENCE)

/** The newest images of a kind, from the newest back. */
async function newestOf(
  store: WindowDeps['store'],
  which: { readonly projectId: ProjectId; readonly status?: 'approved' },
  most: number,
  isWanted: (row: Watched) => boolean,
): Promise<Watched[]> {
  const found: Watched[] = []
  for await (const row of store.assets.find<Watched>(which, { projection: WATCHED_FIELDS }).sort({ order: -1 })) {
    if (isWanted(row)) found.push(row)
    if (found.length === most) break
  }
  return found
}

/** The newest that this version suggested on, and the same before them: as many as a reference may have. */
async function suggestedOf(
  store: WindowDeps['store'],
  project: Project,
  { version }: Model,
  newest: readonly Watched[],
): Promise<Window> {
  const current = newest.filter(({ prelabelledBy }) => prelabelledBy === version)
  const oldest = Math.min(...current.map(({ order }) => order))
  if (current.length === 0) return { reference: [], current }
  const reference: Watched[] = []
  const rows = store.assets
    .find<Watched>({ projectId: project.id, order: { $lt: oldest } }, { projection: WATCHED_FIELDS })
    .sort({ order: 1 })
  for await (const row of rows) {
    if (row.prelabelledBy === version && row.status !== 'quarantined') reference.push(row)
    if (reference.length === MOST_REFERENCE) break
  }
  return { reference, current }
}
