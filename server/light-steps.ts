import type { ProjectId } from '#shared/domain/ids.ts'
import type { JobName } from '#shared/domain/job.ts'
import type { Project } from '#shared/domain/project.ts'
import { judgeDeployment } from './deploying.ts'
import { dueWeighing } from './due-weighing.ts'
import { isMapFresh } from './embeddings/embedding-map.ts'
import { countMissing } from './embeddings/embedding-records.ts'
import { hasPretrained, mapJob, pretrainedOf } from './embeddings/routes.ts'
import { AppError } from './errors.ts'
import { isLookDue } from './monitoring/monitor-job.ts'
import { monitorJob } from './monitoring/routes.ts'
import type { LightSteps } from './pipeline.ts'
import { waitingFor } from './prelabel/prelabel-assets.ts'
import { isExaminationDue } from './quality/examination-due.ts'
import { qualityJob } from './quality/show-quality.ts'
import { startByItself } from './start-by-itself.ts'
import type { StepDeps } from './step-deps.ts'
import { loadProject } from './store/projects.ts'
import type { Store } from './store/store.ts'
import { whoSuggests } from './suggesting.ts'
import { considerTraining } from './triggers/consider-training.ts'

/** Their steps on the store and the queue alone. */
export function lightSteps({ store, queue, bus, config }: Pick<StepDeps, 'store' | 'queue' | 'bus' | 'config'>): LightSteps {
  return {
    async prelabelBacklog(projectId) {
      const project = await loadProject(store, projectId)
      if (!project.loop.prelabel.enabled || !(await hasBacklog(store, project))) return
      await orPending(queue.add({ name: 'prelabel', projectId, payload: {}, unique: `prelabel:${projectId}` }))
    },
    async weighEnsemble(projectId) {
      if ((await dueWeighing(store, await loadProject(store, projectId))) === null) return
      await orPending(queue.add({ name: 'weigh', projectId, payload: {}, unique: `weigh:${projectId}` }))
    },
    async embedBacklog(projectId) {
      if (!hasPretrained(pretrainedOf(config)) || (await countMissing(store, projectId)) === 0) return
      await orPending(queue.add({ name: 'embed', projectId, payload: {}, unique: `embed:${projectId}` }))
    },
    async rankQueue(projectId) {
      await orPending(queue.add({ name: 'rank', projectId, payload: {}, unique: `rank:${projectId}` }))
    },
    async drawMap(projectId) {
      if (await isMapFresh(store, projectId)) return
      await orPending(queue.add({ name: 'map', projectId, payload: {}, unique: mapJob(projectId) }))
    },
    async judgeDeployment(projectId) {
      await judgeDeployment({ store, bus }, projectId)
    },
    async monitor(projectId, when) {
      const project = await loadProject(store, projectId)
      if (!project.loop.monitoring.enabled || (when === 'due' && !(await isLookDue(store, project)))) return
      await orPending(queue.add({ name: 'monitor', projectId, payload: {}, unique: monitorJob(projectId) }))
    },
    async examineQuality(projectId, when) {
      if (when === 'due' && !(await isExaminationDue(store, projectId, Date.now()))) return
      await orPending(queue.add({ name: 'examine-quality', projectId, payload: {}, unique: qualityJob(projectId) }))
    },
    async considerTraining(projectId, ended) {
      // Half an import is half a truth: its last act asks again.
      if (ended !== 'import' && (await isImporting(store, projectId))) return
      const answer = await considerTraining(store, projectId)
      if (!answer) return
      await startByItself({ store, queue }, projectId, answer.trigger, answer.answered)
    },
  }
}

async function hasBacklog(store: Pick<Store, 'assets' | 'ensembles' | 'deployments'>, project: Project): Promise<boolean> {
  for (const by of await whoSuggests(store, project))
    if ((await store.assets.countDocuments(waitingFor(project.id, by), { limit: 1 })) > 0) return true
  return false
}

const IMPORTING = ['import', 'sample', 'take', 'undo-import', 'restore-version'] as const satisfies JobName[]

const isImporting = async (store: Pick<Store, 'jobs'>, projectId: ProjectId): Promise<boolean> =>
  (await store.jobs.countDocuments({ projectId, name: { $in: [...IMPORTING] }, state: 'running' }, { limit: 1 })) > 0

async function orPending(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return
    throw error
  }
}
