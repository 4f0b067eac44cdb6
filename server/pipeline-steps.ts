/**
 * The loop's steps, put together from the domains: the one module (with app.ts) that knows them all. Long, because it is a list.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Split } from '#shared/domain/asset.ts'
import type { GateVerdict } from '#shared/domain/evaluation.ts'
import type { ProjectId } from '#shared/domain/ids.ts'

import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { tasks } from '#shared/domain/task.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import { activeLabels } from '#shared/ontology.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import { readManifest, takeSnapshot } from './datasets/snapshots.ts'
import { AppError } from './errors.ts'
import { evaluationOf, gateOf, type Measurement, thresholdsOf } from './evaluation/measure-model.ts'
import type { Queue } from './jobs/queue.ts'
import { type JobContext, SkipJob } from './jobs/runner.ts'
import { modelFolder, storeModelFiles } from './models/model-files.ts'
import { loadModel, promoteModel, registerModel, updateModel } from './models/model-records.ts'
import type { Steps } from './pipeline.ts'
import type { Predictors } from './prelabel/predictors.ts'
import type { BlobStore } from './store/blobs.ts'
import { loadProject, recordDecision, updateProject } from './store/projects.ts'
import type { Store } from './store/store.ts'
import { requestRun } from './training/request-run.ts'
import { updateRun } from './training/run-records.ts'
import { trainRun } from './training/train-step.ts'
import { considerTraining } from './triggers/consider-training.ts'

const IMAGES_TIMED = 10
const IMAGES_PER_REQUEST = 32

export interface StepDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly queue: Queue
  readonly bus: Bus
  readonly config: Config
}

/** The two steps that need no engine: any process may take them. */
export function lightSteps({
  store,
  queue,
}: Pick<StepDeps, 'store' | 'queue'>): Pick<Steps, 'prelabelBacklog' | 'considerTraining'> {
  return {
    async prelabelBacklog(projectId) {
      const { champion, loop } = await loadProject(store, projectId)
      if (champion === null || !loop.prelabel.enabled) return
      await orPending(queue.add({ name: 'prelabel', projectId, payload: {}, unique: `prelabel:${projectId}` }))
    },
    async considerTraining(projectId, ended) {
      // Half an import is half a truth: its last act asks again.
      if (ended !== 'import' && (await isImporting(store, projectId))) return
      const trigger = await considerTraining(store, projectId)
      if (!trigger) return
      const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
      await orPending(requestRun({ store, queue }, projectId, request, trigger))
    },
  }
}

/** All steps, for the worker. */
export function createSteps(deps: StepDeps & { predictors: Predictors }): Steps {
  const { store, blobs, bus, config } = deps
  const fileOf = (hash: string) => blobs.path(hash)
  const measureOnce = rememberingLast(
    (context: JobContext, model: Model, labels: readonly string[], snapshot: Snapshot, split: Split) =>
      measure(deps, context, { model, labels, snapshot, split }),
  )
  return {
    ...lightSteps(deps),

    async takeSnapshot(run) {
      if (run.snapshotId !== null) return loadSnapshot(store, run)
      await updateRun(store, run.id, { state: 'snapshot', startedAt: Date.now() })
      const snapshot = await takeSnapshot({ store, blobs }, run.projectId)
      refuseUntrainable(snapshot)
      await updateRun(store, run.id, { snapshotId: snapshot.id, snapshotNumber: snapshot.number, labels: snapshot.annotations })
      return snapshot
    },

    async train(context, run, snapshot) {
      const project = await loadProject(store, run.projectId)
      await updateRun(store, run.id, { state: 'training' })
      return trainRun({ store, config, fileOf, warmStart: null }, context, project, run, await manifestOf(deps, snapshot))
    },

    async registerModel(run, snapshot, trained) {
      const project = await loadProject(store, run.projectId)
      const model = await registerModel(store, {
        projectId: run.projectId,
        runId: run.id,
        snapshotId: snapshot.id,
        snapshotNumber: snapshot.number,
        labels: snapshot.annotations,
        task: project.task,
        architecture: trained.architecture,
        engine: trained.engine,
        labelNames: activeLabels(project.ontology).map((label) => label.name),
        files: await storeModelFiles(blobs, trained.folder),
        parametersCount: trained.parametersCount,
        evaluation: null,
        validation: null,
        thresholds: [],
        gate: null,
        trainingSeconds: trained.seconds,
        createdAt: Date.now(),
      })
      await updateRun(store, run.id, { state: 'evaluating', modelVersion: model.version })
      await updateProject(store, run.projectId, { challenger: model.version })
      return model
    },

    async evaluate(context, run, snapshot, model) {
      const { loop } = await loadProject(store, run.projectId)
      const validation = await measureOnce(context, model, model.labelNames, snapshot, 'validation')
      const test = await measureOnce(context, model, model.labelNames, snapshot, 'test')
      const thresholds = thresholdsOf(validation, loop.prelabel.targetPrecision)
      return updateModel(store, model, { validation: evaluationOf(validation), evaluation: evaluationOf(test), thresholds })
    },

    async gate(context, run, snapshot, model) {
      const project = await loadProject(store, run.projectId)
      await updateRun(store, run.id, { state: 'gate' })
      const champion = project.champion === null ? null : await loadModel(store, project.id, project.champion)
      const challenger = await measureOnce(context, model, model.labelNames, snapshot, 'test')
      const against = champion && {
        ...(await measureOnce(context, champion, model.labelNames, snapshot, 'test')),
        version: champion.version,
      }
      return gateOf(challenger, against, {
        ontology: project.ontology.labels,
        latencyCapMs: project.loop.gate.latencyCapMs,
        seed: run.seed,
        metricTitle: tasks[project.task].metricTitle,
      })
    },

    async promote(run, model, verdict) {
      await updateModel(store, model, { gate: verdict })
      const project = await loadProject(store, run.projectId)
      const promoted = verdict.verdict === 'promote' && run.promote && project.loop.gate.promote
      if (promoted) await promoteModel(store, model, { userId: null, reason: verdict.reasons.join(' ') })
      else
        await recordDecision(store, {
          projectId: run.projectId,
          userId: null,
          type: 'hold',
          sentence: heldSentence(model, verdict),
        })
      const message = verdict.reasons.join(' ')
      await updateRun(store, run.id, { state: 'succeeded', message, progress: null, finishedAt: Date.now() })
      await rm(join(config.dataFolder, 'work', 'runs', run.id), { recursive: true, force: true })
      if (promoted) await bus.emit('model.promoted', { projectId: run.projectId, version: model.version })
    },
  }
}

