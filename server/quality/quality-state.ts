import { createHash } from 'node:crypto'
import type { ProjectId } from '#shared/domain/ids.ts'
import { QualityRules } from '#shared/domain/quality-rule.ts'
import type { QualityStateRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'

/** Part of every digest: grows when something is measured another way. */
const MEASURING = 1

/** The rules of a project, with the defaults of those that came later, and how far it was examined. */
export async function loadQuality(store: Pick<Store, 'qualityStates'>, projectId: ProjectId): Promise<Required<QualityStateRow>> {
  const row = await store.qualityStates.findOne({ _id: projectId })
  const rules = QualityRules.parse(row?.rules ?? {})
  return { _id: projectId, examinedUpTo: 0, examinedAt: null, ...row, rules }
}

/** Keeps other rules; what was judged by the ones before is to be judged again. */
export async function saveRules(store: Pick<Store, 'qualityStates'>, projectId: ProjectId, rules: QualityRules): Promise<void> {
  await store.qualityStates.updateOne(
    { _id: projectId },
    { $set: { rules }, $setOnInsert: { examinedUpTo: 0, examinedAt: null } },
    { upsert: true },
  )
}

/** Notes up to when in the log a project was examined. */
export async function noteExamined(
  store: Pick<Store, 'qualityStates'>,
  projectId: ProjectId,
  fields: Pick<QualityStateRow, 'examinedUpTo' | 'examinedAt'>,
): Promise<void> {
  await store.qualityStates.updateOne({ _id: projectId }, { $set: fields }, { upsert: true })
}

/** What images are marked with that were judged by these rules. */
export const digestOf = (rules: QualityRules): string =>
  createHash('sha256')
    .update(JSON.stringify([MEASURING, rules]))
    .digest('hex')
