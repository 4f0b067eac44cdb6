import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { GateVerdict } from '#shared/domain/evaluation.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import { takeSnapshot } from './datasets/snapshots.ts'
import { dueWeighing } from './due-weighing.ts'
import { isMapFresh } from './embeddings/embedding-map.ts'
import { countMissing } from './embeddings/embedding-records.ts'
import { hasPretrained, mapJob, pretrainedOf } from './embeddings/routes.ts'
import { AppError } from './errors.ts'
import { gateOf, thresholdsOf } from './evaluation/measure-model.ts'
import { evaluationOf } from './evaluation/tasks/index.ts'
import { examineModel } from './examining.ts'
import type { Queue } from './jobs/queue.ts'
import { SkipJob } from './jobs/runner.ts'
import { createMeasuring, folderOf, wholeManifest } from './measuring.ts'
import { storeModelFiles } from './models/model-files.ts'
import { loadModel, promoteModel, registerModel, updateModel } from './models/model-records.ts'
import { loadNamedModel } from './models/named-model.ts'
import { inPresentNames, labelsOf } from './models/present-names.ts'
import type { LightSteps, Steps } from './pipeline.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { waitingFor } from './prelabel/prelabel-assets.ts'
import { originOf, startingPointFolder } from './starting-points/starting-point-folder.ts'
import type { BlobStore } from './store/blobs.ts'
import { isDecided, loadProject, recordDecision, updateProject } from './store/projects.ts'
import type { Store } from './store/store.ts'
import { whoSuggests } from './suggesting.ts'
import { requestRun } from './training/request-run.ts'
import { updateRun } from './training/run-records.ts'
import { askedParameters, trainRun } from './training/train-step.ts'
import { noteTrial } from './training/trial-runs.ts'
import { workFolderOf } from './training/work-folder.ts'
import { considerTraining } from './triggers/consider-training.ts'

export interface StepDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly queue: Queue
  readonly bus: Bus
  readonly config: Config
}

