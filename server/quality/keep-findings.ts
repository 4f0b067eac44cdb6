import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { QualityRuleId, QualityRules } from '#shared/domain/quality-rule.ts'
import { groupBy } from '#shared/group-by.ts'
import type { AssetRow } from '../store/collections.ts'
import type { QualityFindingRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'
import { writeGuarded } from '../store/tolerant-writes.ts'
import type { Found } from './judge-image.ts'

/** An image that was judged: which rules were asked, and what they found. */
export interface JudgedImage {
  readonly asset: Pick<AssetRow, '_id' | 'status' | 'brought' | 'found'>
  readonly asked: readonly QualityRuleId[]
  readonly found: readonly Found[]
}
export interface KeepDeps {
  readonly store: Pick<Store, 'assets' | 'qualityFindings'>
  /** Sets an image aside, and gives the status it had; null where somebody was faster. */
  readonly setAside: (assetId: AssetId) => Promise<AssetStatus | null>
  readonly now?: () => number
}

/** The id of what a rule found on an image. */
const findingId = (assetId: AssetId, rule: QualityRuleId): string => `${assetId}:${rule}`

/**
 * Keeps what was found, one row for each image and rule: what is found again is open again unless a person dismissed it, what is no longer found is
 * mended. Images on which a rule finds something that it sets aside for are set aside, once: one that was taken back in stays in.
 */
export async function keepFindings(
  deps: KeepDeps,
  { projectId, rules }: { readonly projectId: ProjectId; readonly rules: QualityRules },
  judged: readonly JudgedImage[],
): Promise<{ found: number; aside: number }> {
  const { store, now = Date.now } = deps
  const about = { assetId: { $in: judged.map(({ asset }) => asset._id) } }
  const known = groupBy(await store.qualityFindings.find(about).toArray(), ({ assetId }) => assetId)
  const at = now()
  const changes = judged.flatMap((image) => changesOf(image, known.get(image.asset._id) ?? [], { projectId, at }))
  // What a person or another look has decided since it was read stands.
  await writeGuarded(store.qualityFindings, changes.map(writeOf))
  const after = await store.qualityFindings.find(about).toArray()
  const open = after.filter(({ status }) => status === 'open')
  const openOf = groupBy(open, ({ assetId }) => assetId)
  await markFound(
    store,
    judged.map(({ asset }) => ({ asset, open: (openOf.get(asset._id) ?? []).map(({ rule }) => rule) })),
  )
  const changed = new Set(changes.map(({ row }) => row._id))
  const found = open.filter(({ _id }) => changed.has(_id))
  const aside = await setAside(
    deps,
    found.filter((row) => row.aside === null && rules[row.rule].act === 'quarantine'),
  )
  return { found: found.length, aside }
}

/** A finding as it is to be, and as it was when it was read; null where there was none. */
interface Change {
  readonly row: QualityFindingRow
  readonly before: QualityFindingRow | null
}

function writeOf({ row: { _id, ...row }, before }: Change) {
  if (!before) return { updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true } }
  const { status, aside } = before
  return { replaceOne: { filter: { _id, status, aside }, replacement: row } }
}

function changesOf(
  { asset, asked, found }: JudgedImage,
  known: readonly QualityFindingRow[],
  { projectId, at }: { projectId: ProjectId; at: number },
): Change[] {
  const knownOf = new Map(known.map((row) => [row.rule, row]))
  const rules = new Set(found.map(({ rule }) => rule))
  const seen = found.map((one): Change => {
    const before = knownOf.get(one.rule) ?? null
    const status = before?.status === 'dismissed' ? 'dismissed' : 'open'
    const first = { _id: findingId(asset._id, one.rule), projectId, assetId: asset._id, aside: null, foundAt: at }
    return { row: { ...first, batch: asset.brought?.by ?? null, ...before, ...one, status }, before }
  })
  const mended = known
    .filter(({ rule, status }) => status === 'open' && asked.includes(rule) && !rules.has(rule))
    .map((before): Change => ({ row: { ...before, status: 'mended' }, before }))
  return [...seen, ...mended]
}

/** Writes into each image by which rules it is found; its terms are made anew by whoever asks next. */
export async function markFound(
  store: Pick<Store, 'assets'>,
  images: readonly { readonly asset: Pick<AssetRow, '_id' | 'found'>; readonly open: readonly QualityRuleId[] }[],
): Promise<void> {
  const writes = images.flatMap(({ asset: { _id, found = [] }, open }) => {
    const next = [...open].sort()
    if (next.join() === [...found].sort().join()) return []
    const update =
      next.length > 0
        ? { $set: { found: next }, $unset: { termed: '' as const } }
        : { $unset: { found: '' as const, termed: '' as const } }
    return [{ updateOne: { filter: { _id }, update } }]
  })
  if (writes.length > 0) await store.assets.bulkWrite(writes, { ordered: false })
}

async function setAside({ store, setAside: act }: KeepDeps, rows: readonly QualityFindingRow[]): Promise<number> {
  const statuses = await Promise.all(
    [...groupBy(rows, (row) => row.assetId)].map(async ([assetId, of]) => {
      const aside = await act(assetId)
      const ids = of.map(({ _id }) => _id)
      if (aside !== null) await store.qualityFindings.updateMany({ _id: { $in: ids } }, { $set: { aside } })
      return aside
    }),
  )
  return statuses.filter((status) => status !== null).length
}
