import { presentName } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import type { Bus } from '../bus.ts'
import { AppError } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { loadEnsemble } from '../store/ensembles.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { loadModel, promoteModel, rollBack } from './model-records.ts'

/** Mounts models: list, show, evaluate, promote, roll back, and the ready one to start with. */
export function mountModels(mount: Mount, { store, queue, bus }: { store: Store; queue: Queue; bus: Bus }): void {
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
    const model = await loadModel(store, params.projectId, params.version)
    await promoteModel(store, model, { userId: user.id, reason: body.reason || `by ${user.name}` })
    await bus.emit('model.promoted', { projectId: params.projectId, version: model.version })
    return { champion: model.version }
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
  mount(loop.rollback, async ({ params, user }) => {
    const project = await loadProject(store, params.projectId)
    const champion = await rollBack(store, project.id, project.champion, user.id)
    if (champion !== null) await bus.emit('model.promoted', { projectId: project.id, version: champion })
    return { champion }
  })
}
