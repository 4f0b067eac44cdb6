import { z } from 'zod'
import type { Annotation } from '#shared/domain/annotation.ts'
import { type AssetId, SnapshotId, UserId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { RestoreReport } from '#shared/domain/version.ts'
import { labelNamed, presentName } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import { AppError } from '../../errors.ts'
import { inChunks } from '../../in-chunks.ts'
import type { JobContext, JobHandler } from '../../jobs/runner.ts'
import { type AnnotationRow, type AssetRow, fromStored } from '../../store/collections.ts'
import { loadProject, recordDecision } from '../../store/projects.ts'
import type { Store } from '../../store/store.ts'
import { commitAll, type ImportCommit } from '../commit-all.ts'
import { extendOntology } from '../extend-ontology.ts'
import { createFindings } from '../findings.ts'
import { inParallel } from '../in-parallel.ts'
import { projectIdOf } from '../job-project.ts'
import { frozenOntology, readManifest, type SnapshotDeps, takeSnapshot } from '../snapshots.ts'
import { loadVersion } from './load-version.ts'
import { backToReview, type WayBack, wayBack } from './restore-operations.ts'

const ASSETS_AT_ONCE = 200
const COMMITS_AT_ONCE = 32
const MOST_EXAMPLES = 12

interface RestoreDeps extends SnapshotDeps {
  readonly store: SnapshotDeps['store'] & Pick<Store, 'decisions'>
  readonly commit: ImportCommit
}

const RestorePayload = z.object({ snapshotId: SnapshotId, dryRun: z.boolean(), userId: UserId })

/** Brings the approved labels of a project back to a version by ordinary operations, or says what that would change. */
export function restoreVersionJob(deps: RestoreDeps): JobHandler {
  return async (context): Promise<RestoreReport> => {
    const { snapshotId, dryRun, userId } = RestorePayload.parse(context.job.payload)
    const project = await loadProject(deps.store, projectIdOf(context.job))
    const snapshot = await loadVersion(deps.store, project.id, snapshotId)
    const before = dryRun ? null : await versionBefore(deps, project)
    const restoring = createRestoring(deps, context, { project, snapshot, dryRun })
    await restoring.bringLabels()
    await restoring.bringBack()
    await restoring.unapproveOthers()
    const report = restoring.report(before?.id ?? null)
    if (dryRun) return report
    await context.holdOrThrow()
    const sentence = `Labels brought back to version ${snapshot.number}: ${report.changed} changed, ${report.returned} returned, ${report.removed} taken out`
    await recordDecision(deps.store, { projectId: project.id, userId, type: 'import', sentence, once: context.job._id })
    return report
  }
}

interface Restoring {
  readonly project: Project
  readonly snapshot: Snapshot
  readonly dryRun: boolean
}

function createRestoring(deps: RestoreDeps, context: JobContext, { project, snapshot, dryRun }: Restoring) {
  const { store, blobs, commit } = deps
  const findings = createFindings()
  const act = `rst_${context.job._id}`
  const counts = { assets: 0, changed: 0, returned: 0, removed: 0, unapproved: 0 }
  const examples: string[] = []
  const inVersion = new Set<AssetId>()
  let labels = project.ontology

  async function change({ _id, name }: AssetRow, way: WayBack): Promise<void> {
    if (way.operations.length === 0) return
    counts.assets++
    counts.changed += way.changed
    counts.returned += way.returned
    counts.removed += way.removed
    if (examples.length < MOST_EXAMPLES) examples.push(name)
    if (!dryRun) await write(_id, name, way.operations)
  }

  async function write(assetId: AssetId, name: string, operations: readonly Operation[]): Promise<void> {
    for (const outcome of await commitAll(commit, assetId, operations))
      if (outcome.outcome === 'refused') findings.lose(`not taken: ${outcome.message}`, name)
  }

  return {
    /** Labels that are gone come back before what bears them. */
    async bringLabels(): Promise<void> {
      const frozen = await frozenOntology(blobs, snapshot)
      const names = snapshot.labels.map(({ label }) => label)
      const gone = names.filter((name) => labelNamed(labels, presentName(labels, name)) === null)
      if (gone.length === 0 || dryRun) return
      const declared = (frozen?.labels ?? []).filter(({ name }) => gone.includes(name))
      await extendOntology(
        store,
        project.id,
        gone,
        declared.map(({ name, color, parent, shape, attributes, skeleton }) => ({
          name,
          color,
          parent,
          shape,
          attributes,
          skeleton,
        })),
      )
      labels = (await loadProject(store, project.id)).ontology
    },

    async bringBack(): Promise<void> {
      const total = snapshot.assets.train + snapshot.assets.validation + snapshot.assets.test
      for await (const entries of inChunks(readManifest(blobs, snapshot), ASSETS_AT_ONCE)) {
        context.signal.throwIfAborted()
        for (const { assetId } of entries) inVersion.add(assetId)
        const present = await presentAssets(store, entries)
        await inParallel(entries, COMMITS_AT_ONCE, async (entry) => {
          const found = present.get(entry.assetId)
          if (!found) return findings.lose('images that are gone', entry.name)
          const wanted = entry.annotations.map((one) => ({ ...one, label: presentName(labels, one.label) }))
          await change(found.row, wayBack({ ...found.row, annotations: found.annotations }, wanted, act))
        })
        await context.progress(inVersion.size / Math.max(1, total), `${inVersion.size} of ${total} images compared`)
      }
    },

    async unapproveOthers(): Promise<void> {
      const others = store.assets.find({ projectId: project.id, status: 'approved' }).sort({ order: 1 })
      for await (const row of others) {
        if (inVersion.has(row._id)) continue
        counts.unapproved++
        if (!dryRun) await write(row._id, row.name, [backToReview(row._id, row.revision, act)])
      }
    },

    report: (before: SnapshotId | null): RestoreReport => ({
      dryRun,
      ...counts,
      losses: findings.losses().map(({ what, count, example }) => ({ what, count, example })),
      examples,
      before,
    }),
  }
}

async function presentAssets(store: RestoreDeps['store'], entries: readonly ManifestEntry[]) {
  const ids = entries.map(({ assetId }) => assetId)
  const rows = await store.assets.find({ _id: { $in: ids } }).toArray()
  const present = new Map(rows.map((row) => [row._id, { row, annotations: [] as Annotation[] }]))
  for await (const row of store.annotations.find({ assetId: { $in: ids } }))
    present.get(row.assetId)?.annotations.push(annotationOf(row))
  return present
}

const annotationOf = ({ sequence: _sequence, ...row }: AnnotationRow): Annotation => fromStored(row)

// The labels of just before are kept as a version of their own: that is the way back from the way back.
async function versionBefore(deps: RestoreDeps, { id }: Project): Promise<Snapshot | null> {
  try {
    return await takeSnapshot(deps, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return null
    throw error
  }
}
