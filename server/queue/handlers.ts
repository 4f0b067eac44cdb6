import type { ProjectId, UserId } from '#shared/domain/ids.ts'
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
    /** Where an annotator's next image may come from, in this order; the project itself where nothing else is said. */
    readonly queuesOf?: (projectId: ProjectId, userId: UserId) => Promise<ProjectId[]>
  },
): Pick<Handlers, 'queue:next'> {
  return {
    async 'queue:next'({ projectId, role, except }, { user }) {
      if (!may(user, NEEDS[role], projectId)) throw forbidden(`Your role does not work as ${role}`)
      await deps.settled()
      const asked = role === 'annotator' ? await deps.queuesOf?.(projectId, user.id) : undefined
      const queues = (asked ?? [projectId]).filter((id) => may(user, NEEDS[role], id))
      const row = await firstOf(queues, (id) => reserveNext(deps, { projectId: id, userId: user.id, role, except }))
      const waiting = await Promise.all(queues.map((id) => countWaiting(deps.store, id, role)))
      const remaining = waiting.reduce((sum, count) => sum + count, 0)
      return { asset: row && assetOf(row), reason: row ? null : reasonOf(role, remaining), remaining }
    },
  }
}

async function firstOf<T, Found>(items: readonly T[], find: (item: T) => Promise<Found | null>): Promise<Found | null> {
  for (const item of items) {
    const found = await find(item)
    if (found !== null) return found
  }
  return null
}

const reasonOf = (role: QueueRole, remaining: number): string => (remaining === 0 ? NOTHING_LEFT[role] : ALL_HELD)

function assetOf(row: AssetRow) {
  const { order: _order, perceptualHash: _hash, thumbnail: _thumbnail, lottery: _lottery, copyOf: _copyOf, ...record } = row
  return fromStored(record)
}
