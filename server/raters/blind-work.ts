import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'
import { waitingFor } from './round-records.ts'

/** Of what the queue hands a rater, this share is theirs to rate while there is any: rounds end, and the other work goes on. */
const RATED_SHARE = 0.5

/**
 * From which projects the queue of a project hands out work to a person, the first to be tried first: the project itself and, where images wait for their
 * rating, the blind copies of it; which of the two comes first is drawn by lot, so that nobody knows what is compared.
 */
export async function queuesOf(
  store: Pick<Store, 'projects' | 'assets'>,
  projectId: ProjectId,
  person: UserId,
  random: () => number = Math.random,
): Promise<ProjectId[]> {
  const row = await store.projects.findOne({ _id: projectId }, { projection: { blind: 1 } })
  const home = row?.blind?.of ?? projectId
  const rating = await waitingFor(store, home, person)
  if (!rating || rating.waiting === 0) return [home]
  await takeLabelsOver(store, home, rating.projectId)
  return random() < RATED_SHARE ? [rating.projectId, home] : [home, rating.projectId]
}

/** Labels that were added or renamed since the copies were handed out are there for the next one. */
async function takeLabelsOver(store: Pick<Store, 'projects'>, home: ProjectId, blind: ProjectId): Promise<void> {
  const rated = await store.projects.findOne({ _id: home }, { projection: { ontology: 1 } })
  if (!rated) return
  const { ontology } = rated
  await store.projects.updateOne({ _id: blind, 'ontology.version': { $ne: ontology.version } }, { $set: { ontology } })
}
