import { join } from 'node:path'
import { saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork } from '#server/ml/models/network-of-model.ts'
import { storeModelFiles } from '#server/models/model-files.ts'
import { registerModel } from '#server/models/model-records.ts'
import { toStored } from '#server/store/collections.ts'
import { newRun } from '#server/training/run-records.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { newId, type RunId } from '#shared/domain/ids.ts'
import type { CurvePoint, Run } from '#shared/domain/training.ts'
import { randomNetwork } from '../ml/models/random-network.ts'
import type { TrackingServer } from './tracking-server.ts'

const ARCHITECTURE = 'center-point'
const INPUT = { width: 96, height: 64 }
const LABELS = ['cat', 'dog']
/** Beside one channel for each label. */
const BOX_CHANNELS = 4

/** A curve with the validation figures 0.5 and then 0.8. */
export const A_CURVE: CurvePoint[] = [
  { step: 10, epoch: 1, seconds: 1, loss: 2, learningRate: 0.001 },
  { step: 10, epoch: 1, seconds: 1, validation: 0.5, perLabel: { cat: 0.4, dog: 0.6 } },
  { step: 20, epoch: 2, seconds: 2, loss: 1, learningRate: 0.0005 },
  { step: 20, epoch: 2, seconds: 2, validation: 0.8, perLabel: { cat: 0.9, dog: 0.7 } },
]

/** A run of the loop that is over, with its curve. */
export async function anOwnRun({ store, projectId }: TrackingServer, overrides: Partial<Run> = {}): Promise<Run> {
  const request = { architecture: ARCHITECTURE, seed: 7, parameters: {}, promote: true }
  const run: Run = {
    ...(await newRun(store, projectId, request, { type: 'person', reason: 'Mira asked for it' })),
    state: 'succeeded',
    engine: 'wasm',
    parameters: { learningRate: 0.001, batchSize: 8 },
    metrics: { loss: 1, validation: 0.8, best: 0.8 },
    startedAt: 1_000_000,
    finishedAt: 1_002_000,
    modelVersion: 1,
    ...overrides,
  }
  await store.runs.insertOne(toStored(run))
  await store.curves.insertOne({ _id: `${run.id}:0`, runId: run.id, index: 0, points: A_CURVE })
  return run
}

/** A model of the project with weights by chance, made by this run; null for one that was never trained here. */
export async function anOwnModel({ store, blobs, projectId }: TrackingServer, folder: string, runId: RunId | null) {
  const modelFolder = join(folder, 'model')
  const learned = await randomNetwork(ARCHITECTURE, 1, LABELS.length + BOX_CHANNELS)
  const description = { task: 'detection', architecture: ARCHITECTURE, input: INPUT, parameters: {}, engine: 'none' } as const
  await saveModel(modelFolder, { ...description, labels: LABELS.map(plainLabel) }, arraysOfNetwork(learned))
  return registerModel(store, runId ?? newId('job'), {
    projectId,
    runId,
    snapshotId: null,
    snapshotNumber: null,
    labels: 12,
    task: 'detection',
    architecture: ARCHITECTURE,
    engine: 'none',
    labelNames: LABELS,
    files: await storeModelFiles(blobs, modelFolder),
    parametersCount: learned.weights.length,
    evaluation: null,
    validation: null,
    thresholds: [],
    gate: null,
    trainingSeconds: 0,
    createdAt: 0,
  })
}
