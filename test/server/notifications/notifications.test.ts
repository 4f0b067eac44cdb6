import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { deliveriesCursor } from '#server/notifications/routes.ts'
import { toStored } from '#server/store/collections.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { createRun, updateRun } from '#server/training/run-records.ts'
import type { Alert } from '#shared/domain/alert.ts'
import { newId, type ProjectId, type RunId } from '#shared/domain/ids.ts'
import { type Delivery, type NotificationType, NotificationType as Types } from '#shared/domain/notification.ts'
import { TrainRequest } from '#shared/routes/loop.ts'
import { routes } from '#shared/routes.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type AppUnderTest, startApp } from '../../support/app-server.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startMailServer } from './mail-server.ts'

const { notifications, pipelines } = routes
const INSIDE = { LABELLOOP_EGRESS: 'private' }

describeWithMongo('who wants to know what happens', () => {
  const database = testDatabase()
  let store: Store
  let receiver: Receiver
  let projectId: ProjectId
  let manager: { token: string }
  const apps: AppUnderTest[] = []

  beforeAll(async () => {
    store = await openStore(database.uri)
  })
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close()
    await receiver?.close()
  })
  afterAll(() => store?.close())

  async function start(environment: NodeJS.ProcessEnv = INSIDE): Promise<AppUnderTest> {
    const app = await startApp(database.uri, temporaryFolder(), environment)
    apps.push(app)
    return app
  }

  async function prepare(): Promise<void> {
    projectId = await aStoredProject(store)
    manager = await aStoredPerson(store, projectId, 'manager')
    receiver = await startReceiver()
  }

  const subscribe = (app: AppUnderTest, events: readonly NotificationType[] = Types.options, url = receiver.url) =>
    app.call(manager.token, notifications.add, {
      params: { projectId },
      body: { channel: { type: 'webhook', url }, events: [...events] },
    })

  async function failRun(message: string): Promise<RunId> {
    const { id } = await createRun(store, projectId, TrainRequest.parse({}), { type: 'person', reason: 'Ada asked for it' })
    await updateRun(store, id, { state: 'training', startedAt: Date.now() })
    await updateRun(store, id, { state: 'failed', message, finishedAt: Date.now() })
    return id
  }

  async function raiseAlert(signal: string): Promise<Alert> {
    const alert: Alert = {
      id: newId('alt'),
      projectId,
      kind: 'drift',
      signal,
      version: null,
      state: 'raised',
      value: 0.4,
      line: 0.1,
      sentence: `${signal} has changed`,
      raisedAt: Date.now(),
      settledAt: null,
    }
    await store.alerts.insertOne(toStored(alert))
    return alert
  }

  const payloads = () => receiver.received.map(({ body }) => JSON.parse(body) as { id: string; type: string; sentence: string })
  const typesSeen = () =>
    payloads()
      .map(({ type }) => type)
      .sort()
  const log = async (app: AppUnderTest): Promise<Delivery[]> =>
    (await app.call(manager.token, notifications.deliveries, { params: { projectId }, query: {} })).items

  it('hears that a run failed, signed with the secret that was told once', async () => {
    await prepare()
    const app = await start()
    const { secret, subscription } = await subscribe(app, ['run.failed'])
    await failRun('no image could be read')
    const [got] = await eventually(() => {
      expect(receiver.received).toHaveLength(1)
      return receiver.received
    })
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      type: 'run.failed',
      sentence: 'Run 1 failed: no image could be read',
      project: { id: projectId },
      data: { run: 1, state: 'failed' },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers['x-labelloop-signature'])) ?? []
    expect(digest).toBe(
      createHmac('sha256', secret ?? '')
        .update(`${seconds}.${got?.body}`)
        .digest('hex'),
    )
    await eventually(async () =>
      expect(await log(app)).toMatchObject([{ state: 'delivered', attempts: [{ status: 200, answer: 'ok' }] }]),
    )
    const [delivery] = await log(app)
    expect(got?.headers['x-labelloop-delivery']).toBe(delivery?.id)
    const { subscriptions } = await app.call(manager.token, notifications.list, { params: { projectId } })
    expect(subscriptions).toMatchObject([{ id: subscription.id, last: { id: delivery?.id } }])
    expect(JSON.stringify(subscriptions)).not.toContain(secret)
  })

  it('hears of every end of a run that was resumed', async () => {
    await prepare()
    const app = await start()
    await subscribe(app, ['run.failed'])
    const id = await failRun('the disk is full')
    const sentences = () => receiver.received.map(({ body }) => JSON.parse(body).sentence)
    await eventually(() => expect(sentences()).toEqual(['Run 1 failed: the disk is full']))
    await app.call(manager.token, pipelines.resume, { params: { projectId, runId: id } })
    await updateRun(store, id, { state: 'failed', message: 'the disk is full again', finishedAt: Date.now() })
    await eventually(() =>
      expect(sentences()).toEqual(['Run 1 failed: the disk is full', 'Run 1 failed: the disk is full again']),
    )
  })

  it('hears everything once, from any number of servers, and also what happened while none was there', async () => {
    await prepare()
    const [first, second] = [await start(), await start()]
    await subscribe(first)
    await failRun('one')
    await failRun('two')
    await raiseAlert('brightness')
    const expected = ['alert.raised', 'run.failed', 'run.failed', 'run.started', 'run.started']
    await eventually(() => expect(typesSeen()).toEqual(expected))
    await first.close()
    await second.close()
    apps.length = 0
    const alert = await raiseAlert('blur')
    await store.alerts.updateOne({ _id: alert.id }, { $set: { state: 'settled', settledAt: Date.now() } })
    const third = await start()
    await eventually(() => expect(typesSeen()).toEqual(['alert.raised', 'alert.settled', ...expected].sort()))
    expect(new Set(receiver.received.map(({ headers }) => headers['x-labelloop-delivery'])).size).toBe(7)
    await eventually(async () => expect((await log(third)).every(({ state }) => state === 'delivered')).toBe(true))
  })

  it('hears it again later where it failed to answer, and at once where a person says so, under the same id', async () => {
    await prepare()
    receiver.answerWith((_got, response) => response.writeHead(500).end('x'.repeat(3000)))
    const app = await start()
    await subscribe(app, ['alert.raised'])
    await raiseAlert('contrast')
    const [waiting] = await eventually(async () => {
      const all = await log(app)
      expect(all).toMatchObject([{ state: 'waiting', attempts: [{ status: 500 }] }])
      return all
    })
    expect(waiting?.attempts[0]?.answer).toHaveLength(1024)
    expect(waiting?.nextAt).toBeGreaterThan(Date.now())
    receiver.answerWith((_got, response) => void response.end('thank you'))
    const params = { projectId, deliveryId: waiting?.id ?? '' }
    expect(await app.call(manager.token, notifications.again, { params })).toMatchObject({ state: 'waiting' })
    await eventually(async () =>
      expect(await log(app)).toMatchObject([
        { state: 'delivered', attempts: [{ status: 500 }, { status: 200, answer: 'thank you' }] },
      ]),
    )
    expect(new Set(receiver.received.map(({ headers }) => headers['x-labelloop-delivery']))).toEqual(new Set([waiting?.id]))
  })

  it('is given up where it failed for a day', async () => {
    await prepare()
    receiver.answerWith((_got, response) => response.writeHead(503).end())
    const app = await start()
    await subscribe(app, ['alert.raised'])
    await raiseAlert('size')
    const [waiting] = await eventually(async () => {
      const all = await log(app)
      expect(all).toMatchObject([{ state: 'waiting', attempts: [{ status: 503 }] }])
      return all
    })
    await store.deliveries.updateOne({ _id: waiting?.id ?? '' }, { $set: { nextAt: 0, giveUpAt: Date.now() } })
    await eventually(async () => expect(await log(app)).toMatchObject([{ state: 'given-up', nextAt: null }]))
  })

  it('is never followed to another address', async () => {
    await prepare()
    receiver.answerWith((_got, response) => response.writeHead(307, { location: `${receiver.url}/inside` }).end())
    const app = await start()
    const { subscription } = await subscribe(app)
    await app.call(manager.token, notifications.test, { params: { projectId, subscriptionId: subscription.id } })
    await eventually(async () => expect(await log(app)).toMatchObject([{ state: 'waiting', attempts: [{ status: 307 }] }]))
    expect(receiver.received.map(({ path }) => path)).toEqual(['/'])
  })

  it('is not called inside the house unless the installation allows it', async () => {
    await prepare()
    const app = await start({})
    const { subscription } = await subscribe(app)
    await app.call(manager.token, notifications.test, { params: { projectId, subscriptionId: subscription.id } })
    await eventually(async () => {
      const answer = expect.stringContaining('LABELLOOP_EGRESS=private')
      expect(await log(app)).toMatchObject([{ state: 'given-up', attempts: [{ status: null, answer }] }])
    })
    expect(receiver.received).toEqual([])
  })

  it('hears nothing that happened before it asked, nothing it did not ask for, and nothing any more once it is switched off', async () => {
    await prepare()
    await failRun('before')
    const app = await start()
    const { subscription } = await subscribe(app, ['run.failed'])
    await failRun('wanted')
    await raiseAlert('box areas')
    await eventually(() => expect(payloads().map(({ sentence }) => sentence)).toEqual(['Run 2 failed: wanted']))
    const params = { projectId, subscriptionId: subscription.id }
    await app.call(manager.token, notifications.change, { params, body: { enabled: false } })
    await failRun('unheard')
    await app.call(manager.token, notifications.test, { params })
    await eventually(() => expect(payloads().at(-1)?.type).toBe('test'))
    expect(payloads()).toHaveLength(2)
  })

  it('gets nothing any more that was still on its way when a person switched it off', async () => {
    await prepare()
    receiver.answerWith((_got, response) => response.writeHead(500).end())
    const app = await start()
    const { subscription } = await subscribe(app, ['alert.raised'])
    await raiseAlert('contrast')
    await eventually(async () => expect(await log(app)).toMatchObject([{ state: 'waiting', attempts: [{ status: 500 }] }]))
    const params = { projectId, subscriptionId: subscription.id }
    await app.call(manager.token, notifications.change, { params, body: { enabled: false } })
    expect(await log(app)).toMatchObject([{ state: 'given-up', nextAt: null }])
  })

  it('gets e-mail where the installation can send it', async () => {
    await prepare()
    const mail = await startMailServer()
    const app = await start({ LABELLOOP_SMTP: mail.url })
    const subscribeTo = (to: string) =>
      app.call(manager.token, notifications.add, {
        params: { projectId },
        body: { channel: { type: 'email', to: [to] }, events: ['run.failed'] },
      })
    expect((await subscribeTo('ada@example.org')).secret).toBeNull()
    await subscribeTo('nobody@example.org')
    await failRun('the disk is full')
    const [got] = await eventually(() => {
      expect(mail.mails).toHaveLength(1)
      return mail.mails
    })
    expect(got?.to).toEqual(['ada@example.org'])
    expect(got?.text).toContain('From: loop@example.org')
    expect(got?.text).toMatch(/^Subject: .*Run 1 failed: the disk is full/ms)
    await eventually(async () => {
      const states = (await log(app)).map(({ state, attempts }) => [state, attempts[0]?.status])
      expect(states.sort()).toEqual([
        ['delivered', 250],
        ['given-up', 550],
      ])
    })
    await mail.close()
  })

  it('is told that no e-mail can be sent where the installation names no server', async () => {
    await prepare()
    const app = await start()
    const { email } = await app.call(manager.token, notifications.list, { params: { projectId } })
    expect(email).toBe(false)
  })

  it('is decided by managers alone', async () => {
    await prepare()
    const app = await start()
    const reviewer = await aStoredPerson(store, projectId, 'reviewer')
    await expect(app.call(reviewer.token, notifications.list, { params: { projectId } })).rejects.toThrow('403')
  })

  it('signs with a new secret once a person asks for one', async () => {
    await prepare()
    const app = await start()
    const { subscription, secret } = await subscribe(app)
    const params = { projectId, subscriptionId: subscription.id }
    const { secret: next } = await app.call(manager.token, notifications.rotate, { params })
    expect(next).not.toBe(secret)
    await app.call(manager.token, notifications.test, { params })
    const [got] = await eventually(() => {
      expect(receiver.received).toHaveLength(1)
      return receiver.received
    })
    const [, seconds, digest] = /^t=(\d+),v1=(\w+)$/.exec(String(got?.headers['x-labelloop-signature'])) ?? []
    expect(digest).toBe(createHmac('sha256', next).update(`${seconds}.${got?.body}`).digest('hex'))
  })

  it('reads its log page by page, and nothing by a scan', async () => {
    await prepare()
    const app = await start()
    const { subscription } = await subscribe(app)
    const params = { projectId, subscriptionId: subscription.id }
    for (let test = 0; test < 3; test++) await app.call(manager.token, notifications.test, { params })
    const page = await app.call(manager.token, notifications.deliveries, { params: { projectId }, query: { limit: 2 } })
    const rest = await app.call(manager.token, notifications.deliveries, {
      params: { projectId },
      query: { limit: 2, cursor: page.next ?? '' },
    })
    expect(new Set([...page.items, ...rest.items].map(({ id }) => id)).size).toBe(3)
    const plans = await Promise.all([
      deliveriesCursor(store, projectId, { limit: 2 }).explain('queryPlanner'),
      deliveriesCursor(store, projectId, { limit: 2, cursor: page.next ?? '' }).explain('queryPlanner'),
      store.deliveries
        .find({ state: 'waiting', nextAt: { $lte: 0 } })
        .sort({ nextAt: 1 })
        .explain('queryPlanner'),
      store.deliveries.find({ subscriptionId: '' }).sort({ createdAt: -1 }).explain('queryPlanner'),
      store.subscriptions.find({ enabled: true, projectId }).explain('queryPlanner'),
      store.subscriptions.find({ projectId }).sort({ createdAt: 1 }).explain('queryPlanner'),
      store.hooks.find({ hash: '' }).explain('queryPlanner'),
    ])
    for (const plan of plans) {
      const { winningPlan } = (plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner
      expect(JSON.stringify(winningPlan)).toContain('IXSCAN')
      expect(JSON.stringify(winningPlan)).not.toMatch(/COLLSCAN|"stage":"SORT"/)
    }
  })
})
