import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import { labelMetrics } from '#shared/tasks/index.ts'
import { examine } from './evaluation/examination/examine.ts'
import { imageFacts } from './evaluation/examination/image-facts.ts'
import type { PastFigure } from './evaluation/examination/label-advice.ts'
import { keepExamination } from './evaluation/keep-examination.ts'
import type { Measurement } from './evaluation/tasks/task-evaluation.ts'
import type { BlobStore } from './store/blobs.ts'
import type { Store } from './store/store.ts'

export interface ExaminingDeps {
  readonly store: Store
  readonly blobs: BlobStore
}

/** What was measured of which model; the snapshot is the one whose labels it was judged by. */
export interface Examining {
  readonly model: Model
  readonly snapshot: Snapshot
  readonly measurement: Measurement
  /** From which score on each label is shown. */
  readonly thresholds: readonly LabelThreshold[]
}

/** The intervals of one measurement are the same whenever they are asked for. */
const SEED = 1

/** Looks closely at a model on a split that it was measured on, and keeps what is found. */
export async function examineModel({ store, blobs }: ExaminingDeps, { model, snapshot, measurement, thresholds }: Examining) {
  const least = new Map(thresholds.map(({ label, threshold }) => [label, threshold]))
  const learnedFrom = await examplesOf(store, model)
  const past = await pastFigures(store, model)
  const findings = await examine({
    measurement,
    shownFrom: (label) => least.get(label) ?? null,
    facts: await imageFacts(
      { store, blobs },
      measurement.images.map(({ assetId }) => assetId),
    ),
    examplesOf: (label) => learnedFrom.get(label) ?? 0,
    pastOf: (label) => past.get(label) ?? [],
    seed: SEED,
  })
  await keepExamination(store, { model, snapshot, measurement, findings })
}

/** How often a model saw each label in training. */
async function examplesOf(store: Pick<Store, 'snapshots'>, model: Model): Promise<Map<string, number>> {
  const snapshot = model.snapshotId && (await store.snapshots.findOne({ _id: model.snapshotId }))
  return new Map((snapshot ? snapshot.labels : []).map(({ label, train }) => [label, train]))
}

/** What this and earlier models reached on each label, with how many examples. */
async function pastFigures(store: Pick<Store, 'models' | 'snapshots'>, model: Model): Promise<Map<string, PastFigure[]>> {
  const models = await store.models.find({ projectId: model.projectId, version: { $lte: model.version } }).toArray()
  const past = new Map<string, PastFigure[]>()
  for (const one of models) {
    if (!one.evaluation) continue
    const examples = await examplesOf(store, one)
    for (const { label, value } of labelMetrics(one.evaluation)) {
      if (value !== null) past.set(label, [...(past.get(label) ?? []), { examples: examples.get(label) ?? 0, value }])
    }
  }
  return past
}
