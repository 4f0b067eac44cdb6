import { z } from 'zod'
import { Split } from '#shared/domain/asset.ts'
import { type ProjectId, SnapshotId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { type ExportReport, paths } from '#shared/routes/data.ts'
import { invalid, notFound } from '../errors.ts'
import type { JobHandler } from '../jobs/runner.ts'
import type { BlobStore } from '../store/blobs.ts'
import { fromStored } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { createFileNames } from './file-names.ts'
import { createFindings } from './findings.ts'
import type { ExportSource } from './formats/format.ts'
import { formatNamed } from './formats/index.ts'
import { projectIdOf } from './job-project.ts'
import { withAssets } from './loss-assets.ts'
import { removeOldExports } from './old-exports.ts'
import { reportRate } from './report-rate.ts'
import { frozenOntology, readManifest, type SnapshotDeps, takeSnapshot } from './snapshots.ts'
import { writeZip } from './write-zip.ts'

const Payload = z.object({
  format: z.string(),
  snapshotId: SnapshotId.optional(),
  images: z.boolean().default(false),
  split: Split.optional(),
})

export interface ExportDeps extends SnapshotDeps {
  readonly store: SnapshotDeps['store'] & Pick<Store, 'jobs'>
}

/** Writes a snapshot (or what is approved now) as an archive; its result is an ExportReport. */
export function exportJob(deps: ExportDeps): JobHandler {
  return async (context): Promise<ExportReport> => {
    const { format: formatId, snapshotId, images, split } = Payload.parse(context.job.payload)
    const projectId = projectIdOf(context.job)
    const { id, title, write } = formatNamed(formatId)
    if (!write) throw invalid(`${title} (${id}) can be read, but not written`)
    await removeOldExports(deps, projectId)
    const snapshot = snapshotId ? await loadSnapshot(deps, projectId, snapshotId) : await takeSnapshot(deps, projectId)
    const findings = createFindings()
    // As they were then: a version is the same files for ever.
    const ontology = (await frozenOntology(deps.blobs, snapshot)) ?? (await loadProject(deps.store, projectId)).ontology
    const source = {
      ...exportSource(deps.blobs, snapshot, split ?? null),
      images,
      labels: ontology.labels,
      open: deps.blobs.open,
    }
    const annotations = await countAnnotations(source)
    const progress = reportRate(context, 'files')
    const total = snapshot.assets.train + snapshot.assets.validation + snapshot.assets.test
    const started = performance.now()
    let files = 0
    const written = await deps.blobs.put({
      stream: writeZip(write(source, findings), deps.blobs, async () => {
        context.signal.throwIfAborted()
        await progress(++files, Math.max(files, total), (performance.now() - started) / 1000)
      }),
    })
    const losses = await withAssets(deps.store, projectId, findings.losses())
    return { files, annotations, losses, download: paths.exported(projectId, written.hash) }
  }
}

function exportSource(blobs: BlobStore, snapshot: Snapshot, split: Split | null): Pick<ExportSource, 'entries'> {
  async function* entries(): AsyncIterable<ManifestEntry & { readonly fileName: string }> {
    const nameFor = createFileNames()
    for await (const entry of readManifest(blobs, snapshot))
      if (split === null || entry.split === split) yield { ...entry, fileName: nameFor(entry.name) }
  }
  return { entries }
}

async function countAnnotations({ entries }: Pick<ExportSource, 'entries'>): Promise<number> {
  let count = 0
  for await (const { annotations } of entries()) count += annotations.length
  return count
}

async function loadSnapshot({ store }: Pick<SnapshotDeps, 'store'>, projectId: ProjectId, id: SnapshotId): Promise<Snapshot> {
  const row = await store.snapshots.findOne({ _id: id, projectId })
  if (!row) throw notFound(`Snapshot ${id}`)
  return fromStored(row)
}
