import type { JobId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { LoopSettings, Project } from '#shared/domain/project.ts'
import type { NextTraining } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { withTaskAsks } from '#shared/tasks/label-asks.ts'
import type { Bus } from '../bus.ts'
import { invalid } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import { createProject, LISTED, loadProject, recordDecision, toProject, updateProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { nextOntology } from './ontology-change.ts'
import { overviewOf } from './overview.ts'
import { summarise } from './project-summary.ts'

const SAMPLE_NAME = 'Blood cells (sample)'
const SAMPLE_LABELS = ['RBC', 'WBC', 'Platelets']

export interface ProjectDeps {
  readonly store: Store
  readonly queue: Queue
  readonly bus: Bus
  /** How far the loop is from training by itself; the triggers' domain answers. */
  readonly triggers: (project: Project) => Promise<{ nextTraining: NextTraining; approved: ReadonlyMap<string, number> }>
  /** Refuses settings that no trigger can go by. */
  readonly checkLoop: (loop: LoopSettings) => void
}

/** Mounts everything under /api/projects that is about the project itself. */
export function mountProjects(mount: Mount, { store, queue, bus, triggers, checkLoop }: ProjectDeps): void {
  const { projects } = routes
  const decided = (projectId: ProjectId, userId: UserId, type: 'project' | 'settings' | 'ontology', sentence: string) =>
    recordDecision(store, { projectId, userId, type, sentence })

  mount(projects.list, async ({ user }) => {
    const rows = await store.projects
      .find({ ...(!user.admin && { _id: { $in: Object.keys(user.roles) as ProjectId[] } }), ...LISTED })
      .sort({ createdAt: -1 })
      .toArray()
    return Promise.all(rows.map((row) => summarise(store, toProject(row))))
  })
  mount(projects.create, async ({ body, user }) => {
    const project = await createProject(store, body)
    await decided(project.id, user.id, 'project', `${user.name} created the project`)
    return project
  })
  mount(projects.createSample, async ({ user }) => createSample(store, queue, user))
  mount(projects.show, async ({ params }) => summarise(store, await loadProject(store, params.projectId)))
  mount(projects.overview, async ({ params }) => {
    const project = await loadProject(store, params.projectId)
    return overviewOf(store, project, await triggers(project))
  })
  mount(projects.rename, async ({ params, body, user }) => {
    const before = await loadProject(store, params.projectId)
    const project = await updateProject(store, params.projectId, { name: body.name })
    await decided(project.id, user.id, 'project', `${user.name} renamed ${before.name} to ${project.name}`)
    return project
  })
  mount(projects.changeLoop, async ({ params, body, user }) => {
    checkLoop(body)
    const project = await updateProject(store, params.projectId, { loop: body })
    await decided(project.id, user.id, 'settings', `${user.name} changed the loop's settings`)
    await bus.emit('loop.changed', { projectId: project.id })
    return project
  })
  mount(projects.changeOntology, async ({ params, body, user }) => {
    const before = await loadProject(store, params.projectId)
    const inUse = new Set((await store.annotations.distinct('label', { projectId: params.projectId })) as string[])
    const ontology = withTaskAsks(before.task, nextOntology(before.ontology, body.labels, inUse))
    const project = await updateProject(store, params.projectId, { ontology }, { 'ontology.version': body.version })
    await decided(project.id, user.id, 'ontology', `${user.name} changed the labels (version ${ontology.version})`)
    return project
  })
  mount(projects.remove, async ({ params, query }) => {
    const { id, name } = await loadProject(store, params.projectId)
    if (query.name !== name) throw invalid(`Expected the project's name "${name}" as confirmation, got "${query.name}"`)
    const job = await queue.add({ name: 'delete-project', projectId: id, payload: {}, unique: `delete-project:${id}` })
    return { jobId: job.id }
  })
  mount(projects.decisions, async ({ params, query }) => {
    const before = query.cursor === undefined ? {} : { at: { $lt: Number(query.cursor) } }
    const rows = await store.decisions
      .find({ projectId: params.projectId, ...before })
      .sort({ at: -1 })
      .limit(query.limit)
      .toArray()
    const last = rows.length === query.limit ? rows.at(-1) : undefined
    return { items: rows.map(fromStored), next: last ? String(last.at) : null }
  })
}

async function createSample(store: Store, queue: Queue, user: User): Promise<{ project: Project; jobId: JobId }> {
  const taken = await store.projects.countDocuments({ name: { $regex: '^Blood cells \\(sample' } })
  const name = taken === 0 ? SAMPLE_NAME : `${SAMPLE_NAME} ${taken + 1}`
  const project = await createProject(store, { name, task: 'detection', labels: SAMPLE_LABELS })
  await recordDecision(store, {
    projectId: project.id,
    userId: user.id,
    type: 'project',
    sentence: `${user.name} created the sample project`,
  })
  const job = await queue.add({ name: 'sample', projectId: project.id, payload: {} })
  return { project, jobId: job.id }
}
