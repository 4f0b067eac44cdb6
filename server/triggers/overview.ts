import type { Project } from '#shared/domain/project.ts'
import type { NextTraining } from '#shared/routes/projects.ts'
import type { Store } from '../store/store.ts'
import { decide } from './decide.ts'
import { nextTraining } from './milestone.ts'
import { viewOf } from './view.ts'

/** What the overview says about the next training; where one is due and held, what holds it. */
export async function overviewOfTriggers(
  store: Pick<Store, 'assets' | 'runs' | 'alerts' | 'models' | 'operations'>,
  project: Project,
): Promise<{ nextTraining: NextTraining; approved: ReadonlyMap<string, number> }> {
  const view = await viewOf(store, project)
  const next = nextTraining(view)
  const [hold] = decide(view).holds.filter(({ id }) => id !== 'under-way')
  return {
    nextTraining: hold ? { ...next, sentence: `due, and held: ${hold.sentence}` } : next,
    approved: view.approved.perLabel,
  }
}
