import type { Notification } from '#shared/domain/notification.ts'
import type { Project } from '#shared/domain/project.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { happeningsOfAlert, happeningsOfDecision, happeningsOfModel, happeningsOfRun, TOLD_DECISION_TYPES } from './happenings.ts'

/** More of a kind in a day are not told. */
const MOST_OF_A_KIND = 200

export type HappeningStore = Pick<Store, 'runs' | 'models' | 'decisions' | 'alerts'>

/**
 * Everything worth telling that happened in a project since a time, read from the records themselves: whoever asks again gets the same
 * with the same ids, so that nothing is lost or told twice, whatever was running when it happened.
 */
export async function readHappenings(
  { runs, models, decisions, alerts }: HappeningStore,
  { id: projectId, champion }: Pick<Project, 'id' | 'champion'>,
  since: number,
): Promise<Notification[]> {
  const [lastRuns, lastModels, lastDecisions, raised, settled] = await Promise.all([
    runs.find({ projectId, trial: null }).sort({ number: -1 }).limit(MOST_OF_A_KIND).toArray(),
    models
      .find({ projectId }, { projection: { projectId: 1, version: 1, runId: 1, gate: 1 } })
      .sort({ version: -1 })
      .limit(MOST_OF_A_KIND)
      .toArray(),
    decisions
      .find({ projectId, at: { $gte: since }, type: { $in: [...TOLD_DECISION_TYPES] } })
      .sort({ at: -1 })
      .limit(MOST_OF_A_KIND)
      .toArray(),
    alerts.find({ projectId, state: 'raised' }).sort({ raisedAt: -1 }).limit(MOST_OF_A_KIND).toArray(),
    alerts.find({ projectId, state: 'settled' }).sort({ raisedAt: -1 }).limit(MOST_OF_A_KIND).toArray(),
  ])
  return [
    ...lastRuns.map(fromStored).flatMap(happeningsOfRun),
    ...lastModels.flatMap(happeningsOfModel),
    ...lastDecisions.map(fromStored).flatMap((decision) => happeningsOfDecision(decision, champion)),
    ...[...raised, ...settled].map(fromStored).flatMap(happeningsOfAlert),
  ].filter(({ at }) => at >= since)
}
