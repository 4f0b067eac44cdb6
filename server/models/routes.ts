import type { UserId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { presentName } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import type { Bus } from '../bus.ts'
import { AppError, conflict } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { mayBegin } from '../store/deployments.ts'
import { loadEnsemble } from '../store/ensembles.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { settleApproval } from './approvals.ts'
import { loadModel, rollBack, updateModel } from './model-records.ts'
import { promoteByPerson } from './promote-by-person.ts'

interface ModelsDeps {
  readonly store: Store
  readonly queue: Queue
  readonly bus: Bus
  /** Makes an approved model the champion, or lets it begin on a part of the images as the project wants it. */
  readonly putIntoService: (project: Project, model: Model, by: { userId: UserId; reason: string }) => Promise<void>
}

/** Mounts models: list, show, evaluate, promote, approve, roll back, and the ready one to start with. */
export function mountModels(mount: Mount, { store, queue, bus, putIntoService }: ModelsDeps): void {
  const { loop } = routes
  mount(loop.models, async ({ params }) => store.models.find({ projectId: params.projectId }).sort({ version: -1 }).toArray())
  mount(loop.model, async ({ params }) => loadModel(store, params.projectId, params.version))
  mount(loop.ensemble, async ({ params }) => loadEnsemble(store, params.projectId))
  mount(loop.evaluate, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    const job = await queue.add({ name: 'evaluate', projectId: project.id, payload: body })
    return { jobId: job.id }
  })
  mount(loop.promote, async ({ params, body, user }) => {
    await promoteByPerson({ store, bus }, params, { user, reason: body.reason || `by ${user.name}` })
    return { champion: params.version }
  })
  mount(routes.starter.begin, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    if (project.task !== 'detection') throw new AppError('invalid', 'The ready detector is for projects that detect objects')
    const known = new Set(project.ontology.labels.filter(({ retired }) => !retired).map(({ name }) => name))
    const unknown = Object.values(body.mapping).find((label) => !known.has(presentName(project.ontology, label)))
    if (unknown !== undefined) throw new AppError('invalid', `Expected labels of ${project.name}, got ${unknown}`)
    const job = await queue.add({ name: 'starter', projectId: project.id, payload: body, unique: `starter:${project.id}` })
    return { jobId: job.id }
  })
  mount(routes.deployment.approve, async ({ params, body, user }) => {
    const model = await loadModel(store, params.projectId, params.version)
    const by = { by: user.id, reason: body.reason }
    const said = body.reason ? `: ${body.reason}` : ''
    if (body.decision === 'decline') {
      await settleApproval(store, model, { ...by, state: 'declined' })
      const sentence = `v${model.version} declined by ${user.name}${said}`
      await recordDecision(store, { projectId: model.projectId, userId: user.id, type: 'hold', sentence })
    } else {
      const project = await loadProject(store, params.projectId)
      if (!(await mayBegin(store, project, model.version)))
        throw conflict('Two models are compared already: end that first, then approve')
      await settleApproval(store, model, { ...by, state: 'approved' })
      await putIntoService(project, model, { userId: user.id, reason: `approved by ${user.name}${said}` })
    }
    return { champion: (await loadProject(store, params.projectId)).champion }
  })
  mount(routes.deployment.describe, async ({ params, body }) => {
    const model = await loadModel(store, params.projectId, params.version)
    return updateModel(store, model, body)
  })
  mount(loop.rollback, async ({ params, user }) => {
    const project = await loadProject(store, params.projectId)
    const champion = await rollBack(store, project.id, project.champion, user.id)
    if (champion !== null) await bus.emit('model.promoted', { projectId: project.id, version: champion })
    return { champion }
  })
}
