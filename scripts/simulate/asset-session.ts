import type { Asset } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId, OperationId, UserId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import { type AssetState, apply, Operation, type OperationInput } from '#shared/operations.ts'
import type { PatientSocket } from '../cli/socket.ts'
import type { Ledger } from './ledger.ts'

/** An asset in a person's hands: its state as this person knows it, and a way to change it. */
export interface AssetSession {
  readonly asset: Asset
  readonly state: AssetState
  /** Sends one operation and waits until it is durable; false where it was refused. */
  commit(operation: OperationInput): Promise<boolean>
  close(): Promise<void>
}

export interface SessionDeps {
  readonly socket: PatientSocket
  readonly userId: UserId
  readonly ledger: Ledger
  readonly onRefused: (message: string) => void
}

export const newOperationId = () => newId<OperationId>('op')
export const newAnnotationId = () => newId<AnnotationId>('ann')

/** Opens an asset as the workbench does, and applies its own operations at once. */
export async function openAsset(deps: SessionDeps, assetId: AssetId): Promise<AssetSession> {
  const opened = await deps.socket.request('asset:open', { assetId })
  if (opened.type !== 'state') throw new Error(`Expected the state of ${assetId}, got ${opened.type}`)
  const { asset, annotations } = opened
  let state: AssetState = {
    projectId: asset.projectId,
    assetId,
    status: asset.status,
    revision: asset.revision,
    annotations: new Map(annotations.map((annotation) => [annotation.id, annotation])),
  }
  return {
    asset,
    get state() {
      return state
    },
    async commit(input) {
      const { outcomes } = await deps.socket.request('annotation:commit', { assetId, operations: [input] })
      const [outcome] = outcomes
      if (outcome?.outcome !== 'applied') {
        deps.onRefused(outcome ? `${outcome.code}: ${outcome.message}` : 'no outcome')
        return false
      }
      deps.ledger.add(assetId, outcome.id)
      state = apply(state, Operation.parse(input), { userId: deps.userId, at: Date.now() })
      return true
    },
    async close() {
      await deps.socket.request('asset:close', { assetId })
    },
  }
}
