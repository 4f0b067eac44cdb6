import type { Asset } from '#shared/domain/asset.ts'
import { newId, type OperationId } from '#shared/domain/ids.ts'
import { translated } from '../../heard.ts'
import { request } from '../../socket.ts'

/** What must be known of an asset to act on it. */
export type Selectable = Pick<Asset, 'id' | 'name' | 'revision' | 'status'>

/** So many commits are under way at a time: a lasso may hold thousands. */
const TOGETHER = 50

/** Sets the status of assets, one commit each; the sentences of those that were refused. */
export async function setStatus(assets: readonly Selectable[], status: 'new' | 'review' | 'quarantined'): Promise<string[]> {
  const refusals: (string | null)[] = []
  for (let from = 0; from < assets.length; from += TOGETHER)
    refusals.push(...(await Promise.all(assets.slice(from, from + TOGETHER).map((asset) => setOne(asset, status)))))
  return refusals.filter((refusal) => refusal !== null)
}

async function setOne({ id, name, revision }: Selectable, status: 'new' | 'review' | 'quarantined'): Promise<string | null> {
  const operation = { id: newId<OperationId>('op'), type: 'asset', base: revision, status } as const
  const result = await request('annotation:commit', { assetId: id, operations: [operation] })
  if (!result.ok) return `${name}: ${translated(result.error.message)}`
  const [outcome] = result.value.outcomes
  return outcome?.outcome === 'refused' ? `${name}: ${translated(outcome.message)}` : null
}
