import type { ProjectId } from '#shared/domain/ids.ts'
import type { Hook } from '#shared/routes/triggers.ts'
import { hashOf, newSecret } from '../secret.ts'
import type { Store } from '../store/store.ts'

/** Makes the secret by which others start trainings of a project; the one before no longer works. Only its hash is kept. */
export async function makeHook(store: Pick<Store, 'hooks'>, projectId: ProjectId): Promise<{ hook: Hook; secret: string }> {
  const secret = newSecret()
  const hook: Hook = { createdAt: Date.now(), lastUsedAt: null }
  await store.hooks.replaceOne({ _id: projectId }, { hash: hashOf(secret), ...hook }, { upsert: true })
  return { hook, secret }
}

/** The project's hook, or null. */
export async function readHook(store: Pick<Store, 'hooks'>, projectId: ProjectId): Promise<Hook | null> {
  const row = await store.hooks.findOne({ _id: projectId })
  return row && { createdAt: row.createdAt, lastUsedAt: row.lastUsedAt }
}

/** Whose secret this is, or null; remembers that it was used. */
export async function useHook(store: Pick<Store, 'hooks'>, secret: string): Promise<ProjectId | null> {
  const row = await store.hooks.findOneAndUpdate({ hash: hashOf(secret) }, { $set: { lastUsedAt: Date.now() } })
  return row?._id ?? null
}
