import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { Store } from '../store/store.ts'
import { placeOf, type SaidOf } from './problems.ts'

/**
 * What people have decided: of images that are approved their labels; of proposed shapes the label they were approved with, or that they were
 * rejected.
 */
export async function readTruth(
  store: Pick<Store, 'assets' | 'annotations'>,
  projectId: ProjectId,
  on: VotedOn,
): Promise<SaidOf> {
  return on === 'shapes' ? decidedShapes(store, projectId) : approvedImages(store, projectId)
}

async function approvedImages(store: Pick<Store, 'assets' | 'annotations'>, projectId: ProjectId): Promise<SaidOf> {
  const labels = new Map<AssetId, Set<string>>()
  for await (const { _id } of store.assets.find({ projectId, status: 'approved' }, { projection: { _id: 1 } }))
    labels.set(_id, new Set())
  const approved = store.annotations.find({ projectId, status: 'approved' }, { projection: { assetId: 1, label: 1 } })
  for await (const { assetId, label } of approved) labels.get(assetId)?.add(label)
  return ({ classes }, { assetId }) => {
    const known = labels.get(assetId)
    if (!known) return null
    const place = classes.findIndex(({ label, against }) => !against && known.has(label))
    // A tag that an approved image does not have is known to be absent; an approved image without any class tells nothing.
    return place >= 0 ? place : classes.every(({ against }) => !against) ? null : 0
  }
}

async function decidedShapes(store: Pick<Store, 'annotations'>, projectId: ProjectId): Promise<SaidOf> {
  const decided = new Map<AnnotationId, { label: string; against: boolean }>()
  const rows = store.annotations.find(
    { projectId, status: { $in: ['approved', 'rejected'] }, 'origin.type': 'model' },
    { projection: { label: 1, status: 1 } },
  )
  for await (const { _id, label, status } of rows) decided.set(_id, { label, against: status === 'rejected' })
  return ({ classes }, { on }) => {
    const known = on === null ? undefined : decided.get(on)
    return known ? placeOf(classes, known) : null
  }
}
