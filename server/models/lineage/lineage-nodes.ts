import type { LineageNode } from '#shared/domain/lineage.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import type { AnnotationRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'

const FIGURE_DIGITS = 3
const SCORE_DIGITS = 2

/** A snapshot in the graph. */
export const snapshotNode = ({ number, annotations, createdAt }: Snapshot): LineageNode => ({
  ref: `snapshot:${number}`,
  kind: 'snapshot',
  title: `snapshot ${number}`,
  detail: `${annotations} labels`,
  at: createdAt,
  assetId: null,
})

/** A run in the graph. */
export const runNode = ({ id, number, architecture, finishedAt, createdAt }: Run): LineageNode => ({
  ref: `run:${id}`,
  kind: 'run',
  title: `run ${number}`,
  detail: architecture,
  at: finishedAt ?? createdAt,
  assetId: null,
})

/** A model in the graph. */
export function modelNode({ version, task, evaluation, createdAt }: Model): LineageNode {
  const figure = evaluation && mainMetric(evaluation)
  return {
    ref: `model:${version}`,
    kind: 'model',
    title: `v${version}`,
    detail: figure === null ? null : `${tasks[task].metricTitle} ${figure.toFixed(FIGURE_DIGITS)}`,
    at: createdAt,
    assetId: null,
  }
}

/** A state of an annotation that a snapshot may hold. */
export const revisionNode = ({
  _id,
  label,
  assetId,
  revision,
  changedAt,
}: Pick<AnnotationRow, '_id' | 'label' | 'assetId' | 'revision'> & { changedAt: number | null }): LineageNode => ({
  ref: `revision:${_id}.${revision}`,
  kind: 'revision',
  title: label,
  detail: `revision ${revision}`,
  at: changedAt,
  assetId,
})

/** What a model proposed. */
export function predictionNode({ _id, label, assetId, origin }: AnnotationRow): LineageNode {
  const proposed = origin.type === 'model' ? origin : null
  return {
    ref: `prediction:${_id}`,
    kind: 'prediction',
    title: proposed?.label ?? label,
    detail: proposed && `score ${proposed.score.toFixed(SCORE_DIGITS)}`,
    at: null,
    assetId,
  }
}

/** What a person made of a proposal. */
export async function correctionNode(store: Pick<Store, 'users'>, row: AnnotationRow): Promise<LineageNode> {
  return {
    ref: `correction:${row._id}`,
    kind: 'correction',
    title: row.label,
    detail: `${actOn(row)} by ${await nameOf(store, row)}`,
    at: row.changedAt,
    assetId: row.assetId,
  }
}

/** A label as it is now. */
export async function annotationNode(store: Pick<Store, 'users'>, row: AnnotationRow): Promise<LineageNode> {
  const { origin } = row
  return {
    ref: `annotation:${row._id}`,
    kind: 'annotation',
    title: row.label,
    detail: origin.type === 'person' ? `drawn by ${await nameOf(store, { changedBy: origin.userId })}` : row.status,
    at: row.changedAt,
    assetId: row.assetId,
  }
}

/** What was done to a suggestion, in a word. */
function actOn({ status, label, origin, revisions, changedBy }: AnnotationRow): string {
  if (status === 'deleted' && changedBy === null) return 'withdrawn'
  if (status === 'rejected' || status === 'deleted') return 'rejected'
  if (origin.type === 'model' && origin.label !== label) return 'relabelled'
  return (revisions.shape ?? 1) > 1 ? 'reshaped' : 'accepted'
}

async function nameOf(store: Pick<Store, 'users'>, { changedBy }: Pick<AnnotationRow, 'changedBy'>): Promise<string> {
  if (changedBy === null) return 'the loop'
  return (await store.users.findOne({ _id: changedBy }))?.name ?? changedBy
}
