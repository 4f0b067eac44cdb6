import type { AssetId } from '#shared/domain/ids.ts'
import type { PatientSocket } from '../cli/socket.ts'

/** Every operation that the server acknowledged as applied, to be looked up in its log at the end. */
export interface Ledger {
  add(assetId: AssetId, operationId: string): void
  readonly size: number
  /** The assets that were worked on. */
  readonly assets: readonly AssetId[]
  /** Reads the log of every asset that was worked on: acknowledged operations that it lacks, and ones it holds twice. */
  audit(socket: PatientSocket): Promise<{ missing: string[]; doubled: string[] }>
}

export function createLedger(): Ledger {
  const acknowledged = new Map<AssetId, Set<string>>()
  return {
    add(assetId, operationId) {
      const known = acknowledged.get(assetId) ?? new Set()
      acknowledged.set(assetId, known.add(operationId))
    },
    get size() {
      return [...acknowledged.values()].reduce((sum, ids) => sum + ids.size, 0)
    },
    get assets() {
      return [...acknowledged.keys()]
    },
    async audit(socket) {
      const missing: string[] = []
      const doubled: string[] = []
      for (const [assetId, ids] of acknowledged) {
        const logged = await loggedOperations(socket, assetId)
        const found = new Set(logged)
        missing.push(...[...ids].filter((id) => !found.has(id)))
        doubled.push(...logged.filter((id, index) => logged.indexOf(id) !== index))
      }
      return { missing, doubled }
    },
  }
}

async function loggedOperations(socket: PatientSocket, assetId: AssetId): Promise<string[]> {
  const reply = await socket.request('asset:open', { assetId, since: 0 })
  await socket.request('asset:close', { assetId })
  if (reply.type === 'state') throw new Error(`Expected the commits of ${assetId} since its start, got its state`)
  return reply.commits.flatMap((commit) => commit.operations.map((operation) => operation.id))
}
