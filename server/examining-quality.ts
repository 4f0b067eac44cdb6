import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { SignalReport } from '#shared/domain/monitoring.ts'
import type { OperationLog } from './annotations/operation-log.ts'
import { AppError } from './errors.ts'
import type { JobContext, JobHandler } from './jobs/runner.ts'
import { compareWindows } from './monitoring/compare-windows.ts'
import { measureAssets } from './monitoring/measure-assets.ts'
import type { Observation } from './monitoring/observation.ts'
import { fileNumbers, labelNumbers } from './monitoring/observe-assets.ts'
import { changeStatus, StatusRefused } from './quality/asset-status.ts'
import { batchesWithoutReport } from './quality/batch-list.ts'
import { type BatchDeps, reportBatch } from './quality/batch-report.ts'
import type { ExamineDeps } from './quality/examine-images.ts'
import { type Examined, examineBatch, examineProject } from './quality/examine-project.ts'
import { digestOf, loadQuality } from './quality/quality-state.ts'
import type { StepDeps } from './step-deps.ts'
import type { BatchImage } from './store/quality-rows.ts'

/** How often a batch that is like the ones before is said to differ in anything; half of it for images, half for labels. */
const ALPHA = 0.05
const SEED = 1

/** Quality control as jobs do it: over a project, and over what an import has just brought. */
export function examiningQuality({
  store,
  blobs,
  operations,
}: Pick<StepDeps, 'store' | 'blobs'> & { readonly operations: Pick<OperationLog, 'open' | 'commit' | 'settled'> }) {
  const examining = ({ signal }: Pick<JobContext, 'signal'>): ExamineDeps & { readonly store: typeof store } => ({
    store,
    fileOf: blobs.onDisk,
    async measure(projectId, assets) {
      await measureAssets({ store, fileOf: blobs.onDisk, signal }, projectId, assets)
    },
    async setAside(assetId) {
      try {
        return await changeStatus(operations, { user: null }, assetId, 'quarantined')
      } catch (error) {
        // Somebody decided on it in this very moment: that stands.
        if (error instanceof StatusRefused) return null
        throw error
      }
    },
  })
  const examine: JobHandler = async (context) => {
    const { projectId } = context.job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to examine')
    const sums: Examined[] = []
    for (let judgedBy = ''; ; ) {
      const { rules } = await loadQuality(store, projectId)
      // Changed while it was at it: judged once more.
      if (digestOf(rules) === judgedBy) break
      judgedBy = digestOf(rules)
      sums.push(await examineProject({ ...examining(context), ...context }, projectId))
    }
    await operations.settled()
    for (const importId of await batchesWithoutReport(store, projectId)) {
      context.signal.throwIfAborted()
      await reportBatch({ store, numbersOf, compare }, { projectId, importId })
    }
    const sum = (key: keyof Examined) => sums.reduce((total, one) => total + one[key], 0)
    return { examined: sum('examined'), found: sum('found'), aside: sum('aside') }
  }
  return {
    examine,
    /** Looks at what an import has brought, and writes its report. */
    async conclude(context: JobContext, { projectId, importId }: { projectId: ProjectId; importId: ImportId }): Promise<void> {
      let images = 0
      const onImages = async (count: number) => {
        images += count
        context.signal.throwIfAborted()
        await context.progress(null, `${images} images looked at`)
      }
      await examineBatch(examining(context), { projectId, importId, onImages })
      await operations.settled()
      await reportBatch({ store, numbersOf, compare }, { projectId, importId })
    },
  }
}

const numbersOf: BatchDeps['numbersOf'] = (asset, labels) => ({
  ...fileNumbers(asset),
  ...labelNumbers(
    labels.map(({ label, shape }) => ({ label, shape, score: null })),
    asset,
  ),
})

// Labels of a batch came with it: no queue has chosen them, and a difference is one.
function compare(reference: readonly BatchImage[], current: readonly BatchImage[]): SignalReport[] {
  const [before, now] = [reference.map(observed), current.map(observed)]
  const sides = { reference: before, current: now }
  const labelled = { reference: before.filter(hasLabels), current: now.filter(hasLabels) }
  const reports = compareWindows({ images: sides, labels: labelled }, { alpha: ALPHA / 2, off: [], seed: SEED })
  return reports.map((report) => (report.state === 'queued' ? { ...report, state: 'drifted' } : report))
}

const observed = ({ numbers, mix }: BatchImage, place: number): Observation => ({
  id: String(place),
  numbers,
  mixes: mix.length > 0 ? { labelMix: new Map(mix.map(({ label, count }) => [label, count])) } : {},
  vector: null,
})

const hasLabels = ({ mixes }: Observation): boolean => mixes.labelMix !== undefined
