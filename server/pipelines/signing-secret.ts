import type { ProjectId } from '#shared/domain/ids.ts'
import { newSecret } from '../secret.ts'
import type { Store } from '../store/store.ts'

/** What the HTTP steps of a project sign with; made when it is first asked for. */
export async function signingSecret(store: Pick<Store, 'pipelineSecrets'>, projectId: ProjectId): Promise<string> {
  const row = await store.pipelineSecrets.findOneAndUpdate(
    { _id: projectId },
    { $setOnInsert: { secret: newSecret() } },
    { upsert: true, returnDocument: 'after' },
  )
  if (!row) throw new Error(`Expected project ${projectId} to have a secret to sign with`)
  return row.secret
}

/** A new secret in place of the old one, which signs nothing from now on. */
export async function renewSigningSecret(store: Pick<Store, 'pipelineSecrets'>, projectId: ProjectId): Promise<string> {
  const secret = newSecret()
  await store.pipelineSecrets.replaceOne({ _id: projectId }, { secret }, { upsert: true })
  return secret
}
