import type { AssetId, ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { type ExamineDeps, examineImages, type Judging } from './examine-images.ts'
import { judgedOtherwise, lookedAtSince, markChanged, unknownImages } from './images-to-examine.ts'
import { type AroundStore, lookAround } from './look-around.ts'
import { digestOf, loadQuality, noteExamined } from './quality-state.ts'

const IMAGES_AT_A_TIME = 100
/** Clocks of several servers differ a little: so much of the log is read again. */
const OVERLAP_MS = 10_000

export interface ExamineProjectDeps extends ExamineDeps {
  readonly store: ExamineDeps['store'] & AroundStore & Pick<Store, 'operations' | 'qualityStates'>
  readonly signal: AbortSignal
  readonly progress: (fraction: number | null, message: string) => Promise<void>
}
/** How many images were looked at, on how many something was found, and how many were set aside. */
export interface Examined {
  readonly examined: number
  readonly found: number
  readonly aside: number
}

/**
 * Looks at the images of a project that nobody has looked at by the rules as they are: new ones, those whose labels or vectors came since, and all of
 * them after the rules changed. Taken up again after a crash it goes on with what is left.
 */
export async function examineProject(deps: ExamineProjectDeps, projectId: ProjectId): Promise<Examined> {
  const { store, now = Date.now } = deps
  const startedAt = now()
  const { rules, examinedUpTo, examinedAt } = await loadQuality(store, projectId)
  const digest = digestOf(rules)
  const sums = { examined: 0, found: 0, aside: 0 }
  const total = await store.assets.countDocuments({ projectId })

  async function examine(judging: Judging, ids: readonly AssetId[]): Promise<void> {
    deps.signal.throwIfAborted()
    const assets = await store.assets.find({ _id: { $in: [...ids] } }).toArray()
    const there = new Set(assets.map(({ _id }) => _id))
    await store.assetQuality.deleteMany({ _id: { $in: ids.filter((id) => !there.has(id)) } })
    const { found, aside } = await examineImages(deps, judging, assets)
    sums.found += found
    sums.aside += aside
    if (!judging.around) return
    sums.examined += assets.length
    await deps.progress(Math.min(1, sums.examined / Math.max(total, 1)), `${sums.examined} images looked at`)
  }

  // What never was looked at as a whole is looked at below anyway.
  if (examinedAt !== null) {
    await markChanged(store, projectId, examinedUpTo - OVERLAP_MS)
    await noteExamined(store, projectId, { examinedUpTo: startedAt, examinedAt })
  }
  for await (const ids of unknownImages(store, projectId)) await examine({ projectId, rules, digest, around: null }, ids)
  await deps.progress(null, 'Reading what is usual')
  const around = await lookAround(store, projectId, () => breathe(deps.signal))
  const judging = { projectId, rules, digest, around }
  for await (const ids of judgedOtherwise(store, projectId, digest)) await examine(judging, ids)
  for await (const ids of lookedAtSince(store, projectId, digest)) await examine(judging, ids)
  await noteExamined(store, projectId, { examinedUpTo: startedAt, examinedAt: now() })
  return sums
}

/** Looks at what an import has brought, by the rules that need no other image; the job that follows it asks the others. */
export async function examineBatch(
  deps: ExamineDeps & { readonly store: ExamineDeps['store'] & Pick<Store, 'qualityStates'> },
  { projectId, importId, onImages }: { projectId: ProjectId; importId: ImportId; onImages: (count: number) => Promise<void> },
): Promise<void> {
  const { rules } = await loadQuality(deps.store, projectId)
  const judging = { projectId, rules, digest: digestOf(rules), around: null }
  for await (const assets of broughtBy(deps.store, importId)) {
    await examineImages(deps, judging, assets)
    await onImages(assets.length)
  }
}

/** The images that an import brought, some at a time, in the order of their paths. */
export async function* broughtBy(store: Pick<Store, 'assets'>, importId: ImportId): AsyncGenerator<AssetRow[]> {
  for (let last = ''; ; ) {
    const rows = await store.assets
      .find({ 'brought.by': importId, 'brought.as': { $gt: last } })
      .sort({ 'brought.as': 1 })
      .limit(IMAGES_AT_A_TIME)
      .toArray()
    if (rows.length === 0) return
    yield rows
    last = rows.at(-1)?.brought?.as ?? ''
  }
}

async function breathe(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise((resolve) => setImmediate(resolve))
}
