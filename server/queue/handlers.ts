import { may } from '#shared/policy.ts'
import { forbidden } from '../errors.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { Handlers } from '../wire/handle.ts'
import { countWaiting, type QueueDeps, reserveNext } from './next-asset.ts'
import type { QueueRole } from './waiting.ts'

const NEEDS = { annotator: 'annotation:draw', reviewer: 'asset:review' } as const
const NOTHING_LEFT = { annotator: 'Nothing is left to annotate', reviewer: 'Nothing waits for review' } as const
const ALL_HELD = 'Everything that is left is in somebody’s hands'

/** The command that hands out work. */
export function queueHandlers(
  deps: QueueDeps & {
    /** When what was acknowledged so far shows in the assets: nobody is handed what they have just submitted. */
    readonly settled: () => Promise<void>
  },
): Pick<Handlers, 'queue:next'> {
  return {
    async 'queue:next'({ projectId, role, except }, { user }) {
      if (!may(user, NEEDS[role], projectId)) throw forbidden(`Your role does not work as ${role}`)
      await deps.settled()
      const row = await reserveNext(deps, { projectId, userId: user.id, role, except })
      const remaining = await countWaiting(deps.store, projectId, role)
      return { asset: row && assetOf(row), reason: row ? null : reasonOf(role, remaining), remaining }
    },
  }
}

const reasonOf = (role: QueueRole, remaining: number): string => (remaining === 0 ? NOTHING_LEFT[role] : ALL_HELD)

function assetOf(row: AssetRow) {
  const { order: _order, perceptualHash: _hash, thumbnail: _thumbnail, lottery: _lottery, ...record } = row
  return fromStored(record)
}
