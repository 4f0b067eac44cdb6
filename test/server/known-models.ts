import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '#server/config.ts'
import type { Queue } from '#server/jobs/queue.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { carryOut, type Steps } from '#server/pipeline.ts'
import type { Predictors } from '#server/prelabel/predictors.ts'
import type { StepDeps } from '#server/step-deps.ts'
import type { Store } from '#server/store/store.ts'
import { requestRun } from '#server/training/request-run.ts'
import { loadRun } from '#server/training/run-records.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { writeVocSet } from '../support/voc-set.ts'
import { type Importing, openImporting } from './datasets/importing.ts'

/** Every object of a project, in an order that is the same every time. */
export type Truth = Awaited<ReturnType<Importing['annotations']>>

/** A project of approved boxes whose splits go by name: in which order images arrive is up to the machine. */
export async function openLabelled(split: { images: number; test: number; validation: number }) {
  const importing = await openImporting()
  const { store, folder } = importing
  const projectId: ProjectId = await importing.project({ ontology: { version: 1, labels: [] } })
  await writeVocSet(join(folder, 'set'), { images: split.images, seed: 5 })
  await importing.importFolder(projectId, join(folder, 'set'), { approve: true })
  const assets = (await store.assets.find({ projectId }).toArray()).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const [place, { _id }] of assets.entries()) {
    const name = place < split.test ? 'test' : place < split.test + split.validation ? 'validation' : 'train'
    await store.assets.updateOne({ _id }, { $set: { split: name } })
  }
  const placeOf = new Map(assets.map(({ _id }, place) => [_id, place]))
  const keyOf = ({ assetId, shape }: Truth[number]) => `${String(placeOf.get(assetId)).padStart(3, '0')} ${JSON.stringify(shape)}`
  const truth = (await importing.annotations(projectId)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return { importing, projectId, truth }
}

/** Predictors that say what is known of each model. */
export function knownPredictors(answers: (model: Model, assetId: AssetId) => LabelledPrediction[]): Predictors {
  return {
    answer: () => Promise.reject(new Error('Expected to be asked for predictions alone')),
    predict: async (model, images) => images.map(({ assetId }) => answers(model, assetId as AssetId)),
    close: async () => {},
  }
}

/** What a training would have left in a folder. */
export const knownTraining = (folder: string) => ({
  folder,
  labels: ['disc', 'block'],
  engine: 'none',
  architecture: 'known answers',
  parametersCount: 1,
  seconds: 1,
  share: 1,
  validation: null,
})

/** Where models of known answers are trained. */
interface KnownProject {
  readonly store: Store
  readonly queue: Queue
  readonly folder: string
  readonly projectId: ProjectId
  readonly steps: Steps
}

/** A whole run, gate and all, whose training ends as a model of the skill that is asked for; the skills are kept by version. */
export const knownRuns =
  <Skill>({ store, queue, folder, projectId, steps }: KnownProject, skills: Map<number, Skill>) =>
  async (skill: Skill): Promise<Model> => {
    const request = { architecture: 'auto', seed: 0, parameters: {}, promote: true }
    const { run } = await requestRun({ store, queue }, projectId, request, { type: 'person', reason: 'a test' })
    const weights = join(folder, `weights-${run.number}`)
    mkdirSync(weights)
    writeFileSync(join(weights, 'weights.bin'), JSON.stringify(skill))
    skills.set(run.number, skill)
    const { model } = await carryOut(quietJob, await loadRun(store, run.id), {
      ...steps,
      train: async () => knownTraining(weights),
    })
    if (model?.version !== run.number) throw new Error(`Expected run ${run.number} to make the model of its number`)
    return model
  }

/** A job that nobody cancels and nobody watches. */
export const quietJob = {
  job: { token: 1 },
  signal: new AbortController().signal,
  progress: async () => {},
  holdOrThrow: async () => {},
} as unknown as JobContext

/** The settings of a worker on a folder. */
export const configOn = (folder: string): StepDeps['config'] =>
  readConfig({ LABELLOOP_DATA: join(folder, 'data'), LABELLOOP_BLOBS: `file:${join(folder, 'blobs')}` })

/** A detector of cats and dogs that shows what it scores 0.5 or more, with what a test says of it. */
export const aModel = (overrides: Partial<Model>): Model => ({
  projectId: 'prj_1' as ProjectId,
  version: 1,
  runId: null,
  snapshotId: null,
  snapshotNumber: null,
  labels: 10,
  task: 'detection',
  architecture: 'known answers',
  engine: 'none',
  labelNames: ['cat', 'dog'],
  files: [],
  parametersCount: 1,
  evaluation: null,
  validation: null,
  thresholds: ['cat', 'dog'].map((label) => ({
    label,
    threshold: 0.5,
    basis: 'assumed',
    precision: null,
    recall: null,
    samples: 0,
  })),
  gate: null,
  trainingSeconds: 1,
  createdAt: 0,
  ...overrides,
})
