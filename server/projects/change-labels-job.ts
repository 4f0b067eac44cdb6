import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { AnnotationId, ProjectId } from '#shared/domain/ids.ts'
import { JobId } from '#shared/domain/ids.ts'
import { LabelChange } from '#shared/ontology/label-change.ts'
import { isMadeIn, movesAnnotations, movesOf } from '#shared/ontology/label-moves.ts'
import { Label, presentName } from '#shared/ontology.ts'
import { invalid } from '../errors.ts'
import { type JobContext, type JobHandler, SkipJob } from '../jobs/runner.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { type MoveDeps, moveAnnotations, movePrefix } from './move-annotations.ts'

/** How long other processes may believe in the labels of before; longer than known-projects.ts does. */
const SETTLES_AFTER_MS = 3_000
const LOOK_AGAIN_MS = 100
const LOOKS = 50

/** What a change of labels is about; `before` are the labels it touches as they were. */
export const ChangeLabelsPayload = z.object({
  change: LabelChange,
  before: z.array(Label),
  sentence: z.string(),
  /** The job whose change this one takes back; null for a change of its own. */
  undoes: JobId.nullable(),
})
export type ChangeLabelsPayload = z.infer<typeof ChangeLabelsPayload>

export interface ChangeLabelsDeps {
  readonly store: Pick<Store, 'projects' | 'annotations' | 'operations'>
  readonly commit: (commit: Parameters<MoveDeps['commit']>[0] & { user: null }) => Promise<unknown>
}

/** Lets the annotations follow a change of the labels, or of one taken back; its result says how many did. */
export function changeLabelsJob({ store, commit }: ChangeLabelsDeps): JobHandler {
  return async (context) => {
    const { job, signal } = context
    if (job.projectId === null) throw invalid('Expected a project whose labels change')
    const payload = ChangeLabelsPayload.parse(job.payload)
    if (!movesAnnotations(payload.change)) return { moved: 0 }
    const deps: MoveDeps = {
      store,
      commit: (request) => commit({ ...request, user: null }),
      signal,
      progress: (fraction, message) => context.progress(fraction, message),
      settledAt: job.createdAt + SETTLES_AFTER_MS,
    }
    return { moved: await (payload.undoes ? moveBack : moveOn)(deps, store, context, job.projectId, payload) }
  }
}

type Work = (
  deps: MoveDeps,
  store: ChangeLabelsDeps['store'],
  context: JobContext,
  projectId: ProjectId,
  payload: ChangeLabelsPayload,
) => Promise<number>

const moveOn: Work = async (deps, store, { job }, projectId, { change }) => {
  await untilMade(store, projectId, change)
  return moveAnnotations(deps, { projectId, jobId: job._id, labels: [change.label], labelOf: movesOf(change) })
}

// First what the change itself moved and nobody has labelled since, then whatever still bears a name that is gone again.
const moveBack: Work = async (deps, store, { job }, projectId, { change, undoes }) => {
  const moved = undoes ? await movedBy(store, undoes) : new Map<AnnotationId, { label: string; revision: number }>()
  const made = [...new Set([...moved.values()].map(({ label }) => label))]
  const back = await moveAnnotations(deps, {
    projectId,
    jobId: job._id,
    labels: made,
    labelOf({ id, label, revisions }) {
      const move = moved.get(id)
      return move?.label === label && revisions.label < move.revision ? change.label : null
    },
  })
  const { ontology } = await loadProject(store, projectId)
  const gone = namesGiven(change).filter((name) => presentName(ontology, name) !== name)
  const swept = await moveAnnotations(deps, {
    projectId,
    jobId: job._id,
    labels: gone,
    labelOf: ({ label }) => presentName(ontology, label),
  })
  return back + swept
}

async function movedBy(store: ChangeLabelsDeps['store'], jobId: JobId) {
  const prefix = movePrefix(jobId)
  const moved = new Map<AnnotationId, { label: string; revision: number }>()
  // Every id that begins so: the index on ids knows them in order.
  const rows = store.operations.find({ 'operations.id': { $gte: prefix, $lt: `${prefix}~` } })
  for await (const { operations, revisions } of rows)
    operations.forEach((operation, index) => {
      if (operation.type !== 'update' || operation.patch.label === undefined || !operation.id.startsWith(prefix)) return
      moved.set(operation.annotationId, { label: operation.patch.label, revision: revisions[index] ?? 0 })
    })
  return moved
}

function namesGiven(change: LabelChange): string[] {
  switch (change.type) {
    case 'rename':
      return [change.to]
    case 'merge':
    case 'part':
      return [change.into]
    case 'split':
      return change.into.map(({ label }) => label)
    default:
      return []
  }
}

// The job is there before the labels are changed, so that neither is ever without the other.
async function untilMade(store: ChangeLabelsDeps['store'], projectId: ProjectId, change: LabelChange): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (isMadeIn((await loadProject(store, projectId)).ontology, change)) return
    await pause(LOOK_AGAIN_MS)
  }
  throw new SkipJob('The labels were not changed after all')
}
