import type { Project } from '#shared/domain/project.ts'
import type { Run } from '#shared/domain/training.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { countApprovedLabels } from './approved-labels.ts'
import type { TriggerView } from './trigger.ts'

/** Enough for a day of trainings. */
const MOST_TRAININGS = 100
const MOST_ALERTS = 50
const SECOND_MS = 1000

/** A view, and the number of the last run that started by itself; 0 where none did. */
export interface SeenView extends TriggerView {
  readonly answeredBy: number
}
type ViewStore = Pick<Store, 'assets' | 'runs' | 'alerts' | 'models' | 'operations'>

/** What the triggers of a project look at, read now. */
export async function viewOf(store: ViewStore, project: Project): Promise<SeenView> {
  const { id: projectId } = project
  const now = Date.now()
  // First: whoever answers after this is refused by the index, however much of the rest they changed.
  const answering = await store.runs.findOne(
    { projectId, 'answered.after': { $exists: true } },
    { sort: { 'answered.after': -1 } },
  )
  const [approved, seeing, trainings, alerts, figure, approvedAt] = await Promise.all([
    countApprovedLabels(store, projectId),
    store.runs.findOne({ projectId, trial: null, labels: { $ne: null } }, { sort: { number: -1 } }),
    trainingsCursor(store, projectId).toArray(),
    store.alerts.find({ projectId, state: 'raised' }).sort({ raisedAt: -1 }).limit(MOST_ALERTS).toArray(),
    championFigure(store, project),
    lastApproval(store, project, now),
  ])
  const last = laterOf(answering, seeing)
  return {
    project,
    approved,
    trainedLabels: last?.labels ?? last?.answered?.labels ?? 0,
    trainedAt: last?.createdAt ?? null,
    approvedAt,
    trainings,
    alerts: alerts.map(fromStored),
    figure,
    now,
    answeredBy: answering?.number ?? 0,
  }
}

/** The latest runs of the loop, newest first. */
export const trainingsCursor = (store: Pick<Store, 'runs'>, projectId: Project['id']) =>
  store.runs
    .find({ projectId, trial: null })
    .sort({ number: -1 })
    .limit(MOST_TRAININGS)
    .project<Pick<Run, 'number' | 'createdAt' | 'startedAt' | 'finishedAt' | 'trigger' | 'labels'>>({
      _id: 0,
      number: 1,
      createdAt: 1,
      startedAt: 1,
      finishedAt: 1,
      trigger: 1,
      labels: 1,
    })

function laterOf<R extends { number: number }>(a: R | null, b: R | null): R | null {
  if (!a || !b) return a ?? b
  return a.number > b.number ? a : b
}

async function championFigure({ models }: Pick<Store, 'models'>, { id, champion }: Project): Promise<number | null> {
  if (champion === null) return null
  const model = await models.findOne({ projectId: id, version: champion }, { projection: { evaluation: 1 } })
  return model?.evaluation ? mainMetric(model.evaluation) : null
}

// Only where it can matter, and only as far back as it does.
async function lastApproval({ operations }: Pick<Store, 'operations'>, { id, loop }: Project, now: number) {
  const { debounceSeconds } = loop.limits
  if (debounceSeconds === 0) return null
  const isApproval = { $elemMatch: { type: 'asset', status: 'approved' } } as const
  const since = { $gt: now - debounceSeconds * SECOND_MS }
  const commit = await operations.findOne({ projectId: id, at: since, operations: isApproval }, { sort: { at: -1 } })
  return commit?.at ?? null
}
