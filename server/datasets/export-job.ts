import type { Split } from '#shared/domain/asset.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { ExportOptions, type ExportReport, paths } from '#shared/routes/data.ts'
import { invalid } from '../errors.ts'
import type { JobHandler } from '../jobs/runner.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { exportSource } from './export-source.ts'
import { createFindings } from './findings.ts'
import { formatNamed } from './formats/index.ts'
import { projectIdOf } from './job-project.ts'
import { withAssets } from './loss-assets.ts'
import type { ManifestLine } from './manifest-lines.ts'
import { removeOldExports } from './old-exports.ts'
import { openProtected } from './protected-images.ts'
import { reportRate } from './report-rate.ts'
import { frozenOntology, type SnapshotDeps, takeSnapshot } from './snapshots.ts'
import { linesAsSeen } from './versions/lines-as-seen.ts'
import { loadVersion } from './versions/load-version.ts'
import { writeZip } from './write-zip.ts'

export interface ExportDeps extends SnapshotDeps {
  readonly store: SnapshotDeps['store'] & Pick<Store, 'jobs' | 'projects' | 'artifacts'>
}

/** Writes a snapshot (or what is approved now) as an archive; its result is an ExportReport. */
export function exportJob(deps: ExportDeps): JobHandler {
  return async (context): Promise<ExportReport> => {
    const { format: formatId, snapshotId, images, split, fold, ...wish } = ExportOptions.parse(context.job.payload)
    const projectId = projectIdOf(context.job)
    const { id, title, write, writesMeta = false } = formatNamed(formatId)
    if (!write) throw invalid(`${title} (${id}) can be read, but not written`)
    if (wish.blur.length > 0 && !images) throw invalid('Labels are blurred on images: ask for these too')
    await removeOldExports(deps, projectId)
    const snapshot = snapshotId ? await loadVersion(deps.store, projectId, snapshotId) : await takeSnapshot(deps, projectId)
    const findings = createFindings()
    // As they were then: a version is the same files for ever.
    const ontology = (await frozenOntology(deps.blobs, snapshot)) ?? (await loadProject(deps.store, projectId)).ontology
    const lines = await linesAsSeen(deps.blobs, snapshot, fold)
    const { entries, described } = exportSource(lines, split ?? null)
    const chosen = { entries, images, labels: ontology.labels }
    const { open, report: protection, close } = await openProtected(deps.blobs, chosen, wish)
    const source = { ...chosen, open }
    const progress = reportRate(context, 'files')
    const total = snapshot.assets.train + snapshot.assets.validation + snapshot.assets.test
    const started = performance.now()
    let files = 0
    const onFile = async () => {
      context.signal.throwIfAborted()
      await progress(++files, Math.max(files, total), (performance.now() - started) / 1000)
    }
    const written = await deps.blobs.put({ stream: writeZip(write(source, findings), { open }, onFile) }).finally(close)
    const annotations = fold && split ? await annotationsAmong(lines(), split) : annotationsIn(snapshot, split ?? null)
    const { count, example } = described()
    if (!writesMeta && count > 0) findings.lose('metadata of images: the format has no place for it', example, count)
    const losses = await withAssets(deps.store, projectId, findings.losses())
    return { files, annotations, protection, losses, download: paths.exported(projectId, written.hash) }
  }
}

/** Annotations of one split, where a view has moved images into it. */
async function annotationsAmong(lines: AsyncIterable<ManifestLine>, split: Split): Promise<number> {
  let count = 0
  for await (const { head, entry } of lines) if (head.split === split) count += entry().annotations.length
  return count
}

const annotationsIn = ({ labels, annotations }: Snapshot, split: Split | null): number =>
  split === null ? annotations : labels.reduce((sum, counts) => sum + counts[split], 0)
