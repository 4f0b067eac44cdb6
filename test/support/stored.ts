import { toStored } from '#server/store/collections.ts'
import type { Store } from '#server/store/store.ts'
import { newId, type ProjectId } from '#shared/domain/ids.ts'
import { aProject } from './builders.ts'

/** A project in the database, with what a test says of it. */
export async function aStoredProject(store: Store, overrides: Parameters<typeof aProject>[0] = {}): Promise<ProjectId> {
  const id = newId<ProjectId>('prj')
  await store.projects.insertOne(toStored(aProject({ id, name: id, ...overrides })))
  return id
}
