import { routes } from '#shared/routes.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { listViews, removeView, saveView } from './saved-views.ts'
import { readQuery } from './understand-query.ts'

/** Mounts saved views; a question that cannot be read is not saved. */
export function mountSavedViews(mount: Mount, { store }: { store: Pick<Store, 'savedViews' | 'projects' | 'users'> }): void {
  const { savedViews } = routes
  mount(savedViews.list, ({ params, user }) => listViews(store, params.projectId, user.id))
  mount(savedViews.save, async ({ params: { projectId }, body, user }) => {
    await readQuery(store, { projectId, now: Date.now() }, body.query)
    return saveView(store, projectId, user, body)
  })
  mount(savedViews.remove, async ({ params, user }) => {
    await removeView(store, params.projectId, user, params.viewId)
    return null
  })
}
