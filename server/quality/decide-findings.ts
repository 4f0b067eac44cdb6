import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { FindingDecision, ShownFinding } from '#shared/domain/quality.ts'
import { groupBy } from '#shared/group-by.ts'
import type { Store } from '../store/store.ts'
import { type Actor, type AssetLog, changeStatus, StatusRefused } from './asset-status.ts'
import { shown } from './finding-list.ts'
import { markFound } from './keep-findings.ts'

export interface DecideDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'qualityFindings'>
  readonly log: AssetLog
}
interface Decided {
  readonly projectId: ProjectId
  readonly actor: Actor
  readonly ids: readonly string[]
  readonly decision: FindingDecision
}

/** Carries out what a person decided about findings; gives them as they are then, and the sentences of what was refused. Every decision has its opposite. */
export async function decideFindings(
  { store, log }: DecideDeps,
  { projectId, actor, ids, decision }: Decided,
): Promise<{ findings: ShownFinding[]; refused: string[] }> {
  const rows = await store.qualityFindings.find({ _id: { $in: [...ids] }, projectId }).toArray()
  const refused: string[] = []
  for (const [assetId, of] of groupBy(rows, (row) => row.assetId)) {
    try {
      await act({ store, log }, actor, decision, { assetId, ids: of.map(({ _id }) => _id) })
    } catch (error) {
      if (!(error instanceof StatusRefused)) throw error
      const asset = await store.assets.findOne({ _id: assetId }, { projection: { name: 1 } })
      refused.push(`${asset?.name ?? assetId}: ${error.message}`)
    }
  }
  await log.settled()
  await markOpen(
    store,
    rows.map(({ assetId }) => assetId),
  )
  const after = await store.qualityFindings.find({ _id: { $in: [...ids] }, projectId }).toArray()
  return { findings: await shown(store, after), refused }
}

/** An image, and its findings that are decided on. */
interface OnImage {
  readonly assetId: AssetId
  readonly ids: readonly string[]
}

async function act(deps: DecideDeps, actor: Actor, decision: FindingDecision, { assetId, ids }: OnImage): Promise<void> {
  const { qualityFindings } = deps.store
  const these = { _id: { $in: [...ids] } }
  switch (decision) {
    case 'dismiss':
      await qualityFindings.updateMany(these, { $set: { status: 'dismissed' } })
      return
    case 'reopen':
      await qualityFindings.updateMany(these, { $set: { status: 'open' } })
      return
    case 'quarantine': {
      const aside = await changeStatus(deps.log, actor, assetId, 'quarantined')
      await qualityFindings.updateMany(these, { $set: { status: 'open', ...(aside !== null && { aside }) } })
      return
    }
    case 'release': {
      await changeStatus(deps.log, actor, assetId, await statusBefore(deps.store, assetId), 'quarantined')
      // Whatever else it was set aside for is fine with it: else that rule would set it aside once more.
      const those = { assetId, $or: [these, { aside: { $ne: null } }] }
      await qualityFindings.updateMany(those, { $set: { status: 'dismissed', aside: null } })
      return
    }
    default:
      decision satisfies never
  }
}

/** What an image was before it was set aside, on account of whichever finding; where nobody noted it, it waits for people again. */
async function statusBefore({ qualityFindings }: DecideDeps['store'], assetId: AssetId): Promise<AssetStatus> {
  const noted = await qualityFindings.findOne({ assetId, aside: { $ne: null } }, { projection: { aside: 1 } })
  return noted?.aside ?? 'new'
}

async function markOpen(store: DecideDeps['store'], ids: readonly AssetId[]): Promise<void> {
  const [assets, rows] = await Promise.all([
    store.assets.find({ _id: { $in: [...ids] } }, { projection: { found: 1 } }).toArray(),
    store.qualityFindings.find({ assetId: { $in: [...ids] }, status: 'open' }).toArray(),
  ])
  const rulesOf = groupBy(rows, ({ assetId }) => assetId)
  await markFound(
    store,
    assets.map((asset) => ({ asset, open: (rulesOf.get(asset._id) ?? []).map(({ rule }) => rule) })),
  )
}
