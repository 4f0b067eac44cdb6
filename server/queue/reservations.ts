import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Sender } from '../wire/handle.ts'
import { WAITING } from './waiting.ts'

const MS_PER_MINUTE = 60_000
/** A reservation is prolonged at most this often per tab. */
const EXTEND_EVERY_MS = 20_000

/** How long a person whose connection is gone keeps what they hold: time for a reload or a short cut. */
const GRACE_MS = 60_000

/** Holds assets for people while they work on them; what nobody prolongs is free again after the project's while. */
export function createReservations({ store, now = Date.now }: { store: Pick<Store, 'assets' | 'projects'>; now?: () => number }) {
  async function until(projectId: ProjectId): Promise<number> {
    const { loop } = await loadProject(store, projectId)
    return now() + loop.queue.reservationMinutes * MS_PER_MINUTE
  }

  /** Runs `extend` unless this tab has done so a moment ago. */
  async function occasionally(
    { socket }: Sender,
    assetId: AssetId,
    last: 'keptAt' | 'claimedAt',
    extend: (projectId: ProjectId) => Promise<void>,
  ): Promise<void> {
    const open = socket.data.open.get(assetId)
    if (!open || now() - open[last] < EXTEND_EVERY_MS) return
    open[last] = now()
    await extend(open.projectId)
  }

  return {
    /** Prolongs what the person holds already. */
    keep: (sender: Sender, assetId: AssetId): Promise<void> =>
      occasionally(sender, assetId, 'keptAt', async (projectId) => {
        await store.assets.updateOne(
          { _id: assetId, reservedBy: sender.user.id },
          { $set: { reservedUntil: await until(projectId) } },
        )
      }),

    /** Prolongs, or takes where it waits for this person's work and nobody holds it. */
    claim: (sender: Sender, assetId: AssetId): Promise<void> =>
      occasionally(sender, assetId, 'claimedAt', async (projectId) => {
        const { id } = sender.user
        await store.assets.updateOne(
          {
            _id: assetId,
            $or: [{ reservedBy: id }, { reservedUntil: { $lte: now() }, status: { $in: waitingFor(sender, projectId) } }],
          },
          { $set: { reservedBy: id, reservedUntil: await until(projectId) } },
        )
      }),

    /** The person's connection is gone: theirs for a moment more, in case they come back. */
    async lapse(userId: UserId, assetId: AssetId): Promise<void> {
      const end = now() + GRACE_MS
      await store.assets.updateOne(
        { _id: assetId, reservedBy: userId, reservedUntil: { $gt: end } },
        { $set: { reservedUntil: end } },
      )
    },

    async giveBack(userId: UserId, assetId: AssetId): Promise<void> {
      await store.assets.updateOne({ _id: assetId, reservedBy: userId }, { $set: { reservedBy: null, reservedUntil: 0 } })
    },
  }
}

const waitingFor = ({ user }: Sender, projectId: ProjectId): AssetStatus[] =>
  may(user, 'asset:review', projectId) ? [...WAITING.annotator, ...WAITING.reviewer] : [...WAITING.annotator]
