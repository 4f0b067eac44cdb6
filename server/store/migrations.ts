import type { Db } from 'mongodb'

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
