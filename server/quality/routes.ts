import { may } from '#shared/policy.ts'
import { routes } from '#shared/routes.ts'
import { AppError } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import type { AssetLog } from './asset-status.ts'
import { listBatches, showBatch } from './batch-list.ts'
import { decideFindings } from './decide-findings.ts'
import { listFindings } from './finding-list.ts'
import { previewRules } from './preview-rules.ts'
import { saveRules } from './quality-state.ts'
import { qualityJob, showQuality } from './show-quality.ts'

interface QualityDeps {
  readonly store: Store
  readonly queue: Pick<Queue, 'add'>
  readonly log: AssetLog
}

/** Mounts quality control: the rules, what they found, and the reports of imports. */
export function mountQuality(mount: Mount, { store, queue, log }: QualityDeps): void {
  const { quality } = routes
  const examine = (projectId: Parameters<typeof qualityJob>[0]) =>
    queue.add({ name: 'examine-quality', projectId, payload: {}, unique: qualityJob(projectId) })
  mount(quality.show, async ({ params }) => showQuality(store, params.projectId))
  mount(quality.changeRules, async ({ params: { projectId }, body, user }) => {
    await saveRules(store, projectId, body)
    const sentence = `${user.name} changed the quality rules`
    await recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })
    const job = await examine(projectId).catch(unlessPending)
    return { rules: body, jobId: job?.id ?? null }
  })
  mount(quality.preview, async ({ params, body }) => previewRules(store, params.projectId, body))
  mount(quality.examine, async ({ params }) => ({ jobId: (await examine(params.projectId)).id }))
  mount(quality.findings, async ({ params, query }) => listFindings(store, params.projectId, query))
  mount(quality.decide, async ({ params: { projectId }, body: { findings, decision }, user }) => {
    const actor = { user, may: (action: Parameters<typeof may>[1], id: typeof projectId) => may(user, action, id) }
    return decideFindings({ store, log }, { projectId, actor, ids: findings, decision })
  })
  mount(quality.batches, async ({ params }) => listBatches(store, params.projectId))
  mount(quality.batch, async ({ params }) => showBatch(store, params.projectId, params.importId))
}

// What runs already reads the rules when it begins, and looks again where it was too early: see the worker's round.
function unlessPending(error: unknown): null {
  if (error instanceof AppError && error.code === 'conflict') return null
  throw error
}
