import type { ProjectId } from '#shared/domain/ids.ts'
import type { QualityState } from '#shared/domain/quality.ts'
import { QUALITY_RULE_IDS } from '#shared/domain/quality-rule.ts'
import type { Store } from '../store/store.ts'
import { digestOf, loadQuality } from './quality-state.ts'

type QualityStore = Pick<Store, 'assets' | 'assetQuality' | 'qualityFindings' | 'qualityStates' | 'jobs'>

/** At most one of these waits or runs for a project. */
export const qualityJob = (projectId: ProjectId): string => `examine-quality:${projectId}`

/** The rules of a project with how much each has found, and how far the project is examined. */
export async function showQuality(store: QualityStore, projectId: ProjectId): Promise<QualityState> {
  const { rules, examinedAt } = await loadQuality(store, projectId)
  const [images, examined, job, counts] = await Promise.all([
    store.assets.countDocuments({ projectId }),
    store.assetQuality.countDocuments({ projectId, judgedBy: digestOf(rules) }),
    store.jobs.findOne({ unique: qualityJob(projectId) }),
    countFindings(store, projectId),
  ])
  return { rules, counts, images, examined, examinedAt, jobId: job?._id ?? null }
}

async function countFindings(store: Pick<Store, 'qualityFindings'>, projectId: ProjectId): Promise<QualityState['counts']> {
  const rows = await store.qualityFindings
    .aggregate<{
      _id: Pick<QualityState['counts'][number], 'rule'> & { status: 'open' | 'dismissed' | 'mended' }
      count: number
    }>([{ $match: { projectId } }, { $group: { _id: { rule: '$rule', status: '$status' }, count: { $sum: 1 } } }], {
      hint: { projectId: 1, rule: 1, status: 1, value: 1, _id: 1 },
    })
    .toArray()
  return QUALITY_RULE_IDS.map((rule) => {
    const of = (status: string) => rows.find(({ _id }) => _id.rule === rule && _id.status === status)?.count ?? 0
    return { rule, open: of('open'), dismissed: of('dismissed'), mended: of('mended') }
  })
}
