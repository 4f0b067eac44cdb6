import { newId, type ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { SavedView, SavedViewDraft } from '#shared/domain/saved-view.ts'
import { may } from '#shared/policy.ts'
import { conflict, forbidden, notFound } from '../errors.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type ViewStore = Pick<Store, 'savedViews'>

/** A person's views of a project and those that others share, by name. */
export async function listViews(store: ViewStore, projectId: ProjectId, userId: User['id']): Promise<SavedView[]> {
  const rows = await store.savedViews
    .find({ projectId, $or: [{ shared: true }, { ownerId: userId }] })
    .sort({ name: 1 })
    .toArray()
  return rows.map(fromStored)
}

/** Keeps a question under a name; the same name of the same person stands for the new question. Nobody takes a shared name from its owner. */
export async function saveView(store: ViewStore, projectId: ProjectId, user: User, draft: SavedViewDraft): Promise<SavedView> {
  const visible = (await listViews(store, projectId, user.id)).filter(({ name }) => name === draft.name)
  const own = visible.find(({ ownerId }) => ownerId === user.id)
  if (!own && visible.length > 0) throw conflict(`Somebody else shares a view called "${draft.name}": choose another name`)
  const saved = { ...draft, projectId, ownerId: user.id, changedAt: Date.now() }
  const _id = own?.id ?? newId<string>('view')
  await store.savedViews.replaceOne({ _id }, saved, { upsert: true })
  return fromStored({ _id, ...saved })
}

/** Removes a view: one's own, or as a manager a shared one. */
export async function removeView(store: ViewStore, projectId: ProjectId, user: User, viewId: string): Promise<void> {
  const row = await store.savedViews.findOne({ _id: viewId, projectId })
  const isOwn = row?.ownerId === user.id
  if (!row || (!isOwn && !row.shared)) throw notFound('This view')
  if (!isOwn && !may(user, 'project:change', projectId)) throw forbidden('Only its owner or a manager removes a shared view')
  await store.savedViews.deleteOne({ _id: viewId })
}