/** A model's figures on a split as its labels are approved now: the `evaluate` command. */
export async function measureNow(deps: StepDeps & { predictors: Predictors }, context: JobContext, model: Model, split: Split) {
  const snapshot = await takeSnapshot(deps, model.projectId)
  return evaluationOf(await measure(deps, context, { model, labels: model.labelNames, snapshot, split }))
}

/** A local folder with a model's files. */
export const folderOf =
  ({ blobs, config }: Pick<StepDeps, 'blobs' | 'config'>) =>
  (model: Model) =>
    modelFolder({ blobs, workFolder: join(config.dataFolder, 'work') }, model)

async function measure(
  deps: StepDeps & { predictors: Predictors },
  context: JobContext,
  { model, labels, snapshot, split }: { model: Model; labels: readonly string[]; snapshot: Snapshot; split: Split },
): Promise<Measurement> {
  const entries = (await manifestOf(deps, snapshot)).filter((entry) => entry.split === split)
  const images = entries.map(({ assetId, hash, width, height }) => ({ assetId, file: deps.blobs.path(hash), width, height }))
  const predictions: Measurement['images'][number]['predictions'][] = []
  for (let at = 0; at < images.length; at += IMAGES_PER_REQUEST) {
    context.signal.throwIfAborted()
    await context.progress(at / images.length, `Measuring v${model.version} on the ${split} split`)
    predictions.push(...(await deps.predictors.predict(model, images.slice(at, at + IMAGES_PER_REQUEST))))
  }
  const known = new Set(labels)
  return {
    task: model.task,
    split,
    labels,
    latencyMs: await latencyOf(deps, model, images),
    images: entries.map(({ annotations }, index) => ({
      truth: annotations.filter(({ label }) => known.has(label)).map(({ label, shape }) => ({ label, box: bounds(shape) })),
      predictions: (predictions[index] ?? []).filter(({ label }) => known.has(label)),
    })),
  }
}

// One image at a time, as it is for a person who waits; the median is deaf to a busy machine's outliers.
async function latencyOf(
  deps: { predictors: Predictors },
  model: Model,
  images: Parameters<Predictors['predict']>[1],
): Promise<number> {
  const times: number[] = []
  for (const image of images.slice(0, IMAGES_TIMED)) {
    const started = performance.now()
    await deps.predictors.predict(model, [image])
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0
}

type Measure = (
  context: JobContext,
  model: Model,
  labels: readonly string[],
  snapshot: Snapshot,
  split: Split,
) => Promise<Measurement>

// The gate asks for what the evaluation has just measured.
function rememberingLast(ask: Measure): Measure {
  let last: { key: string; measurement: Measurement } | null = null
  return async (context, model, labels, snapshot, split) => {
    const key = [model.projectId, model.version, snapshot.id, split, ...labels].join()
    if (last?.key !== key) last = { key, measurement: await ask(context, model, labels, snapshot, split) }
    return last.measurement
  }
}

async function manifestOf({ blobs }: Pick<StepDeps, 'blobs'>, snapshot: Snapshot): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = []
  for await (const entry of readManifest(blobs, snapshot)) entries.push(entry)
  return entries
}

async function loadSnapshot(store: Store, run: Run): Promise<Snapshot> {
  const row = run.snapshotId && (await store.snapshots.findOne({ _id: run.snapshotId }))
  if (!row) throw new AppError('not_found', `The snapshot of run ${run.number} does not exist`)
  const { _id: id, ...rest } = row
  return { id, ...rest }
}

function refuseUntrainable(snapshot: Snapshot): void {
  if ((snapshot.assets.train ?? 0) === 0) throw new SkipJob('Nothing to learn from: no approved image is in the train split')
  if (snapshot.annotations === 0) throw new SkipJob('Nothing to learn from: no annotation is approved')
}

function heldSentence(model: Model, verdict: GateVerdict): string {
  if (verdict.verdict === 'promote') return `v${model.version} passed the gate and waits for a person to promote it`
  return `v${model.version} held: ${verdict.reasons.join(' ')}`
}

const isImporting = async (store: Pick<Store, 'jobs'>, projectId: ProjectId): Promise<boolean> =>
  (await store.jobs.countDocuments({ projectId, name: { $in: ['import', 'sample'] }, state: 'running' }, { limit: 1 })) > 0

async function orPending(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return
    throw error
  }
}
