import { type Ensemble, type FusedTask, isFused } from '#shared/domain/ensemble.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { ensembleMembers } from './models/ensemble-members.ts'
import { loadModel } from './models/model-records.ts'
import { fromStored } from './store/collections.ts'
import { loadEnsemble } from './store/ensembles.ts'
import type { Store } from './store/store.ts'

/** The newest models are looked through for members; what is older was learned from far fewer labels. */
const MOST_CONSIDERED = 20

/** Whom to weigh, and on whose labels. */
export interface DueWeighing {
  /** Versions, the champion first. */
  readonly asked: readonly [number, ...number[]]
  readonly snapshot: Snapshot
  readonly task: FusedTask
}

/** What is to be weighed in a project; null where there is nothing to fuse, nobody wants it, or it was weighed like this before. */
export async function dueWeighing(
  store: Pick<Store, 'models' | 'snapshots' | 'ensembles'>,
  project: Project,
): Promise<DueWeighing | null> {
  const { id: projectId, champion, task, ontology, loop } = project
  if (champion === null || !isFused(task) || !loop.prelabel.enabled || !loop.prelabel.together) return null
  const projection = { version: 1, task: 1, labelNames: 1, validation: 1 } as const
  const newest = await store.models.find({ projectId }, { projection }).sort({ version: -1 }).limit(MOST_CONSIDERED).toArray()
  const models = newest.some(({ version }) => version === champion)
    ? newest
    : [...newest, await loadModel(store, projectId, champion)]
  const [first, ...others] = ensembleMembers(ontology, models, champion)
  const snapshot = await store.snapshots.findOne({ projectId }, { sort: { number: -1 } })
  if (first === undefined || !snapshot) return null
  const due: DueWeighing = { asked: [first, ...others], snapshot: fromStored(snapshot), task }
  const known = await loadEnsemble(store, projectId)
  return known && isSame(known, due, loop.prelabel.togetherMs) ? null : due
}

const isSame = (known: Ensemble, { asked, snapshot }: DueWeighing, budgetMs: number): boolean =>
  known.asked.join() === asked.join() && known.snapshotNumber === snapshot.number && known.budgetMs === budgetMs
