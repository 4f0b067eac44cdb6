import { routes } from '#shared/routes.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { listBeside } from './beside-list.ts'
import { listCases, listSuspects } from './case-list.ts'

/** Mounts the closer look at models. */
export function mountExaminations(mount: Mount, { store }: { store: Pick<Store, 'examinations' | 'cases' | 'assets'> }): void {
  const { examinations } = routes
  mount(examinations.show, async ({ params: { projectId, version }, query: { split } }) =>
    store.examinations.findOne({ projectId, version, split }),
  )
  mount(examinations.cases, async ({ params, query }) => listCases(store, params, query))
  mount(examinations.suspects, async ({ params, query }) => listSuspects(store, params, query))
  mount(examinations.beside, async ({ params, query }) => listBeside(store, params, query))
}
