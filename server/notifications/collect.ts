import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../store/store.ts'
import { addDeliveries } from './delivery-records.ts'
import { type HappeningStore, readHappenings } from './read-happenings.ts'

const DAY_MS = 86_400_000

/** Puts what happened in a project in the last day on its way to who wants to know; how many deliveries are new. */
export async function collect(
  store: HappeningStore & Pick<Store, 'subscriptions' | 'projects' | 'deliveries'>,
  projectId: ProjectId,
): Promise<number> {
  const now = Date.now()
  const subscriptions = await store.subscriptions.find({ enabled: true, projectId }).toArray()
  const project = subscriptions.length > 0 ? await store.projects.findOne({ _id: projectId }) : null
  if (!project) return 0
  const since = Math.max(now - DAY_MS, Math.min(...subscriptions.map((subscription) => subscription.since)))
  const happenings = await readHappenings(store, { id: projectId, champion: project.champion }, since)
  let added = 0
  for (const { _id, events, since: from } of subscriptions) {
    const told = new Set<string>(events)
    const wanted = happenings.filter(({ type, at }) => at >= from && told.has(type))
    added += await addDeliveries(store, { projectId, subscriptionId: _id }, wanted, now)
  }
  return added
}
