import type { Alert } from '#shared/domain/alert.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Run } from '#shared/domain/training.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { ApprovedLabels } from './approved-labels.ts'
import { trainingsCursor } from './view.ts'

/** The newest approvals are replayed; earlier ones count as having been there. */
const MOST_APPROVALS = 20_000
const MOST_ALERTS = 500
const MOST_MODELS = 200

/** An image that was approved and still is, with the labels that it has now. */
export interface Approval {
  readonly at: number
  readonly split: 'train' | 'validation' | 'test'
  readonly labels: Readonly<Record<string, number>>
}

/** What happened in a project from a time on, as far as its triggers care. */
export interface History {
  readonly from: number
  /** Oldest first. */
  readonly approvals: readonly Approval[]
  /** Newest first, also some from before. */
  readonly trainings: readonly PastTraining[]
  /** All that were raised at any time of it. */
  readonly alerts: readonly Alert[]
  /** The champion's main figure from when on, oldest first. */
  readonly figures: readonly { readonly at: number; readonly value: number | null }[]
}
export type PastTraining = Pick<Run, 'number' | 'createdAt' | 'startedAt' | 'finishedAt' | 'trigger' | 'labels'>
type HistoryStore = Pick<Store, 'operations' | 'assets' | 'runs' | 'alerts' | 'models'>

/** Reads what is recorded: approvals from the operations, runs, alerts, and which models were promoted. */
export async function readHistory(store: HistoryStore, { id: projectId }: Project, from: number): Promise<History> {
  const [approvals, trainings, alerts, models] = await Promise.all([
    readApprovals(store, projectId, from),
    trainingsCursor(store, projectId).toArray(),
    store.alerts.find({ projectId }).sort({ state: 1, raisedAt: -1 }).limit(MOST_ALERTS).toArray(),
    store.models
      .find({ projectId }, { projection: { createdAt: 1, evaluation: 1, gate: 1 } })
      .sort({ version: -1 })
      .limit(MOST_MODELS)
      .toArray(),
  ])
  return {
    from,
    approvals,
    trainings,
    alerts: alerts.map(fromStored).filter(({ settledAt }) => settledAt === null || settledAt >= from),
    figures: models
      .filter(({ gate }) => gate?.verdict === 'promote')
      .map(({ createdAt, evaluation }) => ({ at: createdAt, value: evaluation ? mainMetric(evaluation) : null }))
      .reverse(),
  }
}

/** What was approved when the history begins, by what is approved now. */
export function approvedBefore({ approvals }: History, now: ApprovedLabels): ApprovedLabels {
  const before: Tally = { total: now.total, perLabel: new Map(now.perLabel), assets: { ...now.assets } }
  for (const approval of approvals) count(before, approval, -1)
  return before
}

interface Tally {
  total: number
  perLabel: Map<string, number>
  assets: Record<Approval['split'], number>
}

/** The same with these approvals too. */
export function withApprovals(before: ApprovedLabels, approvals: readonly Approval[]): ApprovedLabels {
  const after: Tally = { total: before.total, perLabel: new Map(before.perLabel), assets: { ...before.assets } }
  for (const approval of approvals) count(after, approval, 1)
  return after
}

/** Labels of an approval, all together. */
export const labelsOf = ({ labels }: Approval): number => Object.values(labels).reduce((sum, each) => sum + each, 0)

function count(tally: Tally, approval: Approval, sign: 1 | -1): void {
  for (const [label, labels] of Object.entries(approval.labels))
    tally.perLabel.set(label, Math.max(0, (tally.perLabel.get(label) ?? 0) + sign * labels))
  tally.total = Math.max(0, tally.total + sign * labelsOf(approval))
  tally.assets[approval.split] = Math.max(0, tally.assets[approval.split] + sign)
}

async function readApprovals(store: HistoryStore, projectId: Project['id'], from: number): Promise<Approval[]> {
  const latest = await store.operations
    .aggregate<{ _id: AssetId; at: number }>([
      { $match: { projectId, at: { $gte: from }, operations: { $elemMatch: { type: 'asset', status: 'approved' } } } },
      { $group: { _id: '$assetId', at: { $max: '$at' } } },
      { $sort: { at: -1 } },
      { $limit: MOST_APPROVALS },
    ])
    .toArray()
  const when = new Map(latest.map(({ _id, at }) => [_id, at]))
  const assets = await store.assets
    .find({ _id: { $in: [...when.keys()] }, status: 'approved' }, { projection: { split: 1, 'counts.approved': 1 } })
    .toArray()
  return assets
    .map(({ _id, split, counts }) => ({ at: when.get(_id) ?? from, split, labels: counts.approved }))
    .sort((a, b) => a.at - b.at)
}
