import { z } from 'zod'
import { noCounts } from '#shared/domain/asset.ts'
import { type AnnotationId, type AssetId, type OperationId, ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { FoldView } from '#shared/domain/version.ts'
import type { Operation } from '#shared/operations.ts'
import { totalOf } from '#shared/total-of.ts'
import { derivedId } from '../../derived-id.ts'
import { inChunks } from '../../in-chunks.ts'
import type { JobHandler } from '../../jobs/runner.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import { commitAll, type ImportCommit } from '../commit-all.ts'
import { createFindings, type Findings } from '../findings.ts'
import { inParallel } from '../in-parallel.ts'
import { projectIdOf } from '../job-project.ts'
import { readManifest } from '../snapshots.ts'
import { foldsOf, splitInFold } from './folds.ts'
import { loadVersion } from './load-version.ts'
import { VERSION_FORMAT } from './restore-operations.ts'

const ASSETS_AT_ONCE = 200
const COMMITS_AT_ONCE = 32

interface BranchDeps {
  readonly store: Pick<Store, 'snapshots' | 'assets' | 'counters'>
  readonly blobs: BlobStore
  readonly commit: ImportCommit
}

const BranchPayload = z.object({ from: ProjectId, snapshotId: SnapshotId, view: FoldView.nullish() })

/**
 * Fills a new project with what a version of another one holds: the same images and approved labels, in the same splits or as one of its folds sees
 * them. Taken again it goes on.
 */
export function branchJob({ store, blobs, commit }: BranchDeps): JobHandler {
  return async ({ job, signal, progress }) => {
    const projectId = projectIdOf(job)
    const { from, snapshotId, view } = BranchPayload.parse(job.payload)
    const snapshot = await loadVersion(store, from, snapshotId)
    const findings = createFindings()
    let [assets, annotations, last] = [0, 0, 0]
    const seen = view ? await viewOf(readManifest(blobs, snapshot), view) : (entries: ManifestEntry[]) => entries
    for await (const frozen of inChunks(readManifest(blobs, snapshot), ASSETS_AT_ONCE)) {
      const entries = seen(frozen)
      signal.throwIfAborted()
      const rows = await store.assets.find({ _id: { $in: entries.map(({ assetId }) => assetId) } }).toArray()
      const sources = new Map(rows.map((row) => [row._id, row]))
      const copies = entries.flatMap((entry) => {
        const source = sources.get(entry.assetId)
        if (!source) findings.lose('images that are gone', entry.name)
        return source ? [{ entry, row: copyOf(projectId, source, entry) }] : []
      })
      for (const { row } of copies) last = Math.max(last, row.order)
      await keepRows(store, copies)
      const taken = await inParallel(copies, COMMITS_AT_ONCE, ({ entry, row }) => label(commit, row, entry, findings))
      assets += copies.length
      annotations += taken.reduce((sum, count) => sum + count, 0)
      await progress(assets / Math.max(1, totalOf(snapshot.assets)), `${assets} images`)
    }
    await store.counters.updateOne({ _id: `assets:${projectId}` }, { $max: { value: last + 1 } }, { upsert: true })
    return { assets, annotations, losses: findings.losses() }
  }
}

async function viewOf(all: AsyncIterable<ManifestEntry>, view: FoldView) {
  const foldOf = await foldsOf(all, view)
  return (entries: ManifestEntry[]): ManifestEntry[] =>
    entries.map((entry) => ({ ...entry, split: splitInFold(entry, foldOf, view.fold) }))
}

function copyOf(projectId: ProjectId, source: AssetRow, { split, group, name }: ManifestEntry): AssetRow {
  const { rank: _rank, novelty: _novelty, prelabelledWith: _with, copyOf: _copyOf, ...looks } = source
  const { brought: _brought, work: _work, terms: _terms, termed: _termed, ...row } = looks
  return {
    ...row,
    _id: derivedId<AssetId>('ast', 'branch', projectId, source._id),
    projectId,
    ...{ name, split, group },
    status: 'new',
    sequence: 0,
    revision: 0,
    counts: noCounts(),
    prelabelledBy: null,
    uncertainty: row.lottery,
    reservedBy: null,
    reservedUntil: 0,
    createdAt: Date.now(),
  }
}

async function keepRows(store: BranchDeps['store'], copies: readonly { row: AssetRow }[]): Promise<void> {
  if (copies.length === 0) return
  await store.assets.bulkWrite(
    copies.map(({ row }) => ({ updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true } })),
    { ordered: false },
  )
}

/** Gives an image its labels; how many it took. */
async function label(
  commit: ImportCommit,
  { _id: assetId, projectId, name }: AssetRow,
  entry: ManifestEntry,
  findings: Findings,
): Promise<number> {
  const creations = entry.annotations.map(
    ({ id, revision: _revision, originId, ...said }): Operation => ({
      ...said,
      id: derivedId<OperationId>('op', 'branch', projectId, id),
      type: 'create',
      annotationId: derivedId<AnnotationId>('ann', 'branch', projectId, id),
      status: 'approved',
      origin: { type: 'import', format: VERSION_FORMAT, ...(originId !== undefined && { id: originId }) },
    }),
  )
  const approval: Operation = { id: derivedId<OperationId>('op', 'branch', assetId), type: 'asset', base: 0, status: 'approved' }
  let taken = 0
  for (const outcome of await commitAll(commit, assetId, [...creations, approval])) {
    if (outcome.outcome === 'refused') findings.lose(`not taken: ${outcome.message}`, name)
    else if (outcome.id !== approval.id) taken++
  }
  return taken
}
