import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createBus } from '#server/bus.ts'
import { readConfig } from '#server/config.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { lightSteps } from '#server/light-steps.ts'
import { startByItself } from '#server/start-by-itself.ts'
import { toStored } from '#server/store/collections.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { updateRun } from '#server/training/run-records.ts'
import { considerTraining } from '#server/triggers/consider-training.ts'
import { trainingsCursor } from '#server/triggers/view.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { LoopSettings } from '#shared/domain/project.ts'
import { routes } from '#shared/routes.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type AppUnderTest, startApp } from '../../support/app-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { runCommand } from '../../support/run-command.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { triggers, projects } = routes
const MOST_CALLS_A_MINUTE = 12
const MINUTE_MS = 60_000

describeWithMongo('what starts trainings', () => {
  const database = testDatabase()
  let store: Store
  let app: AppUnderTest
  let projectId: ProjectId
  let manager: { token: string }

  beforeAll(async () => {
    store = await openStore(database.uri)
    app = await startApp(database.uri, temporaryFolder(afterAll))
  })
  afterAll(async () => {
    await app?.close()
    await store?.close()
  })
  beforeEach(async () => {
    projectId = await aStoredProject(store)
    manager = await aStoredPerson(store, projectId, 'manager')
  })

  /** Approved images with their labels, which is what triggers count. */
  async function approve(labels: Record<string, number>): Promise<void> {
    for (const split of ['train', 'test'] as const) {
      const half = Object.fromEntries(Object.entries(labels).map(([label, count]) => [label, count / 2]))
      await aStoredAsset(store, projectId, { split, status: 'approved', counts: { suggested: 0, draft: 0, approved: half } })
    }
  }

  const dryRun = (loop?: object) =>
    app.call(manager.token, triggers.dryRun, {
      params: { projectId },
      body: loop ? { loop: LoopSettings.parse(loop) } : {},
    })
  const change = (loop: object) =>
    app.call(manager.token, projects.changeLoop, { params: { projectId }, body: LoopSettings.parse(loop) })
  const ask = async () => {
    const bus = createBus((error) => expect.unreachable(String(error)))
    await lightSteps({ store, queue: createQueue(store), bus, config: readConfig({}) }).considerTraining(projectId)
    return trainingsCursor(store, projectId).toArray()
  }
  const raiseAlert = (raisedAt: number) =>
    store.alerts.insertOne(
      toStored({
        id: `alt_${projectId}`,
        projectId,
        kind: 'drift',
        signal: 'brightness',
        version: null,
        state: 'raised',
        value: 0.3,
        line: 0.1,
        sentence: 'Brightness has changed',
        raisedAt,
        settledAt: null,
      }),
    )

  it('is said of settings that nobody has saved, and nothing starts by asking', async () => {
    await approve({ cat: 60, dog: 60 })
    const tried = await dryRun({ milestone: { labels: 500 }, age: { enabled: true } })
    expect(tried.triggers.find(({ id }) => id === 'milestone')).toMatchObject({ due: false, sentence: '380 more' })
    expect(tried.triggers.find(({ id }) => id === 'age')).toMatchObject({ enabled: true, sentence: 'nothing was trained yet' })
    const saved = await dryRun()
    expect(saved).toMatchObject({ reason: { type: 'milestone' }, holds: [], next: { reason: { type: 'milestone' } } })
    expect(await store.runs.countDocuments({ projectId })).toBe(0)
  })

  it('refuses a schedule that nobody can read, saved or tried, with what is wrong', async () => {
    const broken = { schedule: { enabled: true, cron: 'every night' } }
    await expect(dryRun(broken)).rejects.toThrow(/400 Expected a schedule such as "0 3 \* \* \*"/)
    await expect(change(broken)).rejects.toThrow('400 Expected a schedule')
    await expect(
      app.call(manager.token, triggers.dryRun, {
        params: { projectId },
        body: { loop: { clock: { timeZone: 'Mars/Olympus' } } },
      }),
    ).rejects.toThrow('Europe/Berlin')
  })

  it('starts one training for an alert, and remembers why', async () => {
    await approve({ cat: 20, dog: 20 })
    await change({ milestone: { enabled: false }, drift: { enabled: true, labels: 10 } })
    expect(await ask()).toEqual([])
    await raiseAlert(Date.now())
    const reason = 'Brightness has changed; 40 labels are new'
    expect(await ask()).toMatchObject([{ number: 1, trigger: { type: 'drift', reason } }])
    const [run] = await store.runs.find({ projectId }).toArray()
    if (run) await updateRun(store, run._id, { state: 'failed', finishedAt: Date.now() })
    expect(await ask()).toHaveLength(1)
  })

  it('answers an occasion once, however late the second one comes who saw it', async () => {
    await approve({ cat: 60, dog: 60 })
    const deps = { store, queue: createQueue(store) }
    const [first, second] = await Promise.all([considerTraining(store, projectId), considerTraining(store, projectId)])
    if (!first || !second) throw new Error('Expected both to see the milestone')
    expect(await startByItself(deps, projectId, first.trigger, first.answered)).toBe(1)
    await store.runs.updateMany({ projectId }, { $set: { state: 'cancelled', finishedAt: Date.now() } })
    expect(await startByItself(deps, projectId, second.trigger, second.answered)).toBeNull()
    expect(await considerTraining(store, projectId)).toBeNull()
  })

  it('waits for the end of what holds it, and starts when it is asked again then', async () => {
    await approve({ cat: 60, dog: 60 })
    const now = new Date()
    const time = (minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS).toISOString().slice(11, 16)
    await change({ quietHours: { enabled: true, from: time(-60), until: time(60) } })
    expect(await ask()).toEqual([])
    const overview = await app.call(manager.token, projects.overview, { params: { projectId } })
    expect(overview.nextTraining.sentence).toMatch(/^due, and held: quiet hours until .* \(UTC\)$/)
    await change({ quietHours: { enabled: true, from: time(-60), until: time(-30) } })
    expect(await ask()).toMatchObject([{ trigger: { type: 'milestone' } }])
  })

  it.each(['import', 'take', 'undo-import', 'restore-version'] as const)(
    'waits for the end of what changes labels by the thousand: %s',
    async (name) => {
      await approve({ cat: 60, dog: 60 })
      const queue = createQueue(store)
      await queue.add({ name, projectId, payload: {} })
      const job = await queue.take('a worker', [name])
      expect(await ask()).toEqual([])
      if (job) await queue.finish(job, 'succeeded', {})
      expect(await ask()).toMatchObject([{ trigger: { type: 'milestone' } }])
    },
  )

  it('is a secret address too, which starts a run, within the limits, and says so', async () => {
    await approve({ cat: 2, dog: 2 })
    const { secret, path } = await app.call(manager.token, triggers.makeHook, { params: { projectId } })
    expect(path).toBe(`/api/hooks/${secret}`)
    const call = (with_: string, reason?: string) =>
      app.call(null, triggers.callHook, { params: { secret: with_ }, body: reason ? { reason } : {} })
    expect(await call(secret, 'the night’s images are in')).toMatchObject({ started: true, run: 1 })
    expect(await store.runs.findOne({ projectId })).toMatchObject({
      trigger: { type: 'webhook', reason: 'Another program asked for it: the night’s images are in' },
    })
    expect(await call(secret)).toMatchObject({ started: false, sentence: 'Not started: run 1 is under way' })
    const { secret: next } = await app.call(manager.token, triggers.makeHook, { params: { projectId } })
    await expect(call(secret)).rejects.toThrow('404')
    expect(await call(next)).toMatchObject({ started: false })
    expect(JSON.stringify(await store.hooks.find().toArray())).not.toContain(next)
    await app.call(manager.token, triggers.removeHook, { params: { projectId } })
    await expect(call(next)).rejects.toThrow('404')
    for (let more = 0; more < MOST_CALLS_A_MINUTE; more++) await call('a guess').catch(() => undefined)
    await expect(call('a guess')).rejects.toThrow('429')
  })

  it('is said on the overview in the words of what is switched on', async () => {
    await approve({ cat: 20, dog: 20 })
    const sentence = async () =>
      (await app.call(manager.token, projects.overview, { params: { projectId } })).nextTraining.sentence
    expect(await sentence()).toBe('60 more')
    await change({ milestone: { enabled: false }, schedule: { enabled: true, cron: '0 3 1 1 *', withinMinutes: 1 } })
    expect(await sentence()).toMatch(/^next at \d{4}-01-01 03:00 \(UTC\)$/)
    await change({ milestone: { enabled: false } })
    expect(await sentence()).toBe('milestones are switched off')
  })

  it('is said on the command line, for people and for programs', async () => {
    await approve({ cat: 60, dog: 60 })
    const environment = { LABELLOOP_URL: app.address, LABELLOOP_TOKEN: manager.token }
    const people = await runCommand(['triggers', projectId], environment)
    expect(people.stdout).toContain('A training would start now: 120 labels approved since the last training, 100 were asked for')
    const programs = await runCommand(['triggers', projectId, '--json'], environment)
    expect(JSON.parse(programs.stdout)).toMatchObject({ reason: { type: 'milestone' }, holds: [] })
  })

  it('is changed by managers alone, and seen by everybody of the project', async () => {
    const annotator = await aStoredPerson(store, projectId, 'annotator')
    await expect(app.call(annotator.token, triggers.makeHook, { params: { projectId } })).rejects.toThrow('403')
    await expect(app.call(annotator.token, triggers.dryRun, { params: { projectId }, body: {} })).resolves.toBeDefined()
  })

  it('reads nothing by a scan', async () => {
    const plans = await Promise.all([
      store.runs
        .find({ projectId, 'answered.after': { $exists: true } })
        .sort({ 'answered.after': -1 })
        .explain('queryPlanner'),
      trainingsCursor(store, projectId).explain('queryPlanner'),
      store.alerts.find({ projectId, state: 'raised' }).sort({ raisedAt: -1 }).explain('queryPlanner'),
      store.alerts.find({ projectId }).sort({ state: 1, raisedAt: -1 }).explain('queryPlanner'),
      store.operations
        .find({ projectId, at: { $gt: 0 } })
        .sort({ at: -1 })
        .explain('queryPlanner'),
    ])
    for (const plan of plans) {
      const { winningPlan } = (plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner
      expect(JSON.stringify(winningPlan)).toContain('IXSCAN')
      expect(JSON.stringify(winningPlan)).not.toMatch(/COLLSCAN|"stage":"SORT"/)
    }
  })
})
