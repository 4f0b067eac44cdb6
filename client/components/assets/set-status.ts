import { newId, type OperationId } from '#shared/domain/ids.ts'
import type { AssetWithOverlay } from '#shared/routes/data.ts'
import { translated } from '../../heard.ts'
import { request } from '../../socket.ts'

/** Sets the status of assets, one commit each; the sentences of those that were refused. */
export async function setStatus(
  assets: readonly AssetWithOverlay[],
  status: 'new' | 'review' | 'quarantined',
): Promise<string[]> {
  const refusals = await Promise.all(assets.map((asset) => setOne(asset, status)))
  return refusals.filter((refusal) => refusal !== null)
}

async function setOne(
  { id, name, revision }: AssetWithOverlay,
  status: 'new' | 'review' | 'quarantined',
): Promise<string | null> {
  const operation = { id: newId<OperationId>('op'), type: 'asset', base: revision, status } as const
  const result = await request('annotation:commit', { assetId: id, operations: [operation] })
  if (!result.ok) return `${name}: ${translated(result.error.message)}`
  const [outcome] = result.value.outcomes
  return outcome?.outcome === 'refused' ? `${name}: ${translated(outcome.message)}` : null
}
