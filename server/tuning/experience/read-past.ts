import type { Assignment, SearchSpace } from '#shared/domain/study.ts'
import { ParameterValue } from '#shared/domain/study.ts'
import type { Run, Snapshot } from '#shared/domain/training.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { totalOf } from '#shared/total-of.ts'
import { fromStored } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { MOST_PAST_RUNS } from './advise.ts'
import { type DataFeatures, type PastRun, relativeRuns } from './past-run.ts'

/** Every run of the installation that trained to its end, with what its data was like. */
export async function readPastRuns(
  store: Pick<Store, 'runs' | 'snapshots' | 'projects'>,
  space: SearchSpace,
): Promise<PastRun[]> {
  const rows = await store.runs.find({ state: 'succeeded' }).sort({ createdAt: -1 }).limit(MOST_PAST_RUNS).toArray()
  const runs = rows.map(fromStored)
  const snapshots = await store.snapshots
    .find({ _id: { $in: [...new Set(runs.flatMap(({ snapshotId }) => snapshotId ?? []))] } })
    .toArray()
  const projects = await store.projects
    .find({ _id: { $in: [...new Set(runs.map(({ projectId }) => projectId))] } }, { projection: { task: 1 } })
    .toArray()
  const taskOf = new Map(projects.map(({ _id, task }) => [_id, task]))
  const snapshotOf = new Map(snapshots.map((row) => [row._id, fromStored(row)]))
  return relativeRuns(
    runs.flatMap((run) => {
      const [task, snapshot] = [taskOf.get(run.projectId), run.snapshotId && snapshotOf.get(run.snapshotId)]
      const value = figureOf(run)
      if (!task || !snapshot || value === null) return []
      return [{ project: run.projectId, data: featuresOf(snapshot, task), assignment: assignmentOf(run, space), value }]
    }),
  )
}

/** What the data of a snapshot is like. */
export function featuresOf({ assets, labels, annotations, relativeSize }: Snapshot, task: TaskId): DataFeatures {
  const images = assets.train ?? 0
  const all = totalOf(assets)
  return { task, images, objectsPerImage: annotations / Math.max(1, all), labels: labels.length, relativeSize }
}

// A trial that was stopped early says what it would have come to: nothing that compares.
function figureOf({ trial, metrics }: Run): number | null {
  if (!trial) return metrics.best
  const last = trial.reached.at(-1)
  return last?.share === 1 ? last.value : null
}

function assignmentOf({ architecture, parameters }: Run, space: SearchSpace): Assignment {
  const given: Record<string, unknown> = { ...parameters, architecture }
  return Object.fromEntries(
    space.flatMap(({ name }) => {
      const value = ParameterValue.safeParse(given[name])
      return value.success ? [[name, value.data]] : []
    }),
  )
}