/** The steps that need no engine: any process may take them. */
export function lightSteps({ store, queue, config }: Pick<StepDeps, 'store' | 'queue' | 'config'>): LightSteps {
  return {
    async prelabelBacklog(projectId) {
      const project = await loadProject(store, projectId)
      if (!project.loop.prelabel.enabled || !(await hasBacklog(store, project))) return
      await orPending(queue.add({ name: 'prelabel', projectId, payload: {}, unique: `prelabel:${projectId}` }))
    },
    async weighEnsemble(projectId) {
      if ((await dueWeighing(store, await loadProject(store, projectId))) === null) return
      await orPending(queue.add({ name: 'weigh', projectId, payload: {}, unique: `weigh:${projectId}` }))
    },
    async embedBacklog(projectId) {
      if (!hasPretrained(pretrainedOf(config)) || (await countMissing(store, projectId)) === 0) return
      await orPending(queue.add({ name: 'embed', projectId, payload: {}, unique: `embed:${projectId}` }))
    },
    async rankQueue(projectId) {
      await orPending(queue.add({ name: 'rank', projectId, payload: {}, unique: `rank:${projectId}` }))
    },
    async drawMap(projectId) {
      if (await isMapFresh(store, projectId)) return
      await orPending(queue.add({ name: 'map', projectId, payload: {}, unique: mapJob(projectId) }))
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
  const measure = createMeasuring(deps)
  const championFolder = async ({ id, champion }: Project) =>
    champion === null ? null : folderOf({ blobs, config })(await loadModel(store, id, champion))
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
      const manifest = await wholeManifest(blobs, snapshot, project.ontology)
      const warmStart = await championFolder(project)
      const { startingPoint: name } = askedParameters(project, run)
      const workFolder = join(config.dataFolder, 'work')
      const startingPoint = await startingPointFolder({ store, blobs, workFolder }, project.id, name)
      return trainRun({ store, config, fileOf, warmStart, startingPoint }, context, project, run, manifest)
    },

    async registerModel(run, snapshot, trained) {
      const project = await loadProject(store, run.projectId)
      const startingPoint = await originOf({ store }, run.projectId, askedParameters(project, run).startingPoint)
      const model = await registerModel(store, run.id, {
        projectId: run.projectId,
        runId: run.id,
        snapshotId: snapshot.id,
        snapshotNumber: snapshot.number,
        labels: snapshot.annotations,
        task: project.task,
        architecture: trained.architecture,
        engine: trained.engine,
        labelNames: [...trained.labels],
        files: await storeModelFiles(blobs, trained.folder),
        parametersCount: trained.parametersCount,
        ...(startingPoint && { startingPoint }),
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
      const { loop, ontology } = await loadProject(store, run.projectId)
      const named = inPresentNames(ontology, model)
      const measured = { model: named, labels: labelsOf(named), ontology, snapshot }
      const validation = await measure(context, { ...measured, split: 'validation' })
      const test = await measure(context, { ...measured, split: 'test' })
      const thresholds = thresholdsOf(validation, loop.prelabel.targetPrecision)
      const figures = { validation: evaluationOf(validation), evaluation: evaluationOf(test), thresholds }
      const evaluated = await updateModel(store, model, figures)
      await context.progress(null, `Looking closely at v${model.version}`)
      for (const measurement of [validation, test])
        await examineModel(deps, { model: evaluated, snapshot, measurement, thresholds })
      return evaluated
    },

    async gate(context, run, snapshot, model) {
      const project = await loadProject(store, run.projectId)
      await updateRun(store, run.id, { state: 'gate' })
      // Promoted by a worker that died right after: against itself it would be no better, and be held.
      if (project.champion === model.version && model.gate) return model.gate
      const { ontology } = project
      const champion = project.champion === null ? null : await loadNamedModel(store, project, project.champion)
      const named = inPresentNames(ontology, model)
      const measured = { labels: labelsOf(named), ontology, snapshot, split: 'test' } as const
      const challenger = await measure(context, { ...measured, model: named })
      const against = champion && {
        ...(await measure(context, { ...measured, model: champion })),
        version: champion.version,
      }
      // On the same images and labels now, so that the two can be put side by side.
      if (champion && against)
        await examineModel(deps, { model: champion, snapshot, measurement: against, thresholds: champion.thresholds })
      return gateOf(challenger, against, {
        ontology: ontology.labels,
        latencyCapMs: project.loop.gate.latencyCapMs,
        seed: run.seed,
      })
    },

    async promote(run, model, verdict) {
      await updateModel(store, model, { gate: verdict })
      const project = await loadProject(store, run.projectId)
      const promoted = verdict.verdict === 'promote' && run.promote && project.loop.gate.promote
      // Decided by a worker that died right after: what a person did since is not undone.
      const again = await isDecided(store, ['promotion', 'hold'], run.id)
      if (!again && promoted)
        await promoteModel(store, model, { userId: null, reason: verdict.reasons.join(' '), once: run.id })
      if (!again && !promoted)
        await recordDecision(store, {
          projectId: run.projectId,
          userId: null,
          type: 'hold',
          sentence: heldSentence(model, verdict),
          once: run.id,
        })
      if (promoted) await bus.emit('model.promoted', { projectId: run.projectId, version: model.version })
    },

    async finish(run, message) {
      await updateRun(store, run.id, { state: 'succeeded', message, progress: null, finishedAt: Date.now() })
      await rm(workFolderOf(config, run.id), { recursive: true, force: true })
    },

    noteTrial: (run, trained) => noteTrial({ store, config }, run, trained),
  }
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

async function hasBacklog(store: Pick<Store, 'assets' | 'ensembles'>, project: Project): Promise<boolean> {
  const by = await whoSuggests(store, project)
  return by !== null && (await store.assets.countDocuments(waitingFor(project.id, by), { limit: 1 })) > 0
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
