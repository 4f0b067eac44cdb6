import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { CommandReply } from '#shared/events.ts'
import { may } from '#shared/policy.ts'
import { forbidden, invalid } from '../errors.ts'
import type { Handlers, Sender } from '../wire/handle.ts'
import { assetRoom } from '../wire/rooms.ts'
import type { OperationLog } from './operation-log.ts'
import type { PresenceBoard } from './presence.ts'

/** More than any person looks at in one tab. */
const MOST_OPEN_ASSETS = 50

/** What the queue does about a reservation when a person works on an asset. */
export interface Reserving {
  /** The person works on it: theirs for a while longer. */
  keep(sender: Sender, assetId: AssetId): Promise<void>
  /** The person drew on an asset nobody holds: theirs now. */
  claim(sender: Sender, assetId: AssetId): Promise<void>
  /** The person is done with it. */
  giveBack(userId: User['id'], assetId: AssetId): Promise<void>
}
export interface AnnotationDeps {
  readonly operations: OperationLog
  readonly presence: PresenceBoard
  readonly reserving: Reserving
}

/** The commands about one asset: open, close, change, be seen. */
export function annotationHandlers({
  operations,
  presence,
  reserving,
}: AnnotationDeps): Pick<Handlers, 'asset:open' | 'asset:close' | 'annotation:commit' | 'presence:update'> {
  return {
    async 'asset:open'({ assetId, since }, sender) {
      const projectId = await operations.projectOf(assetId)
      if (!may(sender.user, 'project:view', projectId)) throw forbidden('You have no role in this project')
      await enter(sender, assetId, projectId)
      const opened = await operations.open(assetId, since)
      presence.enter(sender, assetId)
      await reserving.keep(sender, assetId)
      return opened
    },

    async 'asset:close'({ assetId }, { user, socket }) {
      if (!socket.data.open.delete(assetId)) return null
      await socket.leave(assetRoom(assetId))
      if (!(await hasOpenElsewhere(socket, user, assetId))) await reserving.giveBack(user.id, assetId)
      return null
    },

    async 'annotation:commit'({ assetId, operations: changes }, sender) {
      const { user } = sender
      const [committed] = await Promise.all([
        operations.commit({ assetId, user, operations: changes, may: (action, projectId) => may(user, action, projectId) }),
        changes.some(({ type }) => type === 'asset') ? null : reserving.claim(sender, assetId),
      ])
      if (hasDecided(changes, committed)) await reserving.giveBack(user.id, assetId)
      return committed
    },

    async 'presence:update'(place, sender) {
      if (!sender.socket.data.open.has(place.assetId)) throw invalid('Expected an asset that this connection has open')
      presence.update(sender, place)
      await reserving.keep(sender, place.assetId)
      return null
    },
  }
}

// Joined before the state is read: what is committed in between is heard, not missed.
async function enter({ socket }: Sender, assetId: AssetId, projectId: ProjectId): Promise<void> {
  const { open } = socket.data
  if (!open.has(assetId) && open.size >= MOST_OPEN_ASSETS)
    throw invalid(`Expected at most ${MOST_OPEN_ASSETS} open assets in one tab`)
  open.set(assetId, open.get(assetId) ?? { projectId, keptAt: 0, claimedAt: 0 })
  await socket.join(assetRoom(assetId))
}

async function hasOpenElsewhere(socket: Sender['socket'], user: User, assetId: AssetId): Promise<boolean> {
  const others = await socket.nsp.in(assetRoom(assetId)).fetchSockets()
  return others.some(({ data }) => data.user.id === user.id)
}

function hasDecided(changes: readonly { id: string; type: string }[], { outcomes }: CommandReply<'annotation:commit'>): boolean {
  const applied = new Set(outcomes.flatMap(({ id, outcome }) => (outcome === 'applied' ? [id as string] : [])))
  return changes.some(({ id, type }) => type === 'asset' && applied.has(id))
}
