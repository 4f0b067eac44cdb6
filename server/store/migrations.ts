import type { AnyBulkWriteOperation, Db } from 'mongodb'
import { nearKeys } from '../look-alike-keys.ts'

const WRITES_AT_A_TIME = 1000

type LookedUp = { _id: string; perceptualHash: string; near?: number[] }

/** A change of what is stored; each runs once per database, in this order, and may be run again after a crash. */
interface Migration {
  readonly id: string
  run(database: Db): Promise<void>
}

const MIGRATIONS: readonly Migration[] = [
  {
    id: '2026-11-annotations-occluded-order-group',
    async run(database) {
      const added = { occluded: false, order: 0, group: null }
      const revisions = { 'revisions.occluded': 1, 'revisions.order': 1, 'revisions.group': 1 }
      await database.collection('annotations').updateMany({ occluded: { $exists: false } }, { $set: { ...added, ...revisions } })
    },
  },
  {
    id: '2026-11-annotations-track',
    async run(database) {
      const set = { track: null, 'revisions.track': 1 }
      await database.collection('annotations').updateMany({ track: { $exists: false } }, { $set: set })
    },
  },
  {
    id: '2026-11-runs-of-studies-are-apart',
    // Made anew with the rest of the indexes.
    async run(database) {
      const runs = database.collection('runs')
      const there = await database.listCollections({ name: 'runs' }).hasNext()
      if (there && (await runs.indexExists('one_pending_run'))) await runs.dropIndex('one_pending_run')
      if (there) await runs.updateMany({ trial: { $exists: false } }, { $set: { trial: null } })
    },
  },
  {
    id: '2026-11-models-promoted-at',
    // What passed the gate, or was published ready to use, became the champion when it was made.
    async run(database) {
      const passed = { $or: [{ 'gate.verdict': 'promote' }, { runId: null }], promotedAt: { $exists: false } }
      await database.collection('models').updateMany(passed, [{ $set: { promotedAt: '$createdAt' } }])
    },
  },
  {
    id: '2026-11-assets-near',
    // Look-alikes are found by index: every image gets the numbers that it is found under.
    async run(database) {
      const assets = database.collection<LookedUp>('assets')
      const waiting = assets.find({ near: { $exists: false } }, { projection: { perceptualHash: 1 } })
      let writes: AnyBulkWriteOperation<LookedUp>[] = []
      for await (const { _id, perceptualHash } of waiting) {
        writes.push({ updateOne: { filter: { _id }, update: { $set: { near: nearKeys(perceptualHash) } } } })
        if (writes.length < WRITES_AT_A_TIME) continue
        await assets.bulkWrite(writes, { ordered: false })
        writes = []
      }
      if (writes.length > 0) await assets.bulkWrite(writes, { ordered: false })
    },
  },
]

/** Brings an older database up to date; quick where it is. */
export async function migrate(database: Db): Promise<void> {
  const done = database.collection<{ _id: string; at: number }>('migrations')
  const known = new Set((await done.find({}).toArray()).map(({ _id }) => _id))
  for (const { id, run } of MIGRATIONS) {
    if (known.has(id)) continue
    await run(database)
    await done.updateOne({ _id: id }, { $set: { at: Date.now() } }, { upsert: true })
  }
}
