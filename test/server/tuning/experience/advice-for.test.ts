import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { newRun } from '#server/training/run-records.ts'
import { adviceFor } from '#server/tuning/experience/advice-for.ts'
import type { SnapshotId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { describeWithMongo, testDatabase } from '../../../support/mongo.ts'

const RATES = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2]
const BEST_RATE = 1e-3

describeWithMongo('advice from the runs of an installation', () => {
  let store: Store
  const project = (task: 'detection' | 'classification' = 'detection') =>
    createProject(store, { name: crypto.randomUUID(), task, labels: ['a', 'b'] })

  /** Runs of a project that differ in their learning rate alone; the nearer to the best one, the better. */
  async function train({ id: projectId }: Project, share: number): Promise<void> {
    const snapshotId = `snp_${projectId}` as SnapshotId
    const assets = { train: 100, validation: 20, test: 20 }
    const counted = { assets, labels: [{ label: 'a', train: 9, validation: 2, test: 2 }], annotations: 560, relativeSize: 0.1 }
    await store.snapshots.insertOne({
      _id: snapshotId,
      projectId,
      number: 1,
      digest: projectId,
      ontologyVersion: 1,
      createdAt: 1,
      ...counted,
    })
    for (const learningRate of RATES) {
      const { id, ...run } = await newRun(store, projectId, TrainRequest.parse({}), { type: 'person', reason: '' })
      const best = share * (0.9 - 0.2 * Math.abs(Math.log10(learningRate / BEST_RATE)))
      const ended = {
        state: 'succeeded',
        finishedAt: 2,
        snapshotId,
        architecture: 'center-point',
        parameters: { learningRate },
      } as const
      await store.runs.insertOne({ ...run, _id: id, ...ended, metrics: { loss: null, validation: best, best } })
    }
  }

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    await train(await project(), 1)
  })
  afterAll(() => store.close())

  it('is none while there is only one other project', async () => {
    expect(await adviceFor(store, await project())).toBeNull()
  })

  it('is what did best elsewhere, for a new project without a snapshot too, with its reason', async () => {
    await train(await project(), 0.4)
    const advice = await adviceFor(store, await project())
    expect(advice).toMatchObject({ assignment: { learningRate: BEST_RATE, architecture: 'center-point' }, runs: 14, projects: 2 })
    expect(advice?.reason).toMatch(/^Of 14 past runs on 2 other projects/)
  })

  it('says nothing of another task', async () => {
    expect(await adviceFor(store, await project('classification'))).toBeNull()
  })

  it('reads the past by an index scan', async () => {
    const plan = JSON.stringify(
      await store.runs.find({ state: 'succeeded' }).sort({ createdAt: -1 }).limit(600).explain('queryPlanner'),
    )
    const winning = plan.slice(plan.indexOf('"winningPlan"'), plan.indexOf('"rejectedPlans"'))
    expect(winning).toContain('"IXSCAN"')
    expect(winning).not.toContain('"stage":"SORT"')
  })
})
