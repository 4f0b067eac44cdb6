import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { Advice } from '#shared/routes/studies.ts'
import { fromStored } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { tunablesFor } from '../tunables.ts'
import { advise } from './advise.ts'
import type { DataFeatures } from './past-run.ts'
import { featuresOf, readPastRuns } from './read-past.ts'

const SEED = 0

type AdviceStore = Pick<Store, 'runs' | 'snapshots' | 'projects' | 'assets' | 'annotations'>

/** What the past runs of other projects say of this one's data; null without enough of them. */
export async function adviceFor(store: AdviceStore, project: Project): Promise<Advice | null> {
  const { id: projectId, task } = project
  const space = tunablesFor(task).map(({ parameter }) => parameter)
  const past = (await readPastRuns(store, space)).filter(({ project }) => project !== projectId)
  const advice = advise(past, await dataOf(store, project), space, SEED)
  return advice && { ...advice, reason: reasonOf(advice) }
}

// Its latest snapshot tells what its data is like; before the first one, what is approved so far.
async function dataOf(store: AdviceStore, { id: projectId, task, ontology }: Project): Promise<DataFeatures> {
  const latest = await store.snapshots.findOne({ projectId }, { sort: { number: -1 } })
  if (latest) return featuresOf(fromStored(latest), task)
  const approved = { projectId, status: 'approved' } as const
  const [images, objects] = await Promise.all([store.assets.countDocuments(approved), store.annotations.countDocuments(approved)])
  const labels = activeLabels(ontology).length
  return { task, images, objectsPerImage: objects / Math.max(1, images), labels, relativeSize: null }
}

function reasonOf({ expected, usual, runs, projects }: Omit<Advice, 'reason'>): string {
  const percent = (share: number) => Math.round(share * 100)
  return `Of ${runs} past runs on ${projects} other projects, these parameters fit data like this best: about ${percent(expected)} % of a project's best, where a run usually came to ${percent(usual)} %.`
}
