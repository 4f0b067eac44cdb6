import { join } from 'node:path'
import type { Split } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { BelievedEntry, ManifestEntry } from '#shared/domain/manifest.ts'
import type { Model, Snapshot } from '#shared/domain/training.ts'
import { type Ontology, presentName } from '#shared/ontology.ts'
import { tasks } from '#shared/tasks/index.ts'
import type { Config } from './config.ts'
import { readBelieved } from './datasets/believed-entries.ts'
import { readManifest } from './datasets/snapshots.ts'
import type { Measurement } from './evaluation/tasks/task-evaluation.ts'
import type { JobContext } from './jobs/runner.ts'
import { modelFolder } from './models/model-files.ts'
import type { PredictedImage, Predictors } from './prelabel/predictors.ts'
import type { BlobStore } from './store/blobs.ts'

const IMAGES_TIMED = 10
const IMAGES_PER_REQUEST = 32

export interface MeasuringDeps {
  readonly blobs: BlobStore
  readonly predictors: Predictors
}

/** Which model on which images, judged on which labels (a champion may not know all of its challenger's). */
export interface Measured {
  readonly model: Model
  readonly labels: readonly string[]
  /** What the labels are called now. */
  readonly ontology: Ontology
  readonly snapshot: Snapshot
  readonly split: Split
  /** Only these images of the snapshot, whatever their split: those that no model learned from, which makes them as good as a test split. */
  readonly only?: ReadonlySet<AssetId>
}
export type Measure = (context: Pick<JobContext, 'signal' | 'progress'>, measured: Measured) => Promise<Measurement>

/** Lets a model predict on a split of a snapshot. The last measurement is remembered: the gate asks for what the evaluation had. */
export function createMeasuring(deps: MeasuringDeps): Measure {
  let last: { key: string; measurement: Measurement } | null = null
  return async (context, measured) => {
    const { model, labels, ontology, snapshot, split, only } = measured
    const key = [model.projectId, model.version, ontology.version, snapshot.id, split, ...labels, ...(only ?? [])].join()
    if (last?.key !== key) last = { key, measurement: await measure(deps, context, measured) }
    return last.measurement
  }
}

/** Every line of a snapshot's manifest, with the labels as they are called now: what was frozen before a rename is learned after it. */
export async function wholeManifest(blobs: BlobStore, snapshot: Snapshot, ontology: Ontology): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = []
  for await (const { annotations, ...entry } of readManifest(blobs, snapshot)) {
    const renamed = annotations.map((annotation) => ({ ...annotation, label: presentName(ontology, annotation.label) }))
    entries.push({ ...entry, annotations: renamed })
  }
  return entries
}

/** What labeling functions made of images when a snapshot was taken, with the labels as they are called now; none where trainings learn nothing of it. */
export async function believedIn(blobs: BlobStore, { believed }: Snapshot, ontology: Ontology): Promise<BelievedEntry[]> {
  const entries: BelievedEntry[] = []
  if (!believed) return entries
  for await (const { labels, ...entry } of readBelieved(blobs, believed.digest))
    entries.push({ ...entry, labels: labels.map((one) => ({ ...one, label: presentName(ontology, one.label) })) })
  return entries
}

/** A local folder with a model's files. */
export const folderOf =
  ({ blobs, config }: { blobs: BlobStore; config: Config }) =>
  (model: Model): Promise<string> =>
    modelFolder({ blobs, workFolder: join(config.dataFolder, 'work') }, model)

async function measure({ blobs, predictors }: MeasuringDeps, ...[context, measured]: Parameters<Measure>): Promise<Measurement> {
  const { model, labels, ontology, snapshot, split, only } = measured
  const entries = (await wholeManifest(blobs, snapshot, ontology)).filter((entry) =>
    only ? only.has(entry.assetId) : entry.split === split,
  )
  const predictions: Measurement['images'][number]['predictions'][] = []
  for (let at = 0; at < entries.length; at += IMAGES_PER_REQUEST) {
    context.signal.throwIfAborted()
    await context.progress(at / entries.length, `Measuring v${model.version} on the ${split} split`)
    const images = await onDisk(blobs, entries.slice(at, at + IMAGES_PER_REQUEST))
    predictions.push(...(await predictors.predict(model, images)))
  }
  const known = new Set(labels)
  return {
    task: model.task,
    split,
    labels,
    latencyMs: await latencyOf(predictors, model, await onDisk(blobs, entries.slice(0, IMAGES_TIMED))),
    images: entries.map(({ assetId, annotations, width, height }, index) => ({
      assetId,
      width,
      height,
      truth: annotations.flatMap((annotation) => {
        const { label } = annotation
        const learned = known.has(label) ? tasks[model.task].learned(annotation, { width, height }) : null
        return learned ? [{ annotationId: annotation.id, label, ...learned }] : []
      }),
      predictions: (predictions[index] ?? []).filter(({ label }) => known.has(label)),
    })),
  }
}

const onDisk = (blobs: BlobStore, entries: readonly ManifestEntry[]): Promise<PredictedImage[]> =>
  Promise.all(
    entries.map(async ({ assetId, hash, width, height }) => ({ assetId, file: await blobs.onDisk(hash), width, height })),
  )

// One image at a time, as it is for a person who waits; the median is deaf to a busy machine's outliers.
async function latencyOf(predictors: Predictors, model: Model, images: readonly PredictedImage[]): Promise<number> {
  const times: number[] = []
  for (const image of images) {
    const started = performance.now()
    await predictors.predict(model, [image])
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0
}
