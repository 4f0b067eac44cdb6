import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { prelabelAssets } from '#server/prelabel/prelabel-assets.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { ALL_ASSETS } from '#shared/domain/deployment.ts'
import type { AssetId, ProjectId, RunId, SnapshotId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { newOntology } from '#shared/ontology.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'

const boxed = (label: string, score: number): LabelledPrediction => ({
  label,
  score,
  shape: { kind: 'box', x: 10, y: 10, width: 50, height: 40 },
  value: null,
})
/** Where it says 0.9 it was right every second time, where it says 0.99 always. */
const boasts = { scores: [0.3, 0.9, 0.99], rights: [0.3, 0.5, 1] }

describeWithMongo('pre-labelling', () => {
  let store: Store
  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
  })
  afterAll(() => store?.close())

  const aModel = (projectId: ProjectId): Model => ({
    projectId,
    version: 1,
    runId: 'run_1' as RunId,
    snapshotId: 'snp_1' as SnapshotId,
    snapshotNumber: 1,
    labels: 10,
    task: 'detection',
    architecture: 'center-point',
    engine: 'made up',
    labelNames: ['cat', 'dog'],
    files: [],
    parametersCount: 1,
    evaluation: null,
    validation: null,
    thresholds: [
      { label: 'cat', threshold: 0.5, basis: 'measured', precision: 0.8, recall: 0.8, samples: 50, calibration: boasts },
      { label: 'dog', threshold: 0.5, basis: 'assumed', precision: null, recall: null, samples: 0 },
    ],
    gate: null,
    trainingSeconds: 1,
    createdAt: 0,
  })

  async function prelabelled(projectId: ProjectId, said: Readonly<Record<string, LabelledPrediction[]>>): Promise<void> {
    const operations = createOperationLog({ store, log: createLog('test', 'silent') })
    await prelabelAssets(
      {
        store,
        fileOf: async (hash) => hash,
        predict: async (images) => images.map(({ assetId }) => said[assetId] ?? []),
        commit: async (commit) => void (await operations.commit({ ...commit, user: null })),
        progress: async () => undefined,
        goesOn: async () => true,
      },
      await loadProject(store, projectId),
      { ...aModel(projectId), together: [], on: ALL_ASSETS },
    )
    await operations.close()
  }
  const unsureOf = async (id: AssetId) => (await store.assets.findOne({ _id: id }))?.uncertainty ?? Number.NaN

  test('an asset is as unsure as its suggestions were right on the validation split, not as they are scored', async () => {
    const projectId = await aStoredProject(store)
    const [half, sure] = [await aStoredAsset(store, projectId, { order: 0 }), await aStoredAsset(store, projectId, { order: 1 })]
    await prelabelled(projectId, { [half]: [boxed('cat', 0.9)], [sure]: [boxed('cat', 0.99)] })
    expect(await unsureOf(half)).toBeCloseTo(1)
    expect(await unsureOf(sure)).toBeCloseTo(0)
    expect(await store.annotations.countDocuments({ projectId, status: 'suggested' })).toBe(2)
  })

  test('what a retired label would say counts for nothing', async () => {
    const ontology = newOntology(['cat', 'dog'])
    const labels = ontology.labels.map((label) => ({ ...label, retired: label.name === 'dog' }))
    const projectId = await aStoredProject(store, { ontology: { ...ontology, labels } })
    const asset = await aStoredAsset(store, projectId)
    await prelabelled(projectId, { [asset]: [boxed('cat', 0.99), boxed('dog', 0.5)] })
    expect(await unsureOf(asset)).toBeCloseTo(0)
    expect(await store.annotations.countDocuments({ projectId })).toBe(1)
  })
})
