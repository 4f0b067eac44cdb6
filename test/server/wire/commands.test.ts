import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '#server/store/store.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { type CommandName, commands, MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import { aStoredAsset, aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { type LabelServer, startLabelServer, type TestClient } from '../../support/label-server.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { annotationOf, changing, drawing, setting, suggesting } from '../../support/operations.ts'
import { aStoredProject } from '../../support/stored.ts'

describeWithMongo('the commands over sockets', () => {
  let store: Store
  let server: LabelServer
  let projectId: ProjectId
  let assetId: AssetId
  let annotator: TestClient
  let reviewer: TestClient
  let stranger: TestClient

  beforeAll(async () => {
    store = await openStore(testDatabase().uri)
    server = await startLabelServer(store)
    projectId = await aStoredProject(store)
    const connected = async (role: 'annotator' | 'reviewer' | null) =>
      server.connect((await aStoredPerson(store, projectId, role)).token)
    annotator = await connected('annotator')
    reviewer = await connected('reviewer')
    stranger = await connected(null)
  })
  beforeEach(async () => {
    assetId = await aStoredAsset(store, projectId)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
  })

  const place = () => ({ assetId, pointer: { x: 1, y: 2 }, selection: [], tool: 'box', holding: null })
  const good: { [K in CommandName]: (to: TestClient) => Promise<unknown> } = {
    'asset:open': (to) => to.send('asset:open', { assetId }),
    'asset:close': (to) => to.send('asset:close', { assetId }),
    'annotation:commit': (to) => to.send('annotation:commit', { assetId, operations: [drawing()] }),
    async 'presence:update'(to) {
      const opened = await to.send('asset:open', { assetId })
      return opened.ok ? to.send('presence:update', place()) : opened
    },
    'queue:next': (to) => to.send('queue:next', { projectId, role: 'annotator' }),
    'project:watch': (to) => to.send('project:watch', { projectId }),
  }
  const names = Object.keys(commands) as CommandName[]

  for (const name of names) {
    test(`${name} answers who may`, async () => {
      expect(await good[name](annotator)).toMatchObject({ ok: true })
      commands[name].reply.parse(((await good[name](reviewer)) as { value: unknown }).value)
    })
    test(`${name} refuses what it cannot read, and says what is wrong`, async () => {
      const answer = await annotator.send(name, { assetId: 7, projectId: 7 } as never)
      expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } })
      expect(await annotator.send(name, undefined as never)).toMatchObject({ ok: false, error: { code: 'invalid' } })
    })
  }
  // Leaving what one never entered is no secret.
  for (const name of names.filter((one) => one !== 'asset:close')) {
    test(`${name} is forbidden without a role in the project`, async () => {
      expect(await good[name](stranger)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    })
  }

  test('an asset that does not exist is not found', async () => {
    const nowhere = { assetId: 'ast_none' as AssetId }
    expect(await annotator.send('asset:open', nowhere)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    const commit = await annotator.send('annotation:commit', { ...nowhere, operations: [drawing()] })
    expect(commit).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('a stale change is refused with the current state', async () => {
    const drawn = drawing()
    const id = annotationOf(drawn)
    await annotator.send('annotation:commit', { assetId, operations: [drawn] })
    await reviewer.send('annotation:commit', { assetId, operations: [changing(id, 1, { label: 'dog' })] })
    const late = await annotator.send('annotation:commit', { assetId, operations: [changing(id, 1, { label: 'cat' })] })
    expect(late).toMatchObject({
      ok: true,
      value: { outcomes: [{ outcome: 'refused', code: 'stale', current: { label: 'dog' } }] },
    })
  })

  test('what only a reviewer does is refused to an annotator, one operation at a time', async () => {
    const drawn = drawing()
    const answer = await annotator.send('annotation:commit', {
      assetId,
      operations: [drawn, drawing({ status: 'approved' }), setting('approved', 1), setting('quarantined', 1)],
    })
    expect(answer).toMatchObject({
      ok: true,
      value: { outcomes: [{ outcome: 'applied' }, { code: 'forbidden' }, { code: 'forbidden' }, { code: 'forbidden' }] },
    })
  })

  test('an annotator decides suggestions and submits; then the approved asset is closed to them', async () => {
    const [one, two] = [suggesting(), suggesting()]
    await server.operations.commit({ assetId, user: null, operations: [one, two] })
    const decided = await annotator.send('annotation:commit', {
      assetId,
      operations: [changing(annotationOf(one), 1, { status: 'draft' }), changing(annotationOf(two), 1, { status: 'rejected' })],
    })
    expect(decided).toMatchObject({ ok: true, value: { outcomes: [{ outcome: 'applied' }, { outcome: 'applied' }] } })
    const submitted = await annotator.send('annotation:commit', { assetId, operations: [setting('review', 1)] })
    expect(submitted).toMatchObject({ ok: true, value: { outcomes: [{ outcome: 'applied', revision: 2 }] } })
    const approved = await reviewer.send('annotation:commit', { assetId, operations: [setting('approved', 2)] })
    expect(approved).toMatchObject({ ok: true, value: { outcomes: [{ outcome: 'applied', revision: 3 }] } })
    const late = await annotator.send('annotation:commit', { assetId, operations: [drawing(), setting('review', 3)] })
    expect(late).toMatchObject({ ok: true, value: { outcomes: [{ code: 'forbidden' }, { code: 'forbidden' }] } })
  })

  test('more operations than one commit may hold are refused as a whole', async () => {
    const operations = Array.from({ length: MAX_OPERATIONS_PER_COMMIT + 1 }, () => drawing())
    const answer = await annotator.send('annotation:commit', { assetId, operations })
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await store.operations.countDocuments({ assetId })).toBe(0)
  })

  test('a flood from one connection is refused, and the others do not notice', async () => {
    const { token } = await aStoredPerson(store, projectId, 'annotator')
    const flooding = await server.connect(token)
    const answers = await Promise.all(Array.from({ length: 1500 }, () => flooding.send('project:watch', { projectId })))
    expect(answers.some((answer) => !answer.ok && answer.error.code === 'too_many_requests')).toBe(true)
    expect(await good['asset:open'](annotator)).toMatchObject({ ok: true })
  })

  test('a command without an acknowledgement, or one nobody knows, harms nothing', async () => {
    const socket = annotator.socket as unknown as { emit(...rest: unknown[]): void }
    socket.emit('asset:open', { assetId })
    socket.emit('asset:open')
    socket.emit('no:such:command', 1)
    expect(await good['asset:open'](annotator)).toMatchObject({ ok: true })
  })
})
