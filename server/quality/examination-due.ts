import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'
import { digestOf, loadQuality } from './quality-state.ts'

/** Changed labels are looked at again this long after the last look, not at every stroke. */
const LOOK_AGAIN_MS = 5 * 60_000

type DueStore = Pick<Store, 'assets' | 'assetQuality' | 'operations' | 'qualityStates'>

/** Whether images of a project were never looked at by its rules as they are, or have other labels than when they were. */
export async function isExaminationDue(store: DueStore, projectId: ProjectId, now: number): Promise<boolean> {
  const { rules, examinedAt, examinedUpTo } = await loadQuality(store, projectId)
  if (examinedAt === null) return (await store.assets.findOne({ projectId }, { projection: { _id: 1 } })) !== null
  const otherwise = await store.assetQuality.findOne(
    { projectId, judgedBy: { $ne: digestOf(rules) } },
    { projection: { _id: 1 }, hint: { projectId: 1, judgedBy: 1, looked: 1, _id: 1 } },
  )
  if (otherwise) return true
  if (now - examinedAt < LOOK_AGAIN_MS) return false
  return (await store.operations.findOne({ projectId, at: { $gt: examinedUpTo } }, { projection: { _id: 1 } })) !== null
}
