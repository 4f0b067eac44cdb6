import type { Project } from '#shared/domain/project.ts'
import type { Advice } from '#shared/routes/studies.ts'
import { fromStored } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { tunablesFor } from '../tunables.ts'
import { advise } from './advise.ts'
import { featuresOf, readPastRuns } from './read-past.ts'

const SEED = 0

/** What past runs say of a project's data: its latest snapshot tells what that is like. Null without one, or without enough runs. */
export async function adviceFor(
  store: Pick<Store, 'runs' | 'snapshots' | 'projects' | 'assets'>,
  { id: projectId, task }: Project,
): Promise<Advice | null> {
  const latest = await store.snapshots.findOne({ projectId }, { sort: { number: -1 } })
  if (!latest) return null
  const space = tunablesFor(task).map(({ parameter }) => parameter)
  const past = (await readPastRuns(store, space)).filter(({ project }) => project !== projectId)
  const advice = advise(past, featuresOf(fromStored(latest), task), space, SEED)
  return advice && { ...advice, reason: reasonOf(advice) }
}

function reasonOf({ expected, usual, runs, projects }: Omit<Advice, 'reason'>): string {
  const percent = (share: number) => Math.round(share * 100)
  return `Of ${runs} past runs on ${projects} other projects, these parameters fit data like this best: about ${percent(expected)} % of a project's best, where a run usually came to ${percent(usual)} %.`
}
