import { setTimeout as pause } from 'node:timers/promises'
import { type Annotation, isProposed } from '#shared/domain/annotation.ts'
import { type AssetCounts, labelsIn } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { countsOf } from '#shared/operations.ts'
import { workTerms } from '../asset-terms.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AnnotationRow, AssetWork } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { insertEach, writeGuarded } from '../store/tolerant-writes.ts'
import { createBatches } from './batches.ts'
import type { Advance, HotAsset } from './hot-asset.ts'

const RETRY_AFTER_MS = 500
/** Lists and counters may be this much behind: strokes that come close together are written once. */
const EVERY_MS = 25

/**
 * Writes what the log says into the annotations and assets collections, behind the acknowledgements. Every write is guarded by a
 * revision or sequence, so an older projection never overwrites a newer one, whoever writes it.
 */
export function createProjector({ store, log }: { store: Pick<Store, 'annotations' | 'assets'>; log: Log }) {
  let isClosed = false
  const batches = createBatches(async (advances: Advance[]) => {
    const merged = merge(advances)
    await untilWritten(async () => {
      // Annotations first, and durable: an asset's row never promises more than its annotations hold, whatever crashes in between.
      await Promise.all([
        insertEach(store.annotations, merged.flatMap(newAnnotations)),
        writeGuarded(store.annotations, merged.flatMap(changedAnnotations)),
      ])
      await writeGuarded(store.assets, merged.map(assetWrite))
    })
    return advances.map(() => undefined)
  }, EVERY_MS)

  async function untilWritten(write: () => Promise<void>): Promise<void> {
    while (!isClosed) {
      try {
        return await write()
      } catch (error) {
        log.warn({ error: messageOf(error) }, 'the projection waits for the database')
        await pause(RETRY_AFTER_MS)
      }
    }
  }

  return {
    /** Resolves when the projection holds it. */
    add: (advance: Advance): Promise<void> => batches.add(advance),
    /** When everything added so far is projected. */
    settled: batches.settled,
    /** Gives up on what the database does not take now; the next start finds it in the log. */
    async close(): Promise<void> {
      const written = batches.settled()
      await Promise.race([written, pause(RETRY_AFTER_MS)])
      isClosed = true
      await written
    },
  }
}
export type Projector = ReturnType<typeof createProjector>

function merge(advances: readonly Advance[]): Advance[] {
  const byAsset = new Map<AssetId, Advance>()
  for (const next of advances) {
    const { assetId } = next.hot.state
    const known = byAsset.get(assetId)
    if (!known) {
      byAsset.set(assetId, next)
      continue
    }
    const latest = known.hot.sequence > next.hot.sequence ? known.hot : next.hot
    byAsset.set(assetId, {
      from: Math.min(known.from, next.from),
      hot: latest,
      changed: new Set([...known.changed, ...next.changed]),
    })
  }
  return [...byAsset.values()]
}

// Inserts cost a fifth of guarded writes, and what is at its first revision can only be there already.
const newAnnotations = (advance: Advance): AnnotationRow[] => rowsOf(advance, ({ revision }) => revision === 1)

const changedAnnotations = (advance: Advance) =>
  rowsOf(advance, ({ revision }) => revision > 1).map((row) => ({
    replaceOne: {
      // The asset too: nobody reaches another asset's annotation by choosing its id.
      filter: { _id: row._id, assetId: row.assetId, revision: { $lt: row.revision } },
      replacement: row,
      upsert: true,
    },
  }))

function rowsOf({ hot: { state, sequence }, changed }: Advance, isWanted: (annotation: Annotation) => boolean): AnnotationRow[] {
  const rows: AnnotationRow[] = []
  for (const id of changed) {
    const annotation = state.annotations.get(id)
    if (annotation && isWanted(annotation)) rows.push(rowOf(annotation, sequence))
  }
  return rows
}

/** Name by name: a copy by rest and spread costs V8 a hundred times as much, and an import makes a million. */
const rowOf = (one: Annotation, sequence: number): AnnotationRow => ({
  _id: one.id,
  projectId: one.projectId,
  assetId: one.assetId,
  label: one.label,
  shape: one.shape,
  attributes: one.attributes,
  status: one.status,
  occluded: one.occluded,
  order: one.order,
  group: one.group,
  track: one.track,
  origin: one.origin,
  revision: one.revision,
  revisions: one.revisions,
  ...(one.attributeRevisions && { attributeRevisions: one.attributeRevisions }),
  changedBy: one.changedBy,
  changedAt: one.changedAt,
  sequence,
})

function assetWrite({ hot }: Advance) {
  const { state, sequence } = hot
  const counts = countsOf(state)
  const work = workOf(hot, counts)
  const said = { status: state.status, revision: state.revision, counts, work, 'terms.work': workTerms(counts, work), sequence }
  return { updateOne: { filter: { _id: state.assetId, sequence: { $lt: sequence } }, update: { $set: said } } }
}

function workOf({ state, acts }: HotAsset, counts: AssetCounts): AssetWork {
  let leastScore: number | null = null
  for (const { status, origin } of state.annotations.values())
    if (status === 'suggested' && isProposed(origin)) leastScore = Math.min(origin.score, leastScore ?? Number.POSITIVE_INFINITY)
  const { people, changedAt, approvedAt, approvedBy } = acts
  return { people, changedAt, approvedAt, approvedBy, labels: labelsIn(counts), leastScore }
}
