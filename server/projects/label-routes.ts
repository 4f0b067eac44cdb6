import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import type { User } from '#shared/domain/people.ts'
import type { Project } from '#shared/domain/project.ts'
import { changed, type LabelChange } from '#shared/ontology/label-change.ts'
import { takenBack, takingBackProblem } from '#shared/ontology/label-undo.ts'
import type { Label, Ontology } from '#shared/ontology.ts'
import { routes } from '#shared/routes.ts'
import { withTaskAsks } from '#shared/tasks/label-asks.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { loadProject, recordDecision, updateProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { ChangeLabelsPayload } from './change-labels-job.ts'
import { obstacle, previewLabelChange } from './label-use.ts'

const CHANGES_LISTED = 100

/** Mounts the changes of labels that annotations follow: preview, change, undo, list. */
export function mountLabels(mount: Mount, { store, queue }: { store: Store; queue: Queue }): void {
  const { labels } = routes
  const make = makeWith(store, queue)

  mount(labels.preview, async ({ params, body }) => {
    const { ontology } = await loadProject(store, params.projectId)
    return previewLabelChange(store, params.projectId, ontology, body.change)
  })
  mount(labels.change, async ({ params, body: { version, change }, user }) => {
    const project = await loadProject(store, params.projectId)
    if (project.ontology.version !== version) throw conflict('Somebody else changed the labels first: load them again')
    const problem = await obstacle(store, project.id, project.ontology, change)
    if (problem !== null) throw invalid(problem)
    const sentence = sentenceOf(change, user)
    const before = touchedBy(change, project.ontology)
    return make(
      project,
      user,
      { change, before, sentence, undoes: null },
      withTaskAsks(project.task, changed(project.ontology, change)),
    )
  })
  mount(labels.undo, async ({ params, user }) => {
    const project = await loadProject(store, params.projectId)
    const { change, before, sentence, undoes } = await loadChange(queue, project.id, params.jobId)
    if (undoes !== null) throw invalid('This took a change back already: make the change again instead')
    if (await isUndone(store, project.id, params.jobId)) throw conflict('This was taken back already')
    const problem = takingBackProblem(project.ontology, change)
    if (problem !== null) throw conflict(problem)
    const undo = { change, before, sentence: `${user.name} took back: ${sentence}`, undoes: params.jobId }
    return make(project, user, undo, takenBack(project.ontology, change, before))
  })
  mount(labels.changes, async ({ params }) => {
    const jobs = await queue.list({ projectId: params.projectId, name: 'change-labels', limit: CHANGES_LISTED })
    const payloads = jobs.map((job) => ({ job, ...ChangeLabelsPayload.parse(job.payload) }))
    const undone = new Set(payloads.flatMap(({ undoes }) => undoes ?? []))
    return payloads
      .filter(({ undoes }) => undoes === null)
      .map(({ job, change, sentence }) => ({ job, change, sentence, isUndone: undone.has(job.id) }))
  })
}

// The job first: where the labels then cannot be changed it is called off, and where this process ends in between it finds nothing to do.
const makeWith = (store: Store, queue: Queue) =>
  async function make(project: Project, user: User, payload: ChangeLabelsPayload, ontology: Ontology) {
    const job = await queue.add({ name: 'change-labels', projectId: project.id, payload })
    try {
      const updated = await updateProject(store, project.id, { ontology }, { 'ontology.version': project.ontology.version })
      await recordDecision(store, { projectId: project.id, userId: user.id, type: 'ontology', sentence: payload.sentence })
      return { project: updated, jobId: job.id }
    } catch (error) {
      await queue.cancel(job.id)
      throw error
    }
  }

async function loadChange(queue: Queue, projectId: ProjectId, jobId: JobId): Promise<ChangeLabelsPayload> {
  const job = await queue.get(jobId)
  if (job.projectId !== projectId || job.name !== 'change-labels') throw notFound(`Change ${jobId}`)
  if (!isFinished(job)) throw conflict('The annotations still follow this change: wait for its end')
  return ChangeLabelsPayload.parse(job.payload)
}

const isUndone = async (store: Store, projectId: ProjectId, jobId: JobId): Promise<boolean> =>
  (await store.jobs.findOne({ projectId, name: 'change-labels', 'payload.undoes': jobId, state: { $ne: 'cancelled' } })) !== null

// What the change names, and the kinds that may lose their parent.
function touchedBy(change: LabelChange, { labels }: Ontology): Label[] {
  const named = new Set<string>(Object.values(change).flatMap((value) => (typeof value === 'string' ? [value] : [])))
  if (change.type === 'split') for (const { label } of change.into) named.add(label)
  return labels.filter(({ name, parent }) => named.has(name) || parent === change.label)
}

function sentenceOf(change: LabelChange, { name }: User): string {
  switch (change.type) {
    case 'rename':
      return `${name} renamed the label ${change.label} to ${change.to}`
    case 'merge':
      return `${name} merged the label ${change.label} into ${change.into}`
    case 'split':
      return `${name} split the label ${change.label} by ${change.attribute} into ${change.into.map(({ label }) => label).join(', ')}`
    case 'part':
      return `${name} made ${change.annotationIds.length} annotations of ${change.label} ${change.into}`
    case 'retire':
      return `${name} retired the label ${change.label}`
    case 'revive':
      return `${name} brought the label ${change.label} back`
    case 'delete':
      return `${name} deleted the unused label ${change.label}`
    default:
      return change satisfies never
  }
}
