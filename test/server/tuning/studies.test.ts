import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMongod } from '#server/store/installed-parts.mjs'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { isOpenStudy, SearchSpace, type Study, type StudyRequest } from '#shared/domain/study.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import type { Instance } from '../../../scripts/benchmarks/instance.ts'
import type { Api } from '../../../scripts/cli/api.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestInstance } from '../../support/instance.ts'
import { commandHere } from '../../support/run-here.ts'

const START_LIMIT_MS = 240_000
const STUDY_LIMIT_MS = 600_000
/** So small that a whole run takes a second or two. */
const FIXED = { epochs: 2, inputWidth: 64, inputHeight: 64 }
const SPACE = SearchSpace.parse([
  { type: 'float', name: 'learningRate', low: 1e-4, high: 1e-2, scale: 'log' },
  { type: 'choice', name: 'batchSize', choices: [2, 4] },
])
const reason = findMongod() === null ? ' (skipped: no mongod on this machine)' : ''

describe.skipIf(findMongod() === null)(`studies on the sample project${reason}`, () => {
  let instance: Instance
  let api: Api
  let projectId: ProjectId

  const start = async (change: Partial<StudyRequest>): Promise<Study> => {
    const body = {
      space: SPACE,
      fixed: FIXED,
      architecture: 'center-point',
      method: 'random',
      budget: { runs: 3 },
      ...change,
    } as const
    return (await api.call(routes.studies.start, { params: { projectId }, body })).study
  }
  const show = ({ id: studyId }: Pick<Study, 'id'>) =>
    api.call(routes.studies.show, { params: { projectId, studyId } }, { patienceMs: START_LIMIT_MS })
  const over = (study: Study) =>
    eventually(async () => {
      const shown = await show(study)
      expect(isOpenStudy(shown.study), `${shown.study.state}, ${shown.study.progress.ended} runs`).toBe(false)
      return shown
    }, STUDY_LIMIT_MS)
  const act = (name: 'pause' | 'resume' | 'cancel' | 'judge', { id: studyId }: Study) =>
    api.call(routes.studies[name], { params: { projectId, studyId } })
  const underWay = (study: Study) =>
    eventually(async () => {
      const { runs } = await show(study)
      expect(runs.some(({ state, progress }) => state === 'training' && progress !== null)).toBe(true)
      return runs
    }, STUDY_LIMIT_MS)
  const models = () => api.call(routes.loop.models, { params: { projectId } })

  beforeAll(async () => {
    instance = await startTestInstance('studies', { pretrained: false })
    api = await instance.api()
    const { project, jobId } = await api.call(routes.projects.createSample, {})
    projectId = project.id
    const loop = {
      ...project.loop,
      milestone: { ...project.loop.milestone, enabled: false },
      prelabel: { ...project.loop.prelabel, enabled: false },
    }
    await api.call(routes.projects.changeLoop, { params: { projectId }, body: loop })
    await eventually(
      async () => expect(await api.call(routes.loop.job, { params: { jobId } })).toMatchObject({ state: 'succeeded' }),
      START_LIMIT_MS,
    )
  }, START_LIMIT_MS)
  afterAll(() => instance?.stop(), START_LIMIT_MS)

  it(
    'tries one set of parameters after the other on one snapshot, and sends only the best to the gate',
    async () => {
      const { study, runs } = await over(await start({ earlyStopping: 'halving', budget: { runs: 4, seconds: null } }))
      expect(study).toMatchObject({ state: 'succeeded', modelVersion: 1, progress: { runs: 4, ended: 4, failed: 0 } })
      expect(new Set(runs.map(({ snapshotId }) => snapshotId)).size).toBe(1)
      expect(new Set(runs.map(({ requested }) => requested.learningRate)).size).toBe(4)
      const best = runs.find(({ id }) => id === study.best?.runId)
      // The others stopped at a ninth; the best went on to the end before it was judged.
      expect(best).toMatchObject({ modelVersion: 1, trial: { atGate: true, share: 1 } })
      expect(runs.filter(({ modelVersion }) => modelVersion === null).length).toBe(3)
      expect(await models()).toMatchObject([{ version: 1, gate: { verdict: 'promote' }, evaluation: { split: 'test' } }])
      expect(await api.call(routes.projects.show, { params: { projectId } })).toMatchObject({ champion: 1 })
    },
    STUDY_LIMIT_MS,
  )

  it('keeps its runs out of the list of the loop’s runs', async () => {
    expect(await api.call(routes.loop.runs, { params: { projectId } })).toEqual([])
  })

  it(
    'refuses what no training would take, what would not compare, and a second study beside the first',
    async () => {
      const asking = (space: unknown, fixed: StudyRequest['fixed'] = {}) => start({ space: SearchSpace.parse(space), fixed })
      await expect(asking([{ type: 'float', name: 'learningRate', low: 1, high: 2000 }])).rejects.toMatchObject({
        code: 'invalid',
      })
      await expect(asking([{ type: 'boolean', name: 'nonsense' }])).rejects.toMatchObject({ code: 'invalid' })
      await expect(asking([{ type: 'integer', name: 'epochs', low: 1, high: 9 }])).rejects.toMatchObject({ code: 'invalid' })
      await expect(asking(SPACE, { trainOnValidation: true })).rejects.toMatchObject({ code: 'invalid' })
      const study = await start({})
      await expect(start({})).rejects.toMatchObject({ code: 'conflict' })
      await act('cancel', study)
      const { runs } = await over(study)
      await eventually(async () => expect((await show(study)).runs.filter(isActiveRun)).toEqual([]), STUDY_LIMIT_MS)
      expect(runs.every(({ modelVersion }) => modelVersion === null)).toBe(true)
    },
    STUDY_LIMIT_MS,
  )

  it(
    'loses no run when its worker is killed, and asks for none twice',
    async () => {
      const study = await start({ method: 'tpe', fixed: { ...FIXED, epochs: 16 }, budget: { runs: 2, seconds: null } })
      await underWay(study)
      expect(instance.killWorker()).toBe(true)
      const { study: ended, runs } = await over(study)
      expect(ended).toMatchObject({ state: 'succeeded', progress: { runs: 2, ended: 2, failed: 0 } })
      expect(runs.map(({ trial }) => trial?.number)).toEqual([1, 2])
      expect(runs.some(({ attempt }) => attempt > 1)).toBe(true)
    },
    STUDY_LIMIT_MS,
  )

  it(
    'stops where it is when paused, gives way to the loop’s own training, and goes on from there',
    async () => {
      const study = await start({ fixed: { ...FIXED, epochs: 40 }, budget: { runs: 1, seconds: null } })
      await underWay(study)
      await act('pause', study)
      await eventually(async () => {
        const states = (await show(study)).runs.map(({ state }) => state)
        expect(new Set(states)).toEqual(new Set(['queued']))
      }, STUDY_LIMIT_MS)
      await act('resume', study)
      await underWay(study)
      const { run } = await api.call(routes.loop.train, {
        params: { projectId },
        body: { architecture: 'center-point', epochs: 1, parameters: { inputWidth: 64, inputHeight: 64 } },
      })
      const ofLoop = await ended(run.id)
      expect(ofLoop.state).toBe('succeeded')
      const first = (await show(study)).runs[0]
      // It was under way, and is still to be finished.
      expect(first?.finishedAt === null || (first?.finishedAt ?? 0) > (ofLoop.finishedAt ?? 0)).toBe(true)
      expect((await over(study)).study).toMatchObject({ state: 'succeeded', progress: { runs: 1, failed: 0 } })
    },
    STUDY_LIMIT_MS,
  )

  it(
    'tries more sets of parameters when it is extended, on the same snapshot',
    async () => {
      const earlier = (await api.call(routes.studies.list, { params: { projectId } })).find(({ method }) => method === 'tpe')
      if (!earlier) throw new Error('Expected a study')
      await api.call(routes.studies.extend, { params: { projectId, studyId: earlier.id }, body: { runs: 1 } })
      const { study, runs } = await over(earlier)
      expect(study).toMatchObject({ state: 'succeeded', progress: { runs: 3, ended: 3 }, budget: { runs: 3 } })
      expect(new Set(runs.map(({ snapshotId }) => snapshotId)).size).toBe(1)
    },
    STUDY_LIMIT_MS,
  )

  it(
    'can be told from the command line',
    async () => {
      const listed = (await commandHere(instance, ['study', 'list', 'Blood cells (sample)'])) as Study[]
      expect(listed.map(({ number }) => number)).toEqual([...listed.keys()].map((place) => listed.length - place))
      const shown = (await commandHere(instance, ['study', 'show', 'Blood cells (sample)', '1'])) as {
        study: Study
        runs: unknown[]
      }
      expect(shown).toMatchObject({ study: { number: 1, state: 'succeeded' }, runs: { length: 4 } })
      await expect(commandHere(instance, ['study', 'show', 'Blood cells (sample)', '99'])).rejects.toThrow()
    },
    STUDY_LIMIT_MS,
  )

  const ended = (runId: RunId) =>
    eventually(async () => {
      const { run } = await api.call(routes.loop.run, { params: { projectId, runId } })
      expect(isActiveRun(run)).toBe(false)
      return run
    }, STUDY_LIMIT_MS)
})
