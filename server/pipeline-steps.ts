import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from '#shared/domain/project.ts'
import type { Run, Snapshot } from '#shared/domain/training.ts'
import { takeSnapshot } from './datasets/snapshots.ts'
import { AppError } from './errors.ts'
import { thresholdsOf } from './evaluation/measure-model.ts'
import { evaluationOf } from './evaluation/tasks/index.ts'
import { examineModel } from './examining.ts'
import { followVerdict, judgeAtGate } from './gating.ts'
import { SkipJob } from './jobs/runner.ts'
import { lightSteps } from './light-steps.ts'
import { believedIn, createMeasuring, folderOf, wholeManifest } from './measuring.ts'
import { storeModelFiles } from './models/model-files.ts'
import { loadModel, registerModel, updateModel } from './models/model-records.ts'
import { inPresentNames, labelsOf } from './models/present-names.ts'
import type { Steps } from './pipeline.ts'
import { commandStep } from './pipelines/command-step.ts'
import { execute, executeOne } from './pipelines/execute.ts'
import { httpStep } from './pipelines/http-step.ts'
import { signingSecret } from './pipelines/signing-secret.ts'
import type { Predictors } from './prelabel/predictors.ts'
import { recording } from './recording.ts'
import { originOf, startingPointFolder } from './starting-points/starting-point-folder.ts'
import type { StepDeps } from './step-deps.ts'
import { isDecided, loadProject, updateProject } from './store/projects.ts'
import type { Store } from './store/store.ts'
import { appendLog, loadRun, updateRun } from './training/run-records.ts'
import { askedParameters, trainRun } from './training/train-step.ts'
import { noteTrial } from './training/trial-runs.ts'
import { workFolderOf } from './training/work-folder.ts'

/** All steps, for the worker. */
export function createSteps(deps: StepDeps & { predictors: Predictors }): Steps {
  const { store, blobs, bus, config } = deps
  const measure = createMeasuring(deps)
  const { watch, judged } = recording(deps)
  // What answers elsewhere has no numbers to begin with.
  const championFolder = async ({ id, champion }: Project) => {
    const model = champion === null ? null : await loadModel(store, id, champion)
    return model && !model.backend ? folderOf({ blobs, config })(model) : null
  }
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
      const believed = await believedIn(blobs, snapshot, project.ontology)
      const deps = { store, config, onDisk: blobs.onDisk, warmStart, startingPoint, believed, watch }
      return trainRun(deps, context, project, run, manifest)
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
      return judgeAtGate({ store, blobs, measure }, context, { project, run, snapshot, model })
    },

    async promote(run, model, verdict) {
      await updateModel(store, model, { gate: verdict })
      const project = await loadProject(store, run.projectId)
      // Decided by a worker that died right after: what a person did since is not undone.
      if (!(await isDecided(store, ['promotion', 'hold', 'deployment'], run.id)))
        return followVerdict({ store, bus }, { project, run, model, verdict })
      if (project.champion === model.version)
        await bus.emit('model.promoted', { projectId: run.projectId, version: model.version })
    },

    execute: (context, run, acts) =>
      execute({ store, log: (step, line) => appendLog(store, run.id, line, step) }, context, run, acts),

    executeOne: (context, run, acts, id) =>
      executeOne({ store, log: (step, line) => appendLog(store, run.id, line, step) }, context, run, acts, id),

    reload: (run) => loadRun(store, run.id),

    async modelOf(run) {
      if (run.modelVersion === null) throw new AppError('not_found', `Run ${run.number} has made no model`)
      return loadModel(store, run.projectId, run.modelVersion)
    },

    async trainingDependsOn({ projectId, seed, architecture, requested }) {
      const { champion, ontology, loop } = await loadProject(store, projectId)
      return { seed, architecture, requested, champion, ontology: ontology.version, training: loop.training }
    },

    async adoptModel(run, given) {
      const { version } = given as { version: number }
      if (!(await store.models.findOne({ projectId: run.projectId, version }))) return false
      await updateRun(store, run.id, { modelVersion: version })
      return true
    },

    ownSteps: (run) => ({
      http: httpStep(run, {
        secret: () => signingSecret(store, run.projectId),
        allowPrivate: config.egress === 'private',
      }),
      command: commandStep(run, { folder: join(workFolderOf(config, run.id), 'steps'), runtime: config.commands }),
    }),

    async finish(run, message) {
      await judged(run.id)
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
