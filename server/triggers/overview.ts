import type { Project } from '#shared/domain/project.ts'
import type { NextTraining } from '#shared/routes/projects.ts'
import type { Store } from '../store/store.ts'
import { decide, type Verdict } from './decide.ts'
import { nextTraining } from './milestone.ts'
import { viewOf } from './view.ts'

/** What the overview says about the next training; where one is due and held, what holds it. */
export async function overviewOfTriggers(
  store: Pick<Store, 'assets' | 'runs' | 'alerts' | 'models' | 'operations'>,
  project: Project,
): Promise<{ nextTraining: NextTraining; approved: ReadonlyMap<string, number> }> {
  const view = await viewOf(store, project)
  const next = nextTraining(view)
  return { nextTraining: { ...next, sentence: said(decide(view)) ?? next.sentence }, approved: view.approved.perLabel }
}

// Null where the milestone says it best.
function said({ reason, holds, standings }: Verdict): string | null {
  const hold = holds.find(({ id }) => id !== 'under-way')
  if (hold) return `due, and held: ${hold.sentence}`
  if (reason || standings.get('milestone')?.enabled) return null
  return [...standings.values()].find(({ enabled }) => enabled)?.sentence ?? null
}
